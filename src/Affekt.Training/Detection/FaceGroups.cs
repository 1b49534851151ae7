using Affekt.Imaging;
using Affekt.Training.Data;

namespace Affekt.Training.Detection;

/// <summary>
/// What kind of face a photo shows, so that a detector can be judged for each kind: what <c>groups.csv</c> says of it (any columns
/// beside file), how far the head is turned, and how much light there is. Only photos with one face belong to groups.
/// </summary>
public static class FaceGroups
{
    /// <summary>The table's name in a folder of faces; it may be missing.</summary>
    public const string Table = "groups.csv";

    private const double FewDegrees = 20;
    private const double ManyDegrees = 40;
    private const double MostDegrees = 60;

    // Mean brightness of a face in 0..255: below and above, photos look under- and overexposed.
    private const double Dark = 60;
    private const double Bright = 190;

    /// <summary>Reads what annotators said: for each file the names of its groups, such as "gender Female".</summary>
    /// <exception cref="DatasetException">The table is damaged.</exception>
    public static ILookup<string, string> Read(string folder, CancellationToken cancellation = default)
    {
        var path = Path.Combine(folder, Table);
        if (!File.Exists(path))
            return Enumerable.Empty<string>().ToLookup(_ => "");
        return FaceFolder.Cells(path, "file", cancellation).ToLookup(c => c.File, c => $"{c.Column} {c.Value}");
    }

    /// <summary>The groups that a photo's picture and marks put it into.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="image">What it shows.</param>
    public static IEnumerable<string> Of(FacePhoto photo, Image image)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(image);
        if (photo.Faces is not [{ Ignore: false } face])
            yield break;
        yield return MeanOf(image.ToGray(), face) switch
        {
            < Dark => $"light: dark (mean under {Dark:F0})",
            > Bright => $"light: bright (mean over {Bright:F0})",
            _ => "light: ordinary",
        };
        if (face.Yaw is { } yaw)
            yield return yaw switch
            {
                < FewDegrees => $"yaw: under {FewDegrees:F0} degrees",
                < ManyDegrees => $"yaw: {FewDegrees:F0} to {ManyDegrees:F0} degrees",
                < MostDegrees => $"yaw: {ManyDegrees:F0} to {MostDegrees:F0} degrees",
                _ => $"yaw: over {MostDegrees:F0} degrees",
            };
    }

    /// <summary>The mean brightness of a face in a gray picture, 0 to 255.</summary>
    internal static double MeanOf(Image gray, MarkedFace face)
    {
        var (left, right) = ((int)Math.Clamp(face.Box.X, 0, gray.Width - 1), (int)Math.Clamp(face.Box.X + face.Box.Width, 1, gray.Width));
        var (top, bottom) = ((int)Math.Clamp(face.Box.Y, 0, gray.Height - 1),
            (int)Math.Clamp(face.Box.Y + face.Box.Height, 1, gray.Height));
        var sum = 0L;
        for (var y = top; y < bottom; y++)
            foreach (var pixel in gray.Pixels.AsSpan(y * gray.Width + left, right - left))
                sum += pixel;
        return (double)sum / ((right - left) * (bottom - top));
    }
}
