namespace Affekt.Imaging.Jpeg;

/// <summary>Constant tables of T.81.</summary>
internal static class JpegTables
{
    /// <summary>Natural index by zigzag position (T.81 figure A.6).</summary>
    public static ReadOnlySpan<byte> ZigZag =>
    [
        0, 1, 8, 16, 9, 2, 3, 10,
        17, 24, 32, 25, 18, 11, 4, 5,
        12, 19, 26, 33, 40, 48, 41, 34,
        27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36,
        29, 22, 15, 23, 30, 37, 44, 51,
        58, 59, 52, 45, 38, 31, 39, 46,
        53, 60, 61, 54, 47, 55, 62, 63,
    ];

    /// <summary>Typical luminance quantisation (T.81 table K.1), natural order.</summary>
    public static ReadOnlySpan<byte> LuminanceQuantization =>
    [
        16, 11, 10, 16, 24, 40, 51, 61,
        12, 12, 14, 19, 26, 58, 60, 55,
        14, 13, 16, 24, 40, 57, 69, 56,
        14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77,
        24, 35, 55, 64, 81, 104, 113, 92,
        49, 64, 78, 87, 103, 121, 120, 101,
        72, 92, 95, 98, 112, 100, 103, 99,
    ];

    /// <summary>Typical chrominance quantisation (T.81 table K.2), natural order.</summary>
    public static ReadOnlySpan<byte> ChrominanceQuantization =>
    [
        17, 18, 24, 47, 99, 99, 99, 99,
        18, 21, 26, 66, 99, 99, 99, 99,
        24, 26, 56, 99, 99, 99, 99, 99,
        47, 66, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99,
    ];

    /// <summary>Typical DC code counts and symbols (T.81 tables K.3 and K.4).</summary>
    public static HuffmanSpec StandardDc(bool chrominance) => new(
        chrominance
            ? [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0]
            : [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
        [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);

    /// <summary>Typical AC code counts and symbols (T.81 tables K.5 and K.6).</summary>
    public static HuffmanSpec StandardAc(bool chrominance) => chrominance
        ? new(
            [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 0x77],
            Convert.FromHexString(
                "000102031104052131061241510761711322328108144291A1B1C109233352F0156272D10A162434E125F11718191A26" +
                "2728292A35363738393A434445464748494A535455565758595A636465666768696A737475767778797A828384858687" +
                "88898A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DA" +
                "E2E3E4E5E6E7E8E9EAF2F3F4F5F6F7F8F9FA"))
        : new(
            [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7D],
            Convert.FromHexString(
                "01020300041105122131410613516107227114328191A1082342B1C11552D1F02433627282090A161718191A25262728" +
                "292A3435363738393A434445464748494A535455565758595A636465666768696A737475767778797A83848586878889" +
                "8A92939495969798999AA2A3A4A5A6A7A8A9AAB2B3B4B5B6B7B8B9BAC2C3C4C5C6C7C8C9CAD2D3D4D5D6D7D8D9DAE1E2" +
                "E3E4E5E6E7E8E9EAF1F2F3F4F5F6F7F8F9FA"));
}

/// <summary>A Huffman table as a DHT segment states it.</summary>
/// <param name="Counts">16 numbers: the codes of each length from 1 to 16 bits.</param>
/// <param name="Symbols">The symbols by rising code.</param>
internal sealed record HuffmanSpec(byte[] Counts, byte[] Symbols);
