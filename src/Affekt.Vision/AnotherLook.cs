using Affekt.Imaging;

namespace Affekt.Vision;

/// <summary>Another way to look at a picture in which no face was found.</summary>
/// <param name="Picture">What is searched.</param>
/// <param name="Look">Which way it is.</param>
/// <param name="Width">Of the picture as it is.</param>
/// <param name="Height">Of the picture as it is.</param>
internal sealed record AnotherLook(Image Picture, FaceLook Look, int Width, int Height)
{
    // A picture is dark, and a dark picture is brought to this mean (of 255).
    private const double DarkMean = 85;
    private const double BrightenedMean = 110;
    private const double StrongestGamma = 0.3;
    private const int Enlargement = 2;
    private const int LargestShareOfBudget = 2;
    private const int Turns = 3;

    /// <summary>The looks that are worth their pixels, likeliest first: brightened where the picture is dark, twice as large where
    /// that fits, then turned.</summary>
    /// <param name="gray">The picture.</param>
    /// <param name="mostPixels">Of all looks together.</param>
    public static IEnumerable<AnotherLook> For(Image gray, int mostPixels)
    {
        var left = mostPixels;
        var shrunk = Within(gray, left / LargestShareOfBudget);
        var mean = shrunk.Pixels.Average(p => (double)p);
        if (mean is > 0 and < DarkMean)
        {
            left -= shrunk.Width * shrunk.Height;
            yield return new AnotherLook(Brightened(shrunk, mean), FaceLook.Brightened, gray.Width, gray.Height);
        }
        if ((long)gray.Width * gray.Height * Enlargement * Enlargement <= left / LargestShareOfBudget)
        {
            var large = gray.Resize(gray.Width * Enlargement, gray.Height * Enlargement, Resampling.Bilinear);
            left -= large.Width * large.Height;
            yield return new AnotherLook(large, FaceLook.Enlarged, gray.Width, gray.Height);
        }
        var small = Within(shrunk, left / Turns);
        foreach (var (turns, look) in new (int, FaceLook)[] {
            (2, FaceLook.HalfTurn), (1, FaceLook.QuarterTurn), (3, FaceLook.ThreeQuarterTurn) })
            yield return new AnotherLook(small.Rotate(turns), look, gray.Width, gray.Height);
    }

    /// <summary>A face that was found in <see cref="Picture"/>, where it lies in the picture as it is.</summary>
    public Face InPicture(Face face)
    {
        var corners = new[] { Back(face.Box.X, face.Box.Y), Back(face.Box.X + face.Box.Width, face.Box.Y + face.Box.Height) };
        double left = corners.Min(c => c.X), top = corners.Min(c => c.Y);
        return face with
        {
            Box = new Box(left, top, corners.Max(c => c.X) - left, corners.Max(c => c.Y) - top),
            Landmarks = [.. face.Landmarks.Select(p => Back(p.X, p.Y))],
            Look = Look,
        };
    }

    private FacePoint Back(double x, double y)
    {
        var (u, v) = (x / Picture.Width, y / Picture.Height);
        (u, v) = Look switch
        {
            FaceLook.QuarterTurn => (v, 1 - u),
            FaceLook.HalfTurn => (1 - u, 1 - v),
            FaceLook.ThreeQuarterTurn => (1 - v, u),
            _ => (u, v),
        };
        return new FacePoint(u * Width, v * Height);
    }

    private static Image Within(Image gray, int pixels)
    {
        var scale = Math.Sqrt((double)pixels / ((double)gray.Width * gray.Height));
        return scale >= 1 ? gray
            : gray.Resize(Math.Max(1, (int)(gray.Width * scale)), Math.Max(1, (int)(gray.Height * scale)), Resampling.Bilinear);
    }

    private static Image Brightened(Image gray, double mean)
    {
        var gamma = Math.Clamp(Math.Log(BrightenedMean / 255) / Math.Log(mean / 255), StrongestGamma, 1);
        var curve = new byte[256];
        for (var i = 0; i < curve.Length; i++)
            curve[i] = (byte)Math.Round(255 * Math.Pow(i / 255.0, gamma));
        return new Image(gray.Width, gray.Height, 1, Array.ConvertAll(gray.Pixels, p => curve[p]));
    }
}
