using Affekt.Imaging;
using Affekt.Neural.Threading;
using Affekt.Training.Augmentation;
using Affekt.Vision;

namespace Affekt.Training.Detection;

/// <summary>
/// What a face check learns from: crops of marked faces, and of places without one, most of them such that a detector took for
/// faces. Larger than what the check sees, so that examples can be moved, turned and scaled.
/// </summary>
internal sealed class FaceCheckData
{
    private const int StoredSide = 72;
    private const double StoredContext = FaceCheck.Context * StoredSide / FaceCheck.Side;
    private const double SmallestFace = 12;
    private const int RandomPlaces = 4;
    private const int CropsKept = 3; // one of so many, since crops are many and easy
    private const double HardYaw = 35;
    private const double HardShare = 0.3;
    private const double FoolingShare = 0.75;
    private const double Apart = 0.05;

    private readonly Image[] _faces;
    private readonly Image[] _hardFaces;
    private readonly Image[] _fooling;
    private readonly Image[] _random;

    private FaceCheckData(Image[] faces, Image[] hardFaces, Image[] fooling, Image[] random) =>
        (_faces, _hardFaces, _fooling, _random) = (faces, hardFaces, fooling, random);

    /// <summary>How many examples of each kind there are: faces, of these turned or masked ones, places that fool, random places.</summary>
    public (int Faces, int Hard, int Fooling, int Random) Counts => (_faces.Length, _hardFaces.Length, _fooling.Length, _random.Length);

    /// <summary>Cuts the examples out of the photos to learn from.</summary>
    public static FaceCheckData Collect(FaceTrainingData data, FaceDetector detector, WorkerPool pool, CancellationToken cancellation)
    {
        var items = data.Training.Where((p, i) => p.Photo.IsScene || i % CropsKept == 0).ToList();
        var (faces, fooling, random) = (new List<(Image, bool)>[items.Count], new List<Image>[items.Count], new List<Image>[items.Count]);
        pool.Run(items.Count, (i, _) =>
        {
            cancellation.ThrowIfCancellationRequested();
            var photo = items[i].Photo;
            var picture = items[i].Picture.For(1).Level;
            Image Cut(Box box) => FaceCheck.CropOf(picture, box, StoredSide, StoredContext);
            faces[i] = [.. photo.Faces.Where(f => !f.Ignore && Math.Max(f.Box.Width, f.Box.Height) >= SmallestFace)
                .Select(f => (Cut(f.Box), f.Yaw >= HardYaw || (f.IsByHuman && f.Landmarks.Count == 0)))];
            fooling[i] = photo.IsScene ? [.. detector.Find(picture).Where(f => photo.Faces.All(m => AreApart(m.Box, f.Box)))
                .Select(f => Cut(f.Box))] : [];
            var draw = new SeededRandom(1, 0, i);
            random[i] = photo.Faces.Count > 0 ? [] : [.. Enumerable.Range(0, RandomPlaces).Select(_ => Cut(Place(picture, ref draw)))];
        });
        var all = faces.SelectMany(f => f).ToList();
        return new FaceCheckData([.. all.Select(f => f.Item1)], [.. all.Where(f => f.Item2).Select(f => f.Item1)],
            [.. fooling.SelectMany(f => f)], [.. random.SelectMany(r => r)]);
    }

    /// <summary>Draws an example and varies it.</summary>
    /// <param name="input">Is filled as the check's network takes it.</param>
    /// <param name="random">Decides.</param>
    /// <returns>Whether it is a face.</returns>
    public bool Draw(Span<float> input, ref SeededRandom random)
    {
        var isFace = random.NextFloat() < 0.5f;
        var from = isFace ? (_hardFaces.Length > 0 && random.NextFloat() < HardShare ? _hardFaces : _faces)
            : _fooling.Length > 0 && random.NextFloat() < FoolingShare ? _fooling : _random;
        FaceCheck.Normalise(Vary(from[(int)(random.NextFloat() * from.Length)], ref random), input);
        return isFace;
    }

    private static Image Vary(Image stored, ref SeededRandom random)
    {
        var scale = MathF.Exp(random.Within(0.18f));
        var mirror = random.NextFloat() < 0.5f ? -1 : 1;
        var moved = AffineTransform.Translation(-StoredSide / 2.0, -StoredSide / 2.0)
            .Then(AffineTransform.Scaling(mirror * scale, scale)).Then(AffineTransform.Rotation(random.NextNormal() * 0.17))
            .Then(AffineTransform.Translation(FaceCheck.Side / 2.0 + random.Within(4), FaceCheck.Side / 2.0 + random.Within(4)));
        var image = stored.Warp(moved, FaceCheck.Side, FaceCheck.Side);
        if (random.NextFloat() < 0.3f)
        {
            // As a small face looks.
            var side = (int)random.Between(14, 40);
            image = image.Resize(side, side).Resize(FaceCheck.Side, FaceCheck.Side, Resampling.Bilinear);
        }
        var light = random.NextFloat() < 0.25f ? random.Between(0.06f, 0.5f) : random.Between(0.7f, 1.2f);
        var gamma = MathF.Exp(random.Within(0.4f));
        var noise = random.NextFloat() < 0.4f ? random.Between(0.5f, 7) : 0;
        var pixels = new byte[image.Pixels.Length];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)Math.Clamp(
                255 * MathF.Pow(image.Pixels[i] / 255f, gamma) * light + (noise > 0 ? noise * random.NextNormal() : 0) + 0.5f, 0, 255);
        return new Image(image.Width, image.Height, 1, pixels);
    }

    private static Box Place(Image picture, ref SeededRandom random)
    {
        var side = Math.Min(picture.Width, picture.Height) * random.Between(0.08f, 0.8f);
        return new Box(random.NextFloat() * (picture.Width - side), random.NextFloat() * (picture.Height - side), side, side);
    }

    private static bool AreApart(Box mark, Box found) => mark.SharedArea(found) <= Apart * Math.Min(mark.Area, found.Area);
}
