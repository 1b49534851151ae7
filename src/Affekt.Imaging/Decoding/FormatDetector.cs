namespace Affekt.Imaging.Decoding;

/// <summary>Tells the file type by its first bytes; a file's name is never asked.</summary>
internal static class FormatDetector
{
    private const int TextProbe = 512;
    private const string Choose = "choose a JPEG, PNG, WebP, GIF, TIFF or BMP image";

    /// <exception cref="ImageFormatException">Not a type that Affekt reads; the message names what it is where that can be
    /// told.</exception>
    public static ImageFormat Detect(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            throw new ImageFormatException($"The file is empty; {Choose}.");
        if (BeginsAs(data, [0xFF, 0xD8, 0xFF]))
            return ImageFormat.Jpeg;
        if (BeginsAs(data, [0x89, .. "PNG\r\n\x1A\n"u8]))
            return ImageFormat.Png;
        if (BeginsAs(data, "BM"u8) && (data.Length < 10 || !LooksLikeText(data)))
            return ImageFormat.Bmp;
        if (BeginsAs(data, "GIF87a"u8) || BeginsAs(data, "GIF89a"u8))
            return ImageFormat.Gif;
        if (data.StartsWith("RIFF"u8) && data.Length >= 12 && data[8..12].SequenceEqual("WEBP"u8))
            return ImageFormat.WebP;
        if (data.StartsWith("II*\0"u8) || data.StartsWith("MM\0*"u8))
            return ImageFormat.Tiff;

        if (NameOther(data) is { } name)
            throw new ImageFormatException(HeifFile.IsHeif(data)
                ? $"This is {name}, which Affekt reads on its command line only; save it as JPEG or PNG."
                : $"This is {name}, which Affekt does not read; save it as JPEG or PNG.");
        throw new ImageFormatException(LooksLikeText(data)
            ? $"This is a text file, not an image; {Choose}."
            : $"This is not an image that Affekt reads; {Choose}.");
    }

    /// <summary>A file cut within its signature counts too, so that it is reported as truncated.</summary>
    private static bool BeginsAs(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        data.StartsWith(signature[..Math.Min(signature.Length, data.Length)]);

    private static string? NameOther(ReadOnlySpan<byte> data)
    {
        if (data.StartsWith("II+\0"u8) || data.StartsWith("MM\0+"u8))
            return "a BigTIFF image";
        if (data.Length >= 12 && data[4..8].SequenceEqual("ftyp"u8))
            return HeifFile.NameBrand(data[8..12]);
        if (data.StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 12, .. "JXL "u8]) || data.StartsWith((ReadOnlySpan<byte>)[0xFF, 0x0A]))
            return "a JPEG XL image";
        if (data.StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 12, .. "jP  "u8]))
            return "a JPEG 2000 image";
        if (data.StartsWith("%PDF"u8))
            return "a PDF";
        if (LooksLikeText(data) && data[..Math.Min(data.Length, 2 * TextProbe)].IndexOf("<svg"u8) >= 0)
            return "an SVG drawing";
        return null;
    }

    private static bool LooksLikeText(ReadOnlySpan<byte> data)
    {
        foreach (byte b in data[..Math.Min(data.Length, TextProbe)])
        {
            if (b is < 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f') or 0x7F)
                return false;
        }
        return true;
    }
}
