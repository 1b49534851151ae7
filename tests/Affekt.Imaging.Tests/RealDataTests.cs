using Affekt.Imaging.Decoding;

namespace Affekt.Imaging.Tests;

/// <summary>Photos as people and cameras save them.</summary>
public class RealDataTests
{
    private const int Every = 20;

    [Theory]
    [InlineData("faces.csv")]
    [InlineData("negatives.csv")]
    public void Real_photos_decode_to_the_size_in_their_table(string table)
    {
        string? root = Environment.GetEnvironmentVariable("AFFEKT_DATA");
        Assert.SkipUnless(root is not null, "Set AFFEKT_DATA to the data folder to decode its photos.");
        string folder = Path.Combine(root!, "faces");
        // One row a face, so a photo may have several: file, width, height.
        string[][] photos = File.ReadLines(Path.Combine(folder, table)).Skip(1).Select(l => l.Split(','))
            .DistinctBy(r => r[0]).Where((_, i) => i % Every == 0).ToArray();
        Assert.NotEmpty(photos);
        foreach (string[] photo in photos)
        {
            byte[] file = File.ReadAllBytes(Path.Combine(folder, photo[0]));
            Image image = ImageDecoder.Decode(file);
            Assert.Equal((photo[0], int.Parse(photo[1]), int.Parse(photo[2])), (photo[0], image.Width, image.Height));
            ImageInfo info = ImageDecoder.Identify(file);
            Assert.Equal((image.Width, image.Height, image.Channels), (info.Width, info.Height, info.Channels));
        }
    }
}
