using Affekt.Imaging;
using Affekt.Vision;

namespace Affekt.Training.Expressions.Datasets;

/// <summary>
/// Cuts the main face out of labelled pictures exactly as the app does, with detector and aligner, so that the whole chain is
/// judged. Pictures in which no face is found are counted and taken as they are. Safe to use from several threads.
/// </summary>
public sealed class FaceCropper
{
    // A face that fills a tiny picture, as in FER2013, is looked for enlarged and with room around it.
    private const int TightSide = 64;
    private const int Room = 160;
    private const double Magnification = 2;

    private readonly IFaceFinder _finder;
    private readonly FaceAligner _aligner;
    private int _missed;

    /// <param name="finder">Finds faces.</param>
    /// <param name="aligner">Cuts them out.</param>
    public FaceCropper(IFaceFinder finder, FaceAligner aligner) => (_finder, _aligner) = (finder, aligner);

    /// <summary>Pictures in which no face was found.</summary>
    public int Missed => _missed;

    /// <summary>The gray square of the main face; null when none was found.</summary>
    public Image? Crop(Image picture, int side)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (Math.Max(picture.Width, picture.Height) <= TightSide)
            picture = picture.Warp(AffineTransform.Translation(-picture.Width / 2.0, -picture.Height / 2.0)
                .Then(AffineTransform.Scaling(Magnification, Magnification))
                    .Then(AffineTransform.Translation(Room / 2.0, Room / 2.0)), Room, Room);
        if (MainFace(picture) is { } face)
            return _aligner.Align(picture, face, side);
        Interlocked.Increment(ref _missed);
        return null;
    }

    /// <summary>Pixels of the picture that the crop of the main face would be across; the picture's shorter side where none is
    /// found.</summary>
    public double CropSide(Image picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        if (MainFace(picture) is not { } face)
            return Math.Min(picture.Width, picture.Height);
        var toCrop = _aligner.TransformOf(face, 1);
        return 1 / Math.Sqrt(toCrop.A * toCrop.A + toCrop.D * toCrop.D);
    }

    private Face? MainFace(Image picture) =>
        FaceOrder.MainFirst(_finder.Find(picture), picture.Width, picture.Height) is [var first, ..] ? first : null;

    /// <summary>The same data set with its faces found and aligned.</summary>
    public FaceDataset Crop(FaceDataset faces, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(faces);
        var size = faces.Width * faces.Height;
        var pixels = new byte[faces.Pixels.Length];
        Parallel.For(0, faces.Count, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            var crop = Crop(new Image(faces.Width, faces.Height, 1, faces.Face(i).ToArray()), faces.Width);
            (crop is null ? faces.Face(i) : crop.Pixels).CopyTo(pixels.AsSpan(i * size));
        });
        return faces.WithPixels(pixels);
    }
}
