using Affekt.Imaging.Bmp;
using Affekt.Imaging.Jpeg;
using Affekt.Imaging.Png;

namespace Affekt.Imaging;

/// <summary>
/// Reads JPEG, PNG and BMP pictures into memory. The first bytes decide the type. Safe on hostile bytes:
/// whatever they hold, the outcome is a picture or an <see cref="ImageFormatException"/>, within the limits.
/// </summary>
/// <remarks>
/// Transparency (PNG and BMP alpha, PNG tRNS) is composed on white. 16-bit samples are rounded to 8. Colour
/// profiles and gamma are ignored: values are taken as sRGB. A truncated file is an error, never a half picture;
/// only a missing end marker after complete data of a sequential JPEG is overlooked.
/// </remarks>
public static class ImageDecoder
{
    /// <summary>Decodes one picture and turns it upright by its EXIF orientation.</summary>
    /// <param name="data">A whole file.</param>
    /// <param name="limits">What the decode may cost; <see cref="DecodeLimits.Default"/> where null.</param>
    /// <param name="cancellationToken">Stops the decode between rows.</param>
    /// <returns>Gray (1 channel) for gray JPEG and PNG, RGB (3 channels) for everything else.</returns>
    /// <exception cref="ImageFormatException">Damaged, truncated, of a type that is not read, or beyond the limits.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Image Decode(ReadOnlySpan<byte> data, DecodeLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ImageFormat format = FormatDetector.Detect(data);
        var budget = new DecodeBudget(limits ?? DecodeLimits.Default, cancellationToken);
        budget.Tick();
        return format switch
        {
            ImageFormat.Jpeg => JpegDecoder.Decode(data, budget),
            ImageFormat.Png => PngDecoder.Decode(data, budget),
            _ => BmpDecoder.Decode(data, budget),
        };
    }

    /// <summary>Reads a file and decodes it as <see cref="Decode"/> does; messages begin with the path.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What the decode may cost; <see cref="DecodeLimits.Default"/> where null.</param>
    /// <param name="cancellationToken">Stops between blocks of the file and rows of the picture.</param>
    /// <exception cref="ImageFormatException">As for <see cref="Decode"/>, and for a file above
    /// <see cref="DecodeLimits.MaxFileBytes"/>.</exception>
    /// <exception cref="IOException">The file is missing (<see cref="FileNotFoundException"/>) or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The path is a folder or may not be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Image Load(string path, DecodeLimits? limits = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        limits ??= DecodeLimits.Default;
        try
        {
            return Decode(ReadFile(path, limits.MaxFileBytes, cancellationToken), limits, cancellationToken);
        }
        catch (ImageFormatException e)
        {
            throw new ImageFormatException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Reads the header only: type, size, channels and orientation. No pixel is decoded and no limit applies.</summary>
    /// <param name="data">A whole file, or as much of its beginning as holds the headers.</param>
    /// <exception cref="ImageFormatException">Not a type that is read, or the header is damaged.</exception>
    public static ImageInfo Identify(ReadOnlySpan<byte> data) => FormatDetector.Detect(data) switch
    {
        ImageFormat.Jpeg => JpegDecoder.Identify(data),
        ImageFormat.Png => PngDecoder.Identify(data),
        _ => BmpDecoder.Identify(data),
    };

    private static byte[] ReadFile(string path, long maxBytes, CancellationToken cancellationToken)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        // A pipe or device states no length, so the limit is kept while reading too.
        long stated = file.CanSeek ? file.Length : 0;
        byte[] bytes = new byte[Math.Min(Math.Max(stated, 1 << 16), maxBytes) + 1];
        int length = 0;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int read = file.Read(bytes, length, bytes.Length - length);
            length += read;
            if (stated > maxBytes || length > maxBytes)
                throw new ImageFormatException($"The file is larger than {maxBytes >> 20} MB, the most that is read. Make it smaller.");
            if (read == 0)
                return bytes[..length];
            if (length == bytes.Length)
                Array.Resize(ref bytes, (int)Math.Min(2L * length, maxBytes + 1));
        }
    }
}
