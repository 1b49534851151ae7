using Affekt.Imaging.Decoding;
using ImageMagick;

namespace Affekt.Imaging.Heif;

/// <summary>
/// Reads HEIC and AVIF pictures with ImageMagick's native code, inside the same limits as <see cref="ImageDecoder"/>. For a
/// person's own files on their own machine; not for what strangers send to a server.
/// </summary>
public static class HeifDecoder
{
    private static readonly HashSet<string> s_endings = new(StringComparer.OrdinalIgnoreCase) { ".heic", ".heif", ".hif", ".avif" };

    /// <summary>Whether a file's name ends as those of HEIC and AVIF pictures.</summary>
    /// <param name="path">A path or a name.</param>
    public static bool IsNamedHeif(string path) => s_endings.Contains(Path.GetExtension(path));

    /// <summary>Whether a file is HEIC, HEIF or AVIF, by its first bytes.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static bool IsHeif(string path)
    {
        byte[] first = new byte[HeifFile.SignatureLength];
        using var file = File.OpenRead(path);
        return HeifFile.IsHeif(first.AsSpan(0, file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false)));
    }

    /// <summary>Reads a file and decodes its main picture, upright, on white; messages begin with the path.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How many pixels are enough, and what the decode may cost.</param>
    /// <param name="cancellationToken">Looked at before the decode; native code cannot be stopped.</param>
    /// <exception cref="ImageFormatException">Damaged, not HEIC or AVIF, or beyond the limits.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static DecodedPicture LoadPicture(string path, DecodeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        if (new FileInfo(path).Length > options.Limits.MaxFileBytes)
            throw new ImageFormatException(
                $"{path}: The file is larger than {options.Limits.MaxFileBytes >> 20} MB, the most that is read. Make it smaller.");
        byte[] data = File.ReadAllBytes(path);
        if (!HeifFile.IsHeif(data))
            throw new ImageFormatException($"{path}: This is no HEIC or AVIF image.");
        try
        {
            return Decode(data, options);
        }
        catch (MagickException e)
        {
            throw new ImageFormatException($"{path}: The HEIC or AVIF image is damaged or truncated. Copy or save it again.", e);
        }
        catch (ImageFormatException e)
        {
            throw new ImageFormatException($"{path}: {e.Message}", e);
        }
    }

    private static DecodedPicture Decode(byte[] data, DecodeOptions options)
    {
        DecodeLimits limits = options.Limits;
        // Beside our own check of the header, so that native code keeps the limits where a header lies.
        ResourceLimits.Width = ResourceLimits.Height = (ulong)limits.MaxSide;
        ResourceLimits.Area = (ulong)limits.MaxPixels;
        ResourceLimits.Disk = 0;
        // The first bytes decided already; no other of ImageMagick's many formats may be tried.
        var settings = new MagickReadSettings { Format = MagickFormat.Heif };
        var info = new MagickImageInfo(data, settings);
        limits.RequireSize(info.Width, info.Height);

        using var picture = new MagickImage(data, settings);
        picture.AutoOrient();
        picture.BackgroundColor = MagickColors.White;
        picture.Alpha(AlphaAction.Remove);
        picture.ColorSpace = ColorSpace.sRGB;
        (int width, int height) = ((int)picture.Width, (int)picture.Height);
        limits.RequireSize(width, height);
        int by = options.Reduction(width, height);
        if (by > 1)
            picture.Scale(new MagickGeometry((uint)((width + by - 1) / by), (uint)((height + by - 1) / by)) { IgnoreAspectRatio = true });
        using IPixelCollection<byte> pixels = picture.GetPixels();
        byte[] rgb = pixels.ToByteArray(PixelMapping.RGB)
            ?? throw new ImageFormatException("The HEIC or AVIF image has no pixels. Copy or save it again.");
        return new DecodedPicture(new Image((int)picture.Width, (int)picture.Height, 3, rgb), width, height, []);
    }
}
