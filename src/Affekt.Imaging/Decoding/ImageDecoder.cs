using Affekt.Imaging.Jpeg;
using Affekt.Imaging.OtherFormats;
using Affekt.Imaging.Png;

namespace Affekt.Imaging.Decoding;

/// <summary>
/// Reads JPEG, PNG, WebP, GIF, TIFF and BMP pictures into memory. The first bytes decide the type. Safe on hostile bytes:
/// whatever they hold, the outcome is a picture or an <see cref="ImageFormatException"/>, within the limits.
/// </summary>
/// <remarks>
/// Transparency is composed on white. 16-bit samples are rounded to 8. Colour profiles and gamma are ignored: values are
/// taken as sRGB. Of several frames or pages the first is read. A truncated file is an error, never a half picture. What
/// does not touch the pixels (a damaged text chunk of a PNG, a missing end marker) is overlooked with a note.
/// </remarks>
public static class ImageDecoder
{
    /// <summary>Decodes one picture at its own size and turns it upright by its EXIF orientation.</summary>
    /// <param name="data">A whole file.</param>
    /// <param name="limits">What the decode may cost; <see cref="DecodeLimits.Default"/> where null.</param>
    /// <param name="cancellationToken">Stops the decode between rows.</param>
    /// <returns>Gray (1 channel) for gray JPEG and PNG, RGB (3 channels) for everything else.</returns>
    /// <exception cref="ImageFormatException">Damaged, truncated, of a type that is not read, or beyond the limits.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Image Decode(ReadOnlySpan<byte> data, DecodeLimits? limits = null, CancellationToken cancellationToken = default) =>
        DecodePicture(data, new DecodeOptions { Limits = limits ?? DecodeLimits.Default }, cancellationToken).Image;

    /// <summary>Decodes one picture, at a reduced size where the options allow it, and turns it upright.</summary>
    /// <param name="data">A whole file.</param>
    /// <param name="options">How many pixels are enough, and what the decode may cost.</param>
    /// <param name="cancellationToken">Stops the decode between rows.</param>
    /// <exception cref="ImageFormatException">Damaged, truncated, of a type that is not read, or beyond the limits.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static DecodedPicture DecodePicture(
        ReadOnlySpan<byte> data, DecodeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ImageFormat format = FormatDetector.Detect(data);
        var budget = new DecodeBudget(options, cancellationToken);
        budget.Tick();
        return format switch
        {
            ImageFormat.Jpeg => JpegDecoder.Decode(data, budget),
            ImageFormat.Png => PngDecoder.Decode(data, budget),
            _ => OtherDecoder.Decode(data, format, budget),
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
    public static Image Load(string path, DecodeLimits? limits = null, CancellationToken cancellationToken = default) =>
        LoadPicture(path, new DecodeOptions { Limits = limits ?? DecodeLimits.Default }, cancellationToken).Image;

    /// <summary>Reads a file and decodes it as <see cref="DecodePicture"/> does; messages begin with the path.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How many pixels are enough, and what the decode may cost.</param>
    /// <param name="cancellationToken">Stops between blocks of the file and rows of the picture.</param>
    /// <inheritdoc cref="Load" path="/exception"/>
    public static DecodedPicture LoadPicture(string path, DecodeOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            return DecodePicture(ReadFile(path, options.Limits.MaxFileBytes, cancellationToken), options, cancellationToken);
        }
        catch (ImageFormatException e)
        {
            throw new ImageFormatException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Reads the header only: type, size, channels and orientation. No pixel is decoded and no limit on pixels applies.</summary>
    /// <param name="data">A whole file, or as much of its beginning as holds the headers.</param>
    /// <exception cref="ImageFormatException">Not a type that is read, or the header is damaged.</exception>
    public static ImageInfo Identify(ReadOnlySpan<byte> data)
    {
        ImageFormat format = FormatDetector.Detect(data);
        return format switch
        {
            ImageFormat.Jpeg => JpegDecoder.Identify(data),
            ImageFormat.Png => PngDecoder.Identify(data),
            _ => OtherDecoder.Identify(data, format),
        };
    }

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
