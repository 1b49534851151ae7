using Affekt.Imaging;

namespace Affekt.Vision;

/// <summary>
/// How a face is cut out for reading: the crop that looks most like the tight crops that readers are trained on. All lengths
/// are shares of the crop's side.
/// </summary>
/// <param name="EyeDistance">Between the eyes of a face that looks straight ahead.</param>
/// <param name="EyeLine">From the crop's top to the eyes.</param>
public sealed record FaceCrop(double EyeDistance, double EyeLine)
{
    /// <summary>
    /// The crop that everything uses. Chosen on one half of a collection of labelled faces that no reader was trained on, and
    /// judged on the other; docs/faces.md has the figures.
    /// </summary>
    public static FaceCrop Frozen { get; } = new(0.38, 0.32);
}

/// <summary>
/// Turns, scales and moves a face so that its landmarks come to lie where they lie in every crop (a similarity transform, the
/// best in the sense of least squares). Where landmarks are missing or make no sense, the box decides and the face stays as it
/// is turned.
/// </summary>
public sealed class FaceAligner
{
    // Landmarks of the mean face, from the middle between the eyes, in eye distances; and its box.
    private static readonly FacePoint[] Mean = [new(-0.5, 0), new(0.5, 0), new(0, 0.598), new(-0.422, 1.075), new(0.422, 1.075)];
    private const double MeanBoxSize = 2.57;
    private const double MeanBoxCentreY = 0.335;

    // In eye distances of the crop: what landmarks may be off the mean face and still be those of a face.
    private const double LargestMisfit = 0.45;
    private const double LargestTurn = Math.PI / 3;
    private const double BoxMargin = 0.25;

    private readonly FaceCrop _crop;

    /// <param name="crop">Where the face lies in the crop; null takes <see cref="FaceCrop.Frozen"/>.</param>
    public FaceAligner(FaceCrop? crop = null) => _crop = crop ?? FaceCrop.Frozen;

    /// <summary>The gray square of a face.</summary>
    /// <param name="image">The picture, gray or RGB.</param>
    /// <param name="face">Where the face is; beyond the picture's border its last pixels are repeated.</param>
    /// <param name="side">Pixels a side, 1 or more.</param>
    public Image Align(Image image, Face face, int side)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(face);
        var transform = TransformOf(face, side);
        // Only what lies under the crop is made gray: a third of the work of warping colours, and nothing of the rest of a large photo.
        var (left, top, width, height) = RegionUnder(transform, side, image);
        return image.Crop(left, top, width, height).ToGray().Warp(AffineTransform.Translation(left, top).Then(transform), side, side);
    }

    /// <summary>The part of a picture that a crop's pixels and their neighbours come from.</summary>
    private static (int Left, int Top, int Width, int Height) RegionUnder(AffineTransform transform, int side, Image image)
    {
        var back = transform.Invert();
        Span<(double X, double Y)> corners = [back.Apply(0, 0), back.Apply(side, 0), back.Apply(0, side), back.Apply(side, side)];
        double least = double.MaxValue, most = double.MinValue, highest = double.MaxValue, lowest = double.MinValue;
        foreach (var (x, y) in corners)
            (least, most, highest, lowest) = (Math.Min(least, x), Math.Max(most, x), Math.Min(highest, y), Math.Max(lowest, y));
        var left = (int)Math.Clamp(least - 2, 0, image.Width - 1);
        var top = (int)Math.Clamp(highest - 2, 0, image.Height - 1);
        return (left, top, (int)Math.Clamp(most + 3, left + 1, image.Width) - left,
            (int)Math.Clamp(lowest + 3, top + 1, image.Height) - top);
    }

    /// <summary>From the picture's coordinates to those of a crop of <paramref name="side"/> pixels.</summary>
    public AffineTransform TransformOf(Face face, int side)
    {
        ArgumentNullException.ThrowIfNull(face);
        return ByLandmarks(face, side) ?? ByBox(face.Box, side);
    }

    /// <summary>True when the landmarks are those of a face and decide the crop.</summary>
    public bool UsesLandmarks(Face face)
    {
        ArgumentNullException.ThrowIfNull(face);
        return ByLandmarks(face, 1) is not null;
    }

    private AffineTransform ByBox(Box box, int side)
    {
        var eyeDistance = Math.Sqrt(box.Area) / MeanBoxSize;
        var scale = _crop.EyeDistance * side / eyeDistance;
        return AffineTransform.Translation(-box.CentreX, -(box.CentreY - MeanBoxCentreY * eyeDistance))
            .Then(AffineTransform.Scaling(scale, scale)).Then(AffineTransform.Translation(side / 2.0, _crop.EyeLine * side));
    }

    private AffineTransform? ByLandmarks(Face face, int side)
    {
        var points = face.Landmarks;
        if (points.Count != Mean.Length || points.Any(p => !Holds(face.Box, p)))
            return null;
        var unit = _crop.EyeDistance * side;
        var (fromX, fromY) = (points.Average(p => p.X), points.Average(p => p.Y));
        var (toX, toY) = (Mean.Average(p => p.X), Mean.Average(p => p.Y));
        // The best similarity from centred points: [a -b; b a] with a and b from sums of products (Umeyama, 1991, in the plane).
        double a = 0, b = 0, spread = 0;
        for (var i = 0; i < Mean.Length; i++)
        {
            double x = points[i].X - fromX, y = points[i].Y - fromY, u = Mean[i].X - toX, v = Mean[i].Y - toY;
            a += x * u + y * v;
            b += x * v - y * u;
            spread += x * x + y * y;
        }
        // A face that was found in a turned picture stands on its side or its head here.
        var isTurned = face.Look >= FaceLook.QuarterTurn;
        if (spread == 0 || (!isTurned && Math.Abs(Math.Atan2(b, a)) > LargestTurn) || (a == 0 && b == 0))
            return null;
        (a, b) = (a / spread, b / spread);
        // Least squares of a turned head shrink it; the true scale keeps the spread of the points.
        var stretch = Math.Sqrt(Mean.Sum(p => (p.X - toX) * (p.X - toX) + (p.Y - toY) * (p.Y - toY)) / spread) / Math.Sqrt(a * a + b * b);
        var misfit = Math.Sqrt(Mean.Zip(points, (m, p) =>
            Square(a * (p.X - fromX) - b * (p.Y - fromY) - (m.X - toX))
                + Square(b * (p.X - fromX) + a * (p.Y - fromY) - (m.Y - toY))).Average());
        if (misfit > LargestMisfit || !double.IsFinite(stretch))
            return null;
        var (c, s) = (a * stretch * unit, b * stretch * unit);
        return AffineTransform.Translation(-fromX, -fromY).Then(new AffineTransform(c, -s, 0, s, c, 0))
            .Then(AffineTransform.Translation(side / 2.0 + toX * unit, _crop.EyeLine * side + toY * unit));
    }

    private static double Square(double x) => x * x;

    private static bool Holds(Box box, FacePoint point) =>
        Math.Abs(point.X - box.CentreX) <= box.Width * (0.5 + BoxMargin)
            && Math.Abs(point.Y - box.CentreY) <= box.Height * (0.5 + BoxMargin);
}
