using Affekt.Imaging;
using Affekt.Vision;

namespace Affekt.Training.Detection;

/// <summary>Whole pixels of a canvas: from the first to before the last.</summary>
internal readonly record struct Region(int Left, int Top, int Right, int Bottom)
{
    public int Width => Right - Left;

    public int Height => Bottom - Top;

    public Box Box => new(Left, Top, Width, Height);
}

/// <summary>How a picture lies on a canvas: turned and scaled about a point of the picture that comes to lie on a point of the
/// canvas.</summary>
internal readonly record struct Placement(
    double SourceX, double SourceY, double CanvasX, double CanvasY, double Scale, double Angle, bool Mirrored)
{
    /// <summary>From the picture's coordinates to the canvas's.</summary>
    public AffineTransform Transform =>
        AffineTransform.Translation(-SourceX, -SourceY).Then(AffineTransform.Scaling(Mirrored ? -Scale : Scale, Scale))
        .Then(AffineTransform.Rotation(Angle)).Then(AffineTransform.Translation(CanvasX, CanvasY));
}

/// <summary>Which part of a picture is seen, with soft edges, and how its brightness is changed.</summary>
/// <param name="Seen">In the picture's pixels.</param>
/// <param name="Feather">Width of the soft edge in the picture's pixels.</param>
/// <param name="IsRound">An ellipse instead of a rectangle.</param>
/// <param name="Gain">Multiplies the pixels.</param>
/// <param name="Bias">Added after that.</param>
internal readonly record struct Mask(Box Seen, double Feather, bool IsRound, float Gain = 1, float Bias = 0);

/// <summary>A gray picture under composition, with the faces that lie on it.</summary>
internal sealed class FaceCanvas(int size)
{
    // Of a box: less of it seen is no face to learn, and still less is nothing.
    private const double SeenEnough = 0.45;
    private const double SeenAtAll = 0.15;

    /// <summary>Pixels a side.</summary>
    public int Size => size;

    /// <summary>[size, size], 0 to 255.</summary>
    public float[] Pixels { get; } = new float[size * size];

    /// <summary>In the canvas's pixels.</summary>
    public List<MarkedFace> Faces { get; } = [];

    /// <summary>The mean brightness of a region.</summary>
    public float Mean(Region region)
    {
        var (sum, count) = (0.0, 0);
        for (var y = region.Top; y < region.Bottom; y += 3)
            for (var x = region.Left; x < region.Right; x += 3, count++)
                sum += Pixels[y * size + x];
        return count == 0 ? 128 : (float)(sum / count);
    }

    /// <summary>Draws a picture; the marks of its faces come with it unless they are null.</summary>
    public void Paste(GrayPyramid picture, in Placement placement, in Mask mask, Region clip, IReadOnlyList<MarkedFace>? faces)
    {
        var forward = placement.Transform;
        var area = Bounds(forward, mask.Seen, clip);
        var (level, scaleX, scaleY) = picture.For(placement.Scale);
        var back = forward.Invert();
        var cover = new MaskCover(mask);
        var (stepU, stepV) = ((float)back.A, (float)back.D);
        for (var y = area.Top; y < area.Bottom; y++)
        {
            var (startU, startV) = back.Apply(area.Left + 0.5, y + 0.5);
            var (u, v) = ((float)startU, (float)startV);
            var row = Pixels.AsSpan(y * size, size);
            for (var x = area.Left; x < area.Right; x++, u += stepU, v += stepV)
            {
                var share = cover.At(u, v);
                if (share <= 0)
                    continue;
                var value = Sample(level, u * (float)scaleX - 0.5f, v * (float)scaleY - 0.5f) * mask.Gain + mask.Bias;
                row[x] += share * (value - row[x]);
            }
        }
        foreach (var face in faces ?? [])
            Mark(face, placement, forward, mask, clip);
    }

    private void Mark(MarkedFace face, in Placement placement, in AffineTransform forward, in Mask mask, Region clip)
    {
        var (x, y) = forward.Apply(face.Box.CentreX, face.Box.CentreY);
        var (width, height) = (face.Box.Width * placement.Scale, face.Box.Height * placement.Scale);
        var box = new Box(x - width / 2, y - height / 2, width, height);
        var seen = Math.Min(face.Box.SharedArea(mask.Seen) / face.Box.Area, box.SharedArea(clip.Box) / box.Area);
        if (seen < SeenAtAll)
            return;
        var points = new FacePoint[face.Landmarks.Count];
        for (var i = 0; i < points.Length; i++)
        {
            // In a mirror the eye at the left stands at the right.
            var from = face.Landmarks[!placement.Mirrored ? i : i switch { 0 => 1, 1 => 0, 3 => 4, 4 => 3, _ => i }];
            var (px, py) = forward.Apply(from.X, from.Y);
            points[i] = new FacePoint(px, py);
        }
        Faces.Add(new MarkedFace(box, points, face.Ignore || seen < SeenEnough));
    }

    private static Region Bounds(in AffineTransform forward, Box seen, Region clip)
    {
        double left = double.MaxValue, top = double.MaxValue, right = double.MinValue, bottom = double.MinValue;
        for (var corner = 0; corner < 4; corner++)
        {
            var (x, y) = forward.Apply(seen.X + (corner & 1) * seen.Width, seen.Y + (corner >> 1) * seen.Height);
            (left, right, top, bottom) = (Math.Min(left, x), Math.Max(right, x), Math.Min(top, y), Math.Max(bottom, y));
        }
        return new Region(
            Math.Clamp((int)Math.Floor(left), clip.Left, clip.Right), Math.Clamp((int)Math.Floor(top), clip.Top, clip.Bottom),
            Math.Clamp((int)Math.Ceiling(right), clip.Left, clip.Right), Math.Clamp((int)Math.Ceiling(bottom), clip.Top, clip.Bottom));
    }

    private static float Sample(Image image, float x, float y)
    {
        x = Math.Clamp(x, 0, image.Width - 1.01f);
        y = Math.Clamp(y, 0, image.Height - 1.01f);
        int left = (int)x, top = (int)y;
        float right = x - left, lower = y - top;
        var at = top * image.Width + left;
        var pixels = image.Pixels;
        // The last row and column have no next one; there the fraction is nearly 1 of the pixel before.
        var above = pixels[at] + (pixels[at + 1] - pixels[at]) * right;
        var below = pixels[at + image.Width] + (pixels[at + image.Width + 1] - pixels[at + image.Width]) * right;
        return above + (below - above) * lower;
    }
}

/// <summary>How much of a masked picture is seen at its points.</summary>
internal readonly struct MaskCover(in Mask mask)
{
    private readonly float _centreX = (float)mask.Seen.CentreX;
    private readonly float _centreY = (float)mask.Seen.CentreY;
    private readonly float _halfWidth = (float)mask.Seen.Width / 2;
    private readonly float _halfHeight = (float)mask.Seen.Height / 2;
    private readonly float _feather = (float)mask.Feather;
    private readonly bool _isRound = mask.IsRound;

    /// <summary>0 to 1.</summary>
    public float At(float u, float v)
    {
        float dx = Math.Abs(u - _centreX), dy = Math.Abs(v - _centreY);
        if (dx >= _halfWidth || dy >= _halfHeight)
            return 0;
        var inside = Math.Min(_halfWidth - dx, _halfHeight - dy);
        if (_isRound)
        {
            float ex = dx / _halfWidth, ey = dy / _halfHeight;
            inside = (1 - MathF.Sqrt(ex * ex + ey * ey)) * Math.Min(_halfWidth, _halfHeight);
            if (inside <= 0)
                return 0;
        }
        if (inside >= _feather)
            return 1;
        var share = inside / _feather;
        return share * share * (3 - 2 * share);
    }
}
