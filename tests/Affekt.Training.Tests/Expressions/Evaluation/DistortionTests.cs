using Affekt.Imaging;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;

namespace Affekt.Training.Tests.Expressions.Evaluation;

public sealed class DistortionTests
{
    private const int Side = 48;

    public static TheoryData<string> Names => [.. Distortion.All.Select(d => d.Name)];

    private static Distortion Named(string name) => Distortion.All.Single(d => d.Name == name);

    /// <summary>A disc and a line of one pixel on gray.</summary>
    private static Image Face(int scale = 1, int channels = 1)
    {
        var side = Side * scale;
        return new Image(side, side, channels, [.. Enumerable.Range(0, side * side * channels).Select(i =>
        {
            var (y, x) = (i / channels / side, i / channels % side);
            return (byte)(y / scale == 10 ? 230
                : Math.Pow(x - side * 0.6, 2) + Math.Pow(y - side * 0.6, 2) < Math.Pow(side * 0.2, 2) ? 200 : 100);
        })]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Pictures_keep_their_shape_and_a_distortion_is_the_same_each_time(string name)
    {
        foreach (var face in new[] { Face(), Face(2, 3) })
        {
            var once = Named(name).Apply(face, face.Width, 3);
            Assert.Equal((face.Width, face.Height, face.Channels), (once.Width, once.Height, once.Channels));
            Assert.Equal(once.Pixels, Named(name).Apply(face, face.Width, 3).Pixels);
            Assert.Equal(name == "none", once.Pixels.AsSpan().SequenceEqual(face.Pixels));
        }
    }

    [Fact]
    public void Each_does_what_it_says()
    {
        var face = Face();
        var mean = face.Pixels.Average(v => v);
        Assert.Equal(mean / 4, Named("dark").Apply(face, Side, 0).Pixels.Average(v => v), 0.5);
        var noise = Named("noise").Apply(face, Side, 0).Pixels.Zip(face.Pixels, (a, b) => (double)a - b).ToArray();
        Assert.InRange(Math.Sqrt(noise.Average(d => d * d)), 18, 21);
        Assert.NotEqual(Named("noise").Apply(face, Side, 0).Pixels, Named("noise").Apply(face, Side, 1).Pixels);
        Assert.Equal(mean, Named("blur").Apply(face, Side, 0).Pixels.Average(v => v), 0.5);
        // A line of one pixel falls to the middle of the Gaussian: 0.27 of its height.
        Assert.InRange(Named("blur").Apply(face, Side, 0).Pixels[10 * Side + 4], 100 + 0.24 * 130, 100 + 0.29 * 130);
        Assert.NotEqual(Named("roll").Apply(face, Side, 0).Pixels, Named("roll").Apply(face, Side, 1).Pixels);
        Assert.Equal(face.Pixels, Named("small").Apply(face, 24, 0).Pixels);
    }

    [Fact]
    public void Amounts_grow_with_the_face()
    {
        // The middle of the line, beside the disc.
        var large = Named("blur").Apply(Face(4), 4 * Side, 0).Pixels[42 * 4 * Side + 16];
        var small = Named("blur").Apply(Face(), Side, 0).Pixels[10 * Side + 4];
        Assert.InRange(large - small, -4, 4);
    }

    [Fact]
    public void A_data_set_keeps_everything_but_its_pixels()
    {
        var faces = new FaceDataset("drawn.csv", Side, Side, [.. Face().Pixels, .. Face().Pixels], [Emotion.Happy, Emotion.Sad],
            [Split.Training, Split.PublicTest], [4, 9])
        { Groups = new Dictionary<string, string[]> { ["age"] = ["old", "young"] } };
        var noisy = Named("noise").Apply(faces);
        Assert.Equal((faces.Labels, faces.SplitOf, faces.Rows, faces.Groups), (noisy.Labels, noisy.SplitOf, noisy.Rows, noisy.Groups));
        Assert.Equal(Named("noise").Apply(Face(), Side, 9).Pixels, noisy.Face(1).ToArray());
    }
}
