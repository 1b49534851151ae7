namespace Affekt.Imaging.Jpeg;

/// <summary>The second byte of a marker (T.81 table B.1).</summary>
internal static class JpegMarker
{
    public const byte StartOfFrameBaseline = 0xC0;
    public const byte StartOfFrameProgressive = 0xC2;
    public const byte StartOfFrameLossless = 0xC3;
    public const byte DefineHuffman = 0xC4;
    public const byte DefineArithmetic = 0xCC;
    public const byte Restart0 = 0xD0;
    public const byte Restart7 = 0xD7;
    public const byte StartOfImage = 0xD8;
    public const byte EndOfImage = 0xD9;
    public const byte StartOfScan = 0xDA;
    public const byte DefineQuantization = 0xDB;
    public const byte DefineRestart = 0xDD;
    public const byte DefineHierarchy = 0xDE;
    public const byte App0 = 0xE0;
    public const byte App1 = 0xE1;
    public const byte App14 = 0xEE;
    public const byte StartOfFrameLs = 0xF7;

    private const byte Temporary = 0x01;
    private const byte JpegReserved = 0xC8;

    /// <summary>SOF0 to SOF15, without the three codes in their range that mean something else.</summary>
    public static bool IsStartOfFrame(byte marker) =>
        marker is >= StartOfFrameBaseline and <= 0xCF and not (DefineHuffman or JpegReserved or DefineArithmetic);

    /// <summary>Markers that no length field follows.</summary>
    public static bool StandsAlone(byte marker) => marker is Temporary or (>= Restart0 and <= EndOfImage);
}
