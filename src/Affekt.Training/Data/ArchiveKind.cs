using System.IO.Compression;

namespace Affekt.Training.Data;

/// <summary>How a file is packed, told by its content, since names lie.</summary>
internal enum ArchiveKind
{
    /// <summary>Not at all.</summary>
    None,
    /// <summary>One file in gzip.</summary>
    Gz,
    /// <summary>A tar of files.</summary>
    Tar,
    /// <summary>A tar of files in gzip.</summary>
    TarGz,
    /// <summary>A zip of files.</summary>
    Zip,
}

/// <summary>Looks at the first bytes of files.</summary>
internal static class ArchiveKinds
{
    private const int TarBlock = 512;
    private const int TarMagic = 257;

    extension(ArchiveKind)
    {
        /// <summary>How the file is packed.</summary>
        public static ArchiveKind Of(string path)
        {
            using var file = File.OpenRead(path);
            var first = new byte[TarBlock];
            var length = file.ReadAtLeast(first, TarBlock, throwOnEndOfStream: false);
            if (length >= 4 && first.AsSpan().StartsWith("PK\u0003\u0004"u8))
                return ArchiveKind.Zip;
            if (length < 2 || first[0] != 0x1f || first[1] != 0x8b)
                return IsTar(first, length) ? ArchiveKind.Tar : ArchiveKind.None;
            file.Position = 0;
            try
            {
                using var unpacked = new GZipStream(file, CompressionMode.Decompress);
                return IsTar(first, unpacked.ReadAtLeast(first, TarBlock, throwOnEndOfStream: false)) ? ArchiveKind.TarGz : ArchiveKind.Gz;
            }
            catch (InvalidDataException)
            {
                return ArchiveKind.Gz; // Its reader says that it is damaged.
            }
        }
    }

    private static bool IsTar(byte[] block, int length) => length == TarBlock && block.AsSpan(TarMagic).StartsWith("ustar"u8);
}
