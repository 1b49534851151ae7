using Affekt.Imaging;
using Affekt.Testing;

namespace Affekt.Vision.Tests;

public class EmotionReaderTests
{
    private static readonly EmotionModelInfo Info = new() { Outputs = [new EmotionOutput("fer")] };

    [Fact]
    public void Gives_seven_probabilities_for_a_face()
    {
        var reading = SmallReader.Create().Read(DrawnFace.Draw(200, 150), new Box(25, 0, 150, 150));

        Assert.Equal(7, reading.Probabilities.Values.Count);
        Assert.Equal(1, reading.Probabilities.Values.Sum(), 9);
        Assert.False(reading.Unsure);
    }

    [Fact]
    public void Is_unsure_below_the_threshold_of_the_model() =>
        Assert.True(SmallReader.Create(unsureBelow: 1).Read(DrawnFace.Draw(60, 60), new Box(0, 0, 60, 60)).Unsure);

    [Fact]
    public void A_higher_temperature_makes_readings_milder()
    {
        var face = DrawnFace.Draw(48, 48);
        var box = new Box(0, 0, 48, 48);
        double Confidence(double temperature) =>
            new EmotionReader(SmallReader.Network(), Info with { Outputs = [new EmotionOutput("fer", temperature)] })
                .Read(face, box).Confidence;

        Assert.True(Confidence(.1) > Confidence(1));
        Assert.True(Confidence(1) > Confidence(10));
    }

    [Fact]
    public void A_face_of_the_models_own_size_is_taken_as_it_is()
    {
        var face = DrawnFace.Draw(48, 48).ToGray();

        Assert.Equal(face.Pixels, SmallReader.Create().Crop(face, new Box(0, 0, 48, 48)).Pixels);
    }

    [Fact]
    public void Colour_and_gray_of_one_face_are_read_alike()
    {
        var reader = SmallReader.Create();
        var face = DrawnFace.Draw(96, 96);
        var box = new Box(8, 8, 80, 80);

        Assert.Equal(reader.Read(face, box).Probabilities.Values, reader.Read(face.ToGray(), box).Probabilities.Values);
    }

    [Theory]
    [InlineData(-50, -50, 80, 80)]
    [InlineData(90, 90, 80, 80)]
    [InlineData(-10, 20, 500, 500)]
    [InlineData(30, 30, .2, .2)]
    public void A_box_that_runs_past_the_border_is_moved_inside(double x, double y, double width, double height)
    {
        var crop = SmallReader.Create().Crop(DrawnFace.Draw(100, 100), new Box(x, y, width, height));

        Assert.Equal((48, 48, 1), (crop.Width, crop.Height, crop.Channels));
    }

    [Fact]
    public void A_box_without_area_is_a_mistake_of_the_caller() =>
        Assert.Throws<ArgumentException>(() => SmallReader.Create().Read(new Image(9, 9, 1), new Box(0, 0, 0, 5)));

    [Fact]
    public void Several_threads_read_what_one_reads()
    {
        var reader = SmallReader.Create();
        var faces = Enumerable.Range(0, 24).Select(i => DrawnFace.Draw(50 + i, 50)).ToArray();
        double[] Read(int i) => [.. reader.Read(faces[i], new Box(0, 0, 50, 50)).Probabilities.Values];
        var alone = Enumerable.Range(0, faces.Length).Select(Read).ToArray();

        var together = new double[faces.Length][];
        Parallel.For(0, faces.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => together[i] = Read(i));

        Assert.Equal(alone, together);
    }

    [Fact]
    public void A_saved_model_reads_what_the_network_reads()
    {
        var folder = Directory.CreateTempSubdirectory("affekt-model-").FullName;
        try
        {
            SmallReader.Save(folder);
            var face = DrawnFace.Draw(64, 64);
            var box = new Box(0, 0, 64, 64);

            var saved = EmotionReader.Load(folder).Read(face, box).Probabilities;

            Assert.All(SmallReader.Create().Read(face, box).Probabilities.Values.Zip(saved.Values),
                pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static readonly FacePoint[] NoPoints = [];

    private static Reading ReadFound(PictureReading? pictures, Image face) =>
        new EmotionReader(SmallReader.Network(), Info with { Pictures = pictures })
            .Read(face, new Face(new Box(0, 0, face.Width, face.Height), 0.9, NoPoints));

    [Fact]
    public void A_face_and_its_mirror_image_get_the_same_answer()
    {
        var face = DrawnFace.Draw(64, 64).ToGray();
        // One side in shadow, so that the mirror image is another picture.
        for (var i = 0; i < face.Pixels.Length; i++)
            face.Pixels[i] = (byte)(face.Pixels[i] * (i % 64 + 20) / 84);
        var mirrored = new Image(64, 64, 1, (byte[])face.Pixels.Clone());
        for (var row = 0; row < 64; row++)
            Array.Reverse(mirrored.Pixels, row * 64, 64);
        double Difference(bool both)
        {
            var pictures = new PictureReading { Shares = [1], Mirrored = both };
            return ReadFound(pictures, face).Probabilities.Values.Zip(
                ReadFound(pictures, mirrored).Probabilities.Values, (a, b) => Math.Abs(a - b)).Max();
        }

        Assert.True(Difference(false) > 1e-3);
        Assert.True(Difference(true) < 1e-4);
    }

    [Fact]
    public void The_threshold_for_pictures_is_their_own() =>
        Assert.True(ReadFound(new PictureReading { Shares = [1], UnsureBelow = 1 }, DrawnFace.Draw(64, 64)).Unsure);

    [Fact]
    public void Refuses_a_correction_for_an_output_that_the_network_lacks() =>
        Assert.Contains("crowd", Assert.Throws<EmotionModelException>(() => new EmotionReader(SmallReader.Network(), Info with
        {
            Outputs = [new EmotionOutput("fer"), new EmotionOutput("crowd")],
            Pictures = new PictureReading { Shares = [.2, .8] },
        })).Message, StringComparison.Ordinal);

    [Fact]
    public void Refuses_a_network_without_the_output() =>
        Assert.Throws<EmotionModelException>(
            () => new EmotionReader(SmallReader.Network(), Info with { Outputs = [new EmotionOutput("crowd")] }));

    [Fact]
    public void Refuses_a_network_that_wants_more_pixels_than_a_face_has() =>
        Assert.Throws<EmotionModelException>(() => new EmotionReader(SmallReader.Network(64), Info));
}
