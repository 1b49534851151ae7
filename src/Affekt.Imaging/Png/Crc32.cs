using System.Buffers.Binary;

namespace Affekt.Imaging.Png;

/// <summary>CRC-32 of ISO/IEC 15948 (PNG) annex D, eight bytes at a time ("slicing by 8").</summary>
internal static class Crc32
{
    private const uint Polynomial = 0xEDB88320;

    private static readonly uint[][] s_tables = CreateTables();

    /// <summary>Of a chunk: over its type and its data.</summary>
    public static uint Compute(ReadOnlySpan<byte> bytes)
    {
        uint[][] t = s_tables;
        uint crc = uint.MaxValue;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = t[7][low & 0xFF] ^ t[6][(low >> 8) & 0xFF] ^ t[5][(low >> 16) & 0xFF] ^ t[4][low >> 24]
                ^ t[3][high & 0xFF] ^ t[2][(high >> 8) & 0xFF] ^ t[1][(high >> 16) & 0xFF] ^ t[0][high >> 24];
        }
        foreach (byte b in bytes)
            crc = t[0][(byte)(crc ^ b)] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[][] CreateTables()
    {
        uint[][] tables = new uint[8][];
        for (int slice = 0; slice < 8; slice++)
        {
            tables[slice] = new uint[256];
            for (uint n = 0; n < 256; n++)
            {
                uint c = slice == 0 ? n : tables[slice - 1][n];
                for (int bit = 0; bit < 8; bit++)
                    c = (c >> 1) ^ ((c & 1) * Polynomial);
                tables[slice][n] = c;
            }
        }
        return tables;
    }
}
