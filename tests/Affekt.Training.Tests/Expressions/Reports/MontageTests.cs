using Affekt.Imaging;
using Affekt.Imaging.Drawing;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Augmentation;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Reports;

namespace Affekt.Training.Tests.Expressions.Reports;

public sealed class MontageTests
{
    private static FaceDataset Faces(int n) => new(
        "x", 16, 16, [.. Enumerable.Range(0, n).SelectMany(i => Enumerable.Repeat((byte)(100 + i), 256))],
        [.. Enumerable.Range(0, n).Select(i => (Emotion)(i % 7))], new Split[n], [.. Enumerable.Range(0, n)]);

    private static bool Holds(Image picture, byte gray) => picture.Pixels.Contains(gray);

    [Fact]
    public void Every_class_has_its_row_even_an_empty_one()
    {
        var few = Montage.OfClasses(Faces(3), columns: 4);
        var many = Montage.OfClasses(Faces(40), columns: 4);
        Assert.Equal((1, few.Width, few.Height), (few.Channels, many.Width, many.Height));
        Assert.True(Holds(few, 100) && Holds(few, 101) && Holds(few, 102));
        Assert.Equal(few.Pixels, Montage.OfClasses(Faces(3), columns: 4).Pixels);
    }

    [Fact]
    public void A_scale_magnifies_the_faces()
    {
        var one = Montage.OfClasses(Faces(7), columns: 2);
        var three = Montage.OfClasses(Faces(7), columns: 2, scale: 3);
        Assert.Equal(one.Pixels.Count(p => p == 100) * 9, three.Pixels.Count(p => p == 100));
    }

    [Fact]
    public void Variations_begin_with_the_face_as_it_is()
    {
        var augmenter = new Augmenter(AugmentationOptions.None with { OutputSize = 12 });
        var picture = Montage.OfAugmentation(Faces(2), [0, 1], augmenter, columns: 3);
        Assert.Equal(4 * 144, picture.Pixels.Count(p => p == 100));
        Assert.Equal(4 * 144, picture.Pixels.Count(p => p == 101));
    }

    [Fact]
    public void Mistakes_show_the_surest_first_and_no_right_answer()
    {
        var faces = Faces(3);
        // 0 is right; 1 and 2 are wrong, 2 more surely.
        float[] probabilities = [1, 0, 0, 0, 0, 0, 0, .6f, .4f, 0, 0, 0, 0, 0, .9f, 0, .1f, 0, 0, 0, 0];
        var one = Montage.OfMistakes(faces, probabilities, columns: 1, rows: 1);
        Assert.True(Holds(one, 102) && !Holds(one, 101) && !Holds(one, 100));
        var both = Montage.OfMistakes(faces, probabilities, columns: 2, rows: 1);
        Assert.True(Holds(both, 102) && Holds(both, 101) && !Holds(both, 100));
        var none = Montage.OfMistakes(faces.Select([0]), probabilities.AsSpan(0, 7));
        Assert.Contains(none.Pixels, p => p < 255);
    }

    [Fact]
    public void Letters_are_drawn_and_cut_at_the_border()
    {
        var picture = new Image(20, 10, 1);
        PixelFont.Draw(picture, 1, 1, "I", 255);
        // The capital I: two bars of three and a stem of five.
        Assert.Equal(11, picture.Pixels.Count(p => p == 255));
        PixelFont.Draw(picture, -3, -3, "Wide text that does not fit é", 200, scale: 2);
        Assert.True(Holds(picture, 200));
        Assert.Equal(11, PixelFont.WidthOf("ab"));
    }

    [Fact]
    public void The_font_has_every_letter_that_captions_use()
    {
        foreach (var letter in string.Concat(Emotions.Names) + "0123456789.,()-/:%no mistakesrow")
        {
            var drawn = new Image(8, 10, 1);
            PixelFont.Draw(drawn, 1, 1, letter.ToString(), 255);
            var box = new Image(8, 10, 1);
            PixelFont.Draw(box, 1, 1, "é", 255);
            Assert.NotEqual(box.Pixels, drawn.Pixels);
        }
    }
}
