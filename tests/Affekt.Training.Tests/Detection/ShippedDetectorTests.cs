using System.Runtime.CompilerServices;
using Affekt.Imaging;
using Affekt.Imaging.Decoding;
using Affekt.Imaging.Jpeg;
using Affekt.Training.Detection;
using Affekt.Vision;

namespace Affekt.Training.Tests.Detection;

/// <summary>The detector in models/ on photos that it never saw.</summary>
public class ShippedDetectorTests
{
    private static readonly Lazy<FaceDetector> Detector = new(() => FaceDetector.Load(Models()));
    private static readonly Lazy<IReadOnlyList<(FacePhoto Photo, Image Image)>> Portraits = new(ReadPortraits);

    private static readonly Dictionary<string, (Func<Image, Image> Change, double Recall)> Changes = new()
    {
        ["as it is"] = (i => i, .96),
        ["gray"] = (i => i.ToGray(), .96),
        ["dark, a quarter of the light"] = (i => Toned(i, v => v * 0.25), .85),
        ["bright, washed out"] = (i => Toned(i, v => 110 + v * 0.8), .85),
        ["compressed hard"] = (i => ImageDecoder.Decode(JpegEncoder.Encode(i, 20)), .88),
        ["turned by 15 degrees"] = (i => Turned(i, 15), .85),
    };

    public static TheoryData<string> Names() => [.. Changes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_clear_face_is_found(string name)
    {
        var (change, recall) = Changes[name];
        var portraits = RequirePortraits();
        var found = portraits.Count(p => Detector.Value.Find(change(p.Image)).Count > 0);
        TestContext.Current.TestOutputHelper!.WriteLine($"{name}: {found} of {portraits.Count}");
        Assert.True(found >= recall * portraits.Count, $"{found} of {portraits.Count} are found; {recall:P0} are asked for");
    }

    [Theory]
    [InlineData(40, 60, .7)]
    [InlineData(60, 90, .5)]
    public void A_head_that_is_turned_far_is_found(int from, int to, double recall)
    {
        RealData.SkipWithoutFaces();
        var turned = FaceFolder.Read(RealData.FacesPath)
            .Where(p => p.Part == FacePart.Test && p.Faces is [{ Ignore: false, Yaw: { } yaw } face] && yaw >= from && yaw <= to
                && face.Box.Height >= 32).ToList();
        var found = turned.Count(
            p => Detector.Value.Find(p.Load()).Any(face => face.Box.IntersectionOverUnion(p.Faces[0].Box) > 0.5));
        TestContext.Current.TestOutputHelper!.WriteLine($"{from} to {to} degrees: {found} of {turned.Count}");
        Assert.True(found >= recall * turned.Count, $"{found} of {turned.Count} are found; {recall:P0} are asked for");
    }

    [Fact]
    public void Faces_that_fill_the_frame_or_are_cut_by_its_border_are_found_or_missed_but_never_an_error()
    {
        var portraits = RequirePortraits();
        var (filling, cut) = (0, 0);
        foreach (var (photo, image) in portraits)
        {
            var box = photo.Faces[0].Box;
            filling += Find(image, box.X, box.Y, box.Width, box.Height);
            // The right half of the face lies outside.
            cut += Find(image, box.X - box.Width, box.Y - 0.3 * box.Height, 1.5 * box.Width, 1.6 * box.Height);
        }
        TestContext.Current.TestOutputHelper!.WriteLine($"filling the frame: {filling}, cut in half: {cut} of {portraits.Count}");
        Assert.True(filling >= 0.6 * portraits.Count, $"{filling} of {portraits.Count} faces that fill the frame are found");
    }

    [Fact]
    public void A_photo_that_stands_on_its_head_is_no_error_and_seldom_a_face()
    {
        var portraits = RequirePortraits();
        var found = portraits.Count(p => Detector.Value.Find(Turned(p.Image, 180)).Count > 0);
        TestContext.Current.TestOutputHelper!.WriteLine($"upside down: {found} of {portraits.Count}");
        Assert.InRange(found, 0, portraits.Count / 2);
    }

    /// <summary>Small changes of a picture that change none of its faces for people; counted are faces of 24 pixels and more that one
    /// picture has and the other lacks.</summary>
    [Fact]
    public void The_same_picture_shrunk_a_little_mirrored_or_with_a_border_has_the_same_faces()
    {
        var pictures = RequirePortraits().Take(60).Select(p => p.Image).ToList();
        var all = pictures.Sum(p => Large(p).Count);
        var differences = new (string Name, int Count)[]
        {
            ("twice", pictures.Sum(p => Differences(p, p, box => box))),
            ("shrunk by 3 %", pictures.Sum(p => Differences(p, p.Resize((int)(p.Width * 0.97), (int)(p.Height * 0.97)),
                box => new Box(box.X / 0.97, box.Y / 0.97, box.Width / 0.97, box.Height / 0.97)))),
            ("mirrored", pictures.Sum(p => Differences(p, p.FlipHorizontal(),
                box => box with { X = p.Width - box.X - box.Width }))),
            ("with a border", pictures.Sum(p => Differences(p, p.Warp(AffineTransform.Translation(20, 20), p.Width + 40, p.Height + 40,
                BorderMode.Fill), box => box with { X = box.X - 20, Y = box.Y - 20 }))),
        };
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{all} faces; differences: {string.Join(", ", differences.Select(d => $"{d.Name} {d.Count}"))}");
        Assert.Equal(0, differences[0].Count);
        Assert.All(differences, d => Assert.True(d.Count <= 0.07 * all, $"{d.Name}: {d.Count} of {all} faces differ"));
    }

    private static List<Face> Large(Image image) => [.. Detector.Value.Find(image).Where(f => f.Box.Height >= 24)];

    private static int Differences(Image image, Image changed, Func<Box, Box> back)
    {
        var (before, after) = (Large(image).ConvertAll(f => f.Box), Large(changed).ConvertAll(f => back(f.Box)));
        return before.Count(b => !after.Exists(a => a.IntersectionOverUnion(b) > 0.5))
            + after.Count(a => !before.Exists(b => a.IntersectionOverUnion(b) > 0.5));
    }

    private static int Find(Image image, double x, double y, double width, double height)
    {
        var (left, top) = ((int)Math.Clamp(x, 0, image.Width - 2), (int)Math.Clamp(y, 0, image.Height - 2));
        var (w, h) = ((int)Math.Clamp(x + width - left, 2, image.Width - left), (int)Math.Clamp(y + height - top, 2, image.Height - top));
        return Detector.Value.Find(image.Warp(AffineTransform.Translation(-left, -top), w, h)).Count > 0 ? 1 : 0;
    }

    private static Image Toned(Image image, Func<double, double> tone) =>
        new(image.Width, image.Height, image.Channels, Array.ConvertAll(image.Pixels, v => (byte)Math.Clamp(tone(v), 0, 255)));

    private static Image Turned(Image image, double degrees) => image.Warp(
        AffineTransform.Translation(-image.Width / 2.0, -image.Height / 2.0)
            .Then(AffineTransform.Rotation(degrees * Math.PI / 180))
            .Then(AffineTransform.Translation(image.Width / 2.0, image.Height / 2.0)),
        image.Width, image.Height);

    private static IReadOnlyList<(FacePhoto Photo, Image Image)> RequirePortraits()
    {
        RealData.SkipWithoutFaces();
        return Portraits.Value;
    }

    /// <summary>Every fourth of the held-out photos with one face that is not turned far.</summary>
    private static IReadOnlyList<(FacePhoto, Image)> ReadPortraits() =>
        [.. FaceFolder.Read(RealData.FacesPath)
            .Where(p => p.Part == FacePart.Test && p.Faces is [{ Ignore: false, Yaw: < 30 } face] && face.Box.Height >= 48)
            .Where((_, i) => i % 4 == 0).Select(p => (p, p.Load()))];

    private static string Models([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "..", "models"));
}
