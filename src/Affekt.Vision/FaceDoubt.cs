using Affekt.Imaging;

namespace Affekt.Vision;

/// <summary>Says why a face is hard to read: by its landmarks, its light and its sharpness.</summary>
/// <remarks>
/// The limits of light and sharpness were chosen on 1,767 crops of people in the news, of which at most one in two hundred is
/// below each, and on the same crops blurred (Gaussian, 1.5 of 48 pixels) and at a quarter of the light; docs/lab/reader.md has
/// the figures. The limit of the turn has not been measured.
/// </remarks>
public static class FaceDoubt
{
    /// <summary>Degrees by which a head may be turned to either side.</summary>
    public const double LargestTurn = 38;

    // Nine in ten of a crop's pixels are darker than this when there is hardly any light.
    private const int DarkestLight = 66;
    private const double ShareBelowLight = 0.9;

    // The mean square of the Laplacian over the variance: 4 neighbours' difference to a pixel, whatever the contrast.
    private const double LeastSharpness = 0.045;

    /// <summary>The first doubt that applies: turned away, then too dark, then blurred.</summary>
    /// <param name="face">Where the face is.</param>
    /// <param name="crop">Its aligned gray crop of 48 pixels a side; sharpness depends on the size.</param>
    public static ReadingDoubt Of(Face face, Image crop)
    {
        ArgumentNullException.ThrowIfNull(face);
        ArgumentNullException.ThrowIfNull(crop);
        return face.Yaw > LargestTurn ? ReadingDoubt.TurnedAway
            : Light(crop) < DarkestLight ? ReadingDoubt.TooDark
            : Sharpness(crop) < LeastSharpness ? ReadingDoubt.Blurred : ReadingDoubt.None;
    }

    /// <summary>The brightness that nine in ten pixels do not exceed: 0 to 255.</summary>
    private static int Light(Image crop)
    {
        Span<int> counts = stackalloc int[256];
        counts.Clear();
        foreach (var pixel in crop.Pixels)
            counts[pixel]++;
        var (below, light) = (0, 0);
        while (light < 255 && (below += counts[light]) <= ShareBelowLight * crop.Pixels.Length)
            light++;
        return light;
    }

    private static double Sharpness(Image crop)
    {
        var (width, pixels) = (crop.Width, crop.Pixels);
        double sum = 0, squares = 0, edges = 0;
        foreach (var pixel in pixels)
        {
            sum += pixel;
            squares += pixel * pixel;
        }
        var mean = sum / pixels.Length;
        var inner = 0;
        for (var y = 1; y < crop.Height - 1; y++)
            for (var x = 1; x < width - 1; x++, inner++)
            {
                var at = y * width + x;
                double edge = 4 * pixels[at] - pixels[at - 1] - pixels[at + 1] - pixels[at - width] - pixels[at + width];
                edges += edge * edge;
            }
        return edges / Math.Max(inner, 1) / Math.Max(squares / pixels.Length - mean * mean, 1);
    }
}
