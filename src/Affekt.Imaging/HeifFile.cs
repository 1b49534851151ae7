using Affekt.Imaging.Decoding;

namespace Affekt.Imaging;

/// <summary>Tells HEIC and AVIF files, which <see cref="ImageDecoder"/> does not read. Affekt.Imaging.Heif does, with native
/// code.</summary>
public static class HeifFile
{
    /// <summary>How many bytes of a file <see cref="IsHeif"/> needs.</summary>
    public const int SignatureLength = 12;

    /// <summary>Whether a file is HEIC, HEIF or AVIF, by its first bytes.</summary>
    /// <param name="data">A file, or its beginning.</param>
    public static bool IsHeif(ReadOnlySpan<byte> data) => data.Length >= SignatureLength && data[4..8].SequenceEqual("ftyp"u8)
        && IsPicture(data[8..12]);

    internal static string NameBrand(ReadOnlySpan<byte> brand) => !IsPicture(brand) ? "a video or another ISO media file"
        : brand.StartsWith("avi"u8) ? "an AVIF image" : "a HEIC/HEIF image";

    private static bool IsPicture(ReadOnlySpan<byte> brand) =>
        brand.StartsWith("avi"u8) || brand.StartsWith("he"u8) || brand.SequenceEqual("mif1"u8) || brand.SequenceEqual("msf1"u8);
}
