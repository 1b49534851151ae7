using Affekt.Training.Augmentation;
using Affekt.Training.Data;
using Affekt.Vision;

namespace Affekt.Training.Detection;

/// <summary>
/// Makes scenes to learn from: scenes at random sizes, crops pasted on photos without faces with soft edges and matched
/// brightness, close-ups, and photos without faces; four of them side by side in a part of the cases. Patches without faces are
/// pasted in the same way, so that an edge says nothing.
/// </summary>
internal sealed class FaceComposer
{
    private const double SmallestFace = 12;
    private const double LargestMagnification = 1.7;
    private const double MosaicShare = 0.2;
    private const double HardSpotShare = 0.6;

    // What a region shows: a scene, pasted faces, one face that fills it, or nothing.
    private const double SceneShare = 0.58;
    private const double PastedShare = 0.18;
    private const double CloseUpShare = 0.1;

    // Scenes are as people meet them; crops on strange backgrounds only add people to them. Two heads that touch are rare in both.
    private const double TouchingShare = 0.25;
    private const double BacklitShare = 0.15;
    private const double TurnedSceneShare = 0.4;
    private const double TurnedSceneFrom = 35;
    private const double LeastTurnedFace = 16;

    // Photographers are looked at: among all crops one head in five is turned, one in twenty-two far, and a detector that was shown
    // them that seldom missed half of the latter.
    private const double TurnedShare = 0.4;
    private const double TurnedFrom = 20;
    private const double FarTurnedShare = 0.5;
    private const double FarTurnedFrom = 40;

    private readonly (GrayPyramid Picture, FacePhoto Photo)[] _crops;
    private readonly (GrayPyramid Picture, FacePhoto Photo)[] _turned;
    private readonly (GrayPyramid Picture, FacePhoto Photo)[] _farTurned;
    private readonly SourceDraw _scenes;
    private readonly (GrayPyramid Picture, FacePhoto Photo, MarkedFace Face)[] _turnedInScenes;
    private readonly (GrayPyramid Picture, FacePhoto Photo)[] _empty;
    private readonly HardSpot[] _hard;
    private readonly int _size;

    /// <param name="photos">Photos to learn from, with and without faces.</param>
    /// <param name="hardSpots">Places without a face where a detector saw one.</param>
    /// <param name="size">Pixels a side of what is composed.</param>
    public FaceComposer(IReadOnlyList<(GrayPyramid Picture, FacePhoto Photo)> photos, IEnumerable<HardSpot> hardSpots, int size)
    {
        _size = size;
        _crops = [.. photos.Where(p => p.Photo.Faces.Any(f => !f.Ignore) && !p.Photo.IsScene)];
        _turned = TurnedBy(TurnedFrom);
        _farTurned = TurnedBy(FarTurnedFrom);
        _scenes = new SourceDraw(photos.Where(p => p.Photo.Faces.Any(f => !f.Ignore) && p.Photo.IsScene));
        _turnedInScenes = [.. photos.Where(p => p.Photo.IsScene).SelectMany(p => p.Photo.Faces.Where(IsHard)
            .Select(f => (p.Picture, p.Photo, f)))];
        _empty = [.. photos.Where(p => p.Photo.Faces.Count == 0)];
        _hard = [.. hardSpots];
        if (_crops.Length == 0 || _scenes.Count == 0 || _empty.Length == 0)
            throw new DatasetException(
                "The folder lacks crops, scenes or photos without faces to learn from; all three are needed.");

        (GrayPyramid, FacePhoto)[] TurnedBy(double degrees) => [.. _crops.Where(p => p.Photo.Faces.All(f => f.Ignore || f.Yaw >= degrees))];
    }

    /// <summary>A scene that depends on the seed and the number alone.</summary>
    public FaceCanvas Compose(ulong seed, int epoch, int number)
    {
        var random = new SeededRandom(seed, epoch, number);
        var canvas = new FaceCanvas(_size);
        var whole = new Region(0, 0, _size, _size);
        if (random.NextFloat() < MosaicShare)
        {
            var x = (int)(_size * random.Between(0.35f, 0.65f));
            var y = (int)(_size * random.Between(0.35f, 0.65f));
            foreach (var part in (ReadOnlySpan<Region>)[new(0, 0, x, y), new(x, 0, _size, y), new(0, y, x, _size), new(x, y, _size, _size)])
                Fill(canvas, part, ref random);
        }
        else
            Fill(canvas, whole, ref random);
        CanvasTone.Apply(canvas, ref random);
        for (var i = 0; i < canvas.Faces.Count; i++)
            if (Math.Max(canvas.Faces[i].Box.Width, canvas.Faces[i].Box.Height) < SmallestFace)
                canvas.Faces[i] = canvas.Faces[i] with { Ignore = true };
        return canvas;
    }

    private void Fill(FaceCanvas canvas, Region region, ref SeededRandom random)
    {
        PasteEmpty(canvas, region, ref random);
        var kind = random.NextFloat();
        if (kind < SceneShare)
            PasteScene(canvas, region, ref random);
        else if (kind < SceneShare + PastedShare)
            PasteFaces(canvas, region, false, ref random);
        else if (kind < SceneShare + PastedShare + CloseUpShare)
            PasteFaces(canvas, region, true, ref random);
    }

    /// <summary>A photo without faces that covers the region, half the time about a spot that fooled a detector.</summary>
    private void PasteEmpty(FaceCanvas canvas, Region region, ref SeededRandom random)
    {
        var isHard = _hard.Length > 0 && random.NextFloat() < HardSpotShare;
        var spot = isHard ? Pick(_hard, ref random) : default;
        var picture = isHard ? spot.Picture : Pick(_empty, ref random).Picture;
        var covering = Math.Max((double)region.Width / picture.Width, (double)region.Height / picture.Height);
        var scale = covering * Math.Exp(random.Between(0, 1.3f));
        double x = random.NextFloat() * picture.Width, y = random.NextFloat() * picture.Height;
        if (isHard)
        {
            // About as large as it was seen, so that it fools again.
            scale = Math.Max(covering, spot.Scale * Math.Exp(random.Within(0.5f)));
            (x, y) = (spot.Box.CentreX + random.Within(0.3f) * region.Width / scale,
                spot.Box.CentreY + random.Within(0.3f) * region.Height / scale);
        }
        var (halfWidth, halfHeight) = (region.Width / scale / 2, region.Height / scale / 2);
        x = Math.Clamp(x, Math.Min(halfWidth, picture.Width / 2.0), Math.Max(picture.Width - halfWidth, picture.Width / 2.0));
        y = Math.Clamp(y, Math.Min(halfHeight, picture.Height / 2.0), Math.Max(picture.Height - halfHeight, picture.Height / 2.0));
        var placement = new Placement(x, y, region.Box.CentreX, region.Box.CentreY, scale, 0, random.NextFloat() < 0.5f);
        // The mask is larger than the picture, so that its last pixels go on where rounding leaves a gap.
        canvas.Paste(picture, placement,
            new Mask(new Box(-picture.Width, -picture.Height, 3 * picture.Width, 3 * picture.Height), 0, false), region, null);
        if (random.NextFloat() < 0.4f)
            PastePatch(canvas, region, ref random);
    }

    /// <summary>A piece of another photo without faces, cut out as faces are.</summary>
    private void PastePatch(FaceCanvas canvas, Region region, ref SeededRandom random)
    {
        var (picture, _) = Pick(_empty, ref random);
        var side = Math.Min(picture.Width, picture.Height) * random.Between(0.2f, 0.9f);
        var box = new Box(random.NextFloat() * (picture.Width - side), random.NextFloat() * (picture.Height - side), side,
            side * random.Between(0.8f, 1));
        var height = Log(ref random, SmallestFace, 0.9 * region.Height);
        Cut(canvas, picture, box, box, null, height / box.Height, region, ref random);
    }

    private void PasteScene(FaceCanvas canvas, Region region, ref SeededRandom random)
    {
        var (picture, photo, face) = PickSceneFace(ref random);
        var height = Log(ref random, SmallestFace, 0.9 * Math.Min(region.Width, region.Height));
        var scale = Math.Min(height / face.Box.Height, LargestMagnification);
        var placement = new Placement(
            face.Box.CentreX, face.Box.CentreY,
            region.Left + region.Width * random.Between(0.1f, 0.9f), region.Top + region.Height * random.Between(0.1f, 0.9f),
            scale, Angle(ref random) / 2, random.NextFloat() < 0.5f);
        canvas.Paste(picture, placement, new Mask(
            new Box(0, 0, picture.Width, picture.Height), random.NextFloat() < 0.5f ? 0 : random.Between(2, 12), false), region,
            photo.Faces);
    }

    private void PasteFaces(FaceCanvas canvas, Region region, bool isCloseUp, ref SeededRandom random)
    {
        var side = Math.Min(region.Width, region.Height);
        var count = isCloseUp ? 1 : 1 + (int)(random.NextFloat() * 4);
        var gain = random.NextFloat() < BacklitShare ? random.Between(0.2f, 0.6f) : random.Between(0.75f, 1.2f);
        if (!isCloseUp && random.NextFloat() < TouchingShare)
        {
            PasteTouching(canvas, region, gain, ref random);
            return;
        }
        for (var i = 0; i < count; i++)
        {
            var height = isCloseUp ? random.Between(0.5f, 1.25f) * side : Log(ref random, SmallestFace, (i == 0 ? 0.9 : 0.5) * side);
            var (picture, photo) = PickCrop(ref random);
            var face = PickFace(photo, ref random);
            var scale = Math.Min(height / face.Box.Height, LargestMagnification);
            Cut(canvas, picture, face.Box, new Box(0, 0, picture.Width, picture.Height), photo.Faces, scale, region, ref random, gain);
        }
    }

    /// <summary>Two heads that touch: the second is laid beside the first and hides a part of it at most.</summary>
    private void PasteTouching(FaceCanvas canvas, Region region, float gain, ref SeededRandom random)
    {
        var side = Math.Min(region.Width, region.Height);
        var height = Log(ref random, 1.5 * SmallestFace, 0.7 * side);
        var x = region.Left + region.Width * (double)random.Between(0.25f, 0.75f);
        var y = region.Top + region.Height * (double)random.Between(0.25f, 0.75f);
        var direction = random.NextFloat() < 0.5f ? -1 : 1;
        for (var i = 0; i < 2; i++)
        {
            var (picture, photo) = PickCrop(ref random);
            var box = PickFace(photo, ref random).Box;
            var scale = Math.Min(height * random.Between(0.8f, 1.2f) / box.Height, LargestMagnification);
            var margin = i == 0 ? random.Between(1.3f, 2.2f) : random.Between(1, 1.2f);
            var seen = Intersect(Grown(box, margin), new Box(0, 0, picture.Width, picture.Height));
            var mask = new Mask(
                seen, random.Between(0.02f, 0.15f) * Math.Min(seen.Width, seen.Height), i == 1 || random.NextFloat() < 0.5f, gain);
            canvas.Paste(picture, new Placement(box.CentreX, box.CentreY, x, y, scale, Angle(ref random), random.NextFloat() < 0.5f),
                mask, region, photo.Faces);
            x += direction * random.Between(0.75f, 1.05f) * box.Width * scale;
            y += random.Within(0.35f) * box.Height * scale;
        }
    }

    private static Box Grown(Box box, double factor) => new(
        box.CentreX - box.Width * factor / 2, box.CentreY - box.Height * factor / 2, box.Width * factor, box.Height * factor);

    /// <summary>Pastes a box of a picture with some of what is around it, somewhere in the region where no face lies yet.</summary>
    private static void Cut(FaceCanvas canvas, GrayPyramid picture, Box box, Box limit, IReadOnlyList<MarkedFace>? faces,
        double scale, Region region, ref SeededRandom random, float? gain = null)
    {
        var (width, height) = (box.Width * scale, box.Height * scale);
        for (var attempt = 0; attempt < 6; attempt++)
        {
            var x = region.Left + region.Width * random.NextFloat();
            var y = region.Top + region.Height * random.NextFloat();
            var taken = new Box(x - width * 0.6, y - height * 0.6, width * 1.2, height * 1.2);
            if (canvas.Faces.Exists(f => f.Box.SharedArea(taken) > 0.1 * Math.Min(f.Box.Area, taken.Area)))
                continue;
            var margin = random.Between(1.1f, 2.4f);
            var seen = Intersect(Grown(box, margin), limit);
            var there = new Region(
                Math.Clamp((int)(x - width / 2), region.Left, region.Right), Math.Clamp((int)(y - height / 2), region.Top, region.Bottom),
                Math.Clamp((int)(x + width / 2), region.Left, region.Right), Math.Clamp((int)(y + height / 2), region.Top, region.Bottom));
            // Part of the way to the brightness of where it goes.
            var bias = random.Between(-0.1f, 0.7f) * (canvas.Mean(there) - 120);
            var feather = random.Between(0.01f, 0.25f) * Math.Min(seen.Width, seen.Height);
            var mask = new Mask(seen, feather, margin > 1.3f && random.NextFloat() < 0.5f, gain ?? random.Between(0.75f, 1.2f), bias);
            canvas.Paste(picture, new Placement(
                box.CentreX, box.CentreY, x, y, scale, Angle(ref random), random.NextFloat() < 0.5f), mask, region, faces);
            return;
        }
    }

    private static Box Intersect(Box a, Box b)
    {
        double x = Math.Max(a.X, b.X), y = Math.Max(a.Y, b.Y);
        return new Box(x, y, Math.Min(a.X + a.Width, b.X + b.Width) - x, Math.Min(a.Y + a.Height, b.Y + b.Height) - y);
    }

    private (GrayPyramid Picture, FacePhoto Photo) PickCrop(ref SeededRandom random)
    {
        var kind = random.NextFloat();
        return Pick(
            kind < TurnedShare * FarTurnedShare && _farTurned.Length > 0 ? _farTurned
            : kind < TurnedShare && _turned.Length > 0 ? _turned
            : _crops, ref random);
    }

    /// <summary>A scene, and a face of it to show: sources by turns, and heads turned far or boxes that only people drew more often
    /// than they occur.</summary>
    private (GrayPyramid Picture, FacePhoto Photo, MarkedFace Face) PickSceneFace(ref SeededRandom random)
    {
        if (_turnedInScenes.Length > 0 && random.NextFloat() < TurnedSceneShare)
            return Pick(_turnedInScenes, ref random);
        var (picture, photo) = _scenes.Next(ref random);
        return (picture, photo, PickFace(photo, ref random));
    }

    private static bool IsHard(MarkedFace face) => !face.Ignore && Math.Max(face.Box.Width, face.Box.Height) >= LeastTurnedFace
        && (face.Yaw >= TurnedSceneFrom || (face.IsByHuman && face.Landmarks.Count == 0));

    private static MarkedFace PickFace(FacePhoto photo, ref SeededRandom random)
    {
        var certain = photo.Faces.Where(f => !f.Ignore).ToList();
        return certain[(int)(random.NextFloat() * certain.Count)];
    }

    private static T Pick<T>(T[] items, ref SeededRandom random) => items[(int)(random.NextFloat() * items.Length)];

    private static double Log(ref SeededRandom random, double low, double high) =>
        low * Math.Exp(random.NextFloat() * Math.Log(Math.Max(high / low, 1)));

    /// <summary>Heads are held upright with a deviation of 9 degrees; one in ten leans up to 45.</summary>
    private static double Angle(ref SeededRandom random) =>
        random.NextFloat() < 0.1f ? random.Within(MathF.PI / 4) : random.NextNormal() * 0.16;
}

/// <summary>A place without a face where a detector saw one.</summary>
/// <param name="Picture">The photo.</param>
/// <param name="Box">Where, in the photo's pixels.</param>
/// <param name="Scale">How much the photo was magnified then.</param>
internal readonly record struct HardSpot(GrayPyramid Picture, Box Box, double Scale);
