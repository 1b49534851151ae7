using System.Buffers.Binary;

namespace Affekt.Imaging.Jpeg;

/// <summary>How the components make a colour.</summary>
internal enum JpegColor
{
    Gray,
    YCbCr,
    Rgb,
    Cmyk,
    Ycck,
}

/// <summary>
/// The state that marker segments set up (T.81 B): tables, frame, restart interval, colour and orientation.
/// Segment methods get the payload without its length field.
/// </summary>
internal sealed class JpegHeaderReader
{
    private readonly int[]?[] _quantization = new int[]?[4];
    private readonly JpegHuffmanTable?[] _dc = new JpegHuffmanTable?[4];
    private readonly JpegHuffmanTable?[] _ac = new JpegHuffmanTable?[4];
    private bool _jfif;
    private int _adobeTransform = -1;

    public JpegFrame? Frame { get; private set; }

    /// <summary>MCUs between restart markers, 0 for none.</summary>
    public int RestartInterval { get; private set; }

    public Orientation Orientation { get; private set; } = Orientation.Normal;

    /// <summary>By the rules that libjpeg made common: Adobe's marker, then JFIF, then the component names.</summary>
    public JpegColor Color => Frame!.Components switch
    {
        [_] => JpegColor.Gray,
        [_, _, _, _] => _adobeTransform == 2 ? JpegColor.Ycck : JpegColor.Cmyk,
        _ when _adobeTransform == 0 => JpegColor.Rgb,
        _ when _adobeTransform > 0 || _jfif => JpegColor.YCbCr,
        [{ Id: (byte)'R' }, { Id: (byte)'G' }, { Id: (byte)'B' }] => JpegColor.Rgb,
        _ => JpegColor.YCbCr,
    };

    public void ReadSegment(byte marker, ReadOnlySpan<byte> payload)
    {
        switch (marker)
        {
            case JpegMarker.DefineHuffman:
                ReadHuffmanTables(payload);
                break;
            case JpegMarker.DefineQuantization:
                ReadQuantizationTables(payload);
                break;
            case JpegMarker.DefineRestart:
                RestartInterval = payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload)
                    : throw JpegError.Damaged("a restart interval cut short");
                break;
            case JpegMarker.App0:
                _jfif |= payload.StartsWith("JFIF\0"u8);
                break;
            case JpegMarker.App1 when payload.StartsWith("Exif\0\0"u8):
                Orientation = ExifReader.ReadOrientation(payload[6..]);
                break;
            case JpegMarker.App14 when payload.StartsWith("Adobe"u8) && payload.Length >= 12:
                _adobeTransform = payload[11];
                break;
            case JpegMarker.DefineArithmetic:
                throw JpegError.Unsupported("an arithmetic-coded JPEG");
            case JpegMarker.DefineHierarchy:
                throw JpegError.Unsupported("a hierarchical JPEG");
            case JpegMarker.StartOfFrameLs:
                throw JpegError.Unsupported("a JPEG-LS image");
            default:
                if (JpegMarker.IsStartOfFrame(marker))
                    ReadFrame(marker, payload);
                break;
        }
    }

    /// <summary>A scan header (T.81 B.2.3): binds tables to components.</summary>
    public JpegScan ReadScan(ReadOnlySpan<byte> payload)
    {
        JpegFrame frame = Frame ?? throw JpegError.Damaged("a scan before its frame");
        int count = payload.IsEmpty ? 0 : payload[0];
        if (count is < 1 or > 4 || payload.Length < 4 + (2 * count))
            throw JpegError.Damaged("a scan header cut short");

        var components = new JpegComponent[count];
        for (int i = 0; i < count; i++)
        {
            byte id = payload[1 + (2 * i)];
            JpegComponent component = Array.Find(frame.Components, c => c.Id == id)
                ?? throw JpegError.Damaged("a scan of an unknown component");
            if (Array.IndexOf(components, component) >= 0)
                throw JpegError.Damaged("a scan that names a component twice");
            components[i] = component;
        }

        ReadOnlySpan<byte> tail = payload[(1 + (2 * count))..];
        JpegScan scan = frame.Progressive
            ? new JpegScan(components, tail[0], tail[1], tail[2] >> 4, tail[2] & 15)
            : new JpegScan(components, 0, 63, 0, 0);
        scan.Validate(frame);
        for (int i = 0; i < count; i++)
            Bind(components[i], payload[2 + (2 * i)], scan);
        return scan;
    }

    private void Bind(JpegComponent component, byte selectors, JpegScan scan)
    {
        component.Quantization ??= _quantization[component.QuantizationId] ?? throw JpegError.Damaged("a quantisation table is missing");
        int dc = selectors >> 4;
        int ac = selectors & 15;
        if (dc > 3 || ac > 3)
            throw JpegError.Damaged("a table number above 3");
        if (scan.NeedsDcTable)
            component.DcTable = _dc[dc] ??= Standard(dc, isAc: false);
        if (scan.NeedsAcTable)
            component.AcTable = _ac[ac] ??= Standard(ac, isAc: true);
    }

    /// <summary>Motion-JPEG frames of webcams leave out the typical tables and mean these.</summary>
    private static JpegHuffmanTable Standard(int id, bool isAc)
    {
        if (id > 1)
            throw JpegError.Damaged("a Huffman table is missing");
        HuffmanSpec spec = isAc ? JpegTables.StandardAc(id == 1) : JpegTables.StandardDc(id == 1);
        return new JpegHuffmanTable(spec.Counts, spec.Symbols);
    }

    private void ReadHuffmanTables(ReadOnlySpan<byte> payload)
    {
        while (!payload.IsEmpty)
        {
            int total = 0;
            if (payload.Length >= 17)
            {
                foreach (byte count in payload[1..17])
                    total += count;
            }
            if (payload.Length < 17 + total || total > 256)
                throw JpegError.Damaged("a Huffman table cut short");
            int kind = payload[0] >> 4;
            int id = payload[0] & 15;
            if (kind > 1 || id > 3)
                throw JpegError.Damaged("a Huffman table with a bad number");
            ReadOnlySpan<byte> symbols = payload[17..(17 + total)];
            if (kind == 0 && symbols.ContainsAnyExceptInRange((byte)0, (byte)15))
                throw JpegError.Damaged("a Huffman table with a bad DC category");
            (kind == 0 ? _dc : _ac)[id] = new JpegHuffmanTable(payload[1..17], symbols);
            payload = payload[(17 + total)..];
        }
    }

    private void ReadQuantizationTables(ReadOnlySpan<byte> payload)
    {
        while (!payload.IsEmpty)
        {
            int wide = payload[0] >> 4;
            int id = payload[0] & 15;
            if (wide > 1 || id > 3 || payload.Length < 1 + (64 << wide))
                throw JpegError.Damaged("a quantisation table cut short");
            int[] table = new int[64];
            for (int i = 0; i < 64; i++)
                table[JpegTables.ZigZag[i]] = wide == 0 ? payload[1 + i] : BinaryPrimitives.ReadUInt16BigEndian(payload[(1 + (2 * i))..]);
            _quantization[id] = table;
            payload = payload[(1 + (64 << wide))..];
        }
    }

    private void ReadFrame(byte marker, ReadOnlySpan<byte> payload)
    {
        if (Frame is not null)
            throw JpegError.Damaged("a second frame");
        if (marker is JpegMarker.StartOfFrameLossless)
            throw JpegError.Unsupported("a lossless JPEG");
        if (marker is > JpegMarker.StartOfFrameLossless and <= 0xC7)
            throw JpegError.Unsupported("a hierarchical JPEG");
        if (marker > 0xC7)
            throw JpegError.Unsupported("an arithmetic-coded JPEG");
        if (payload.Length < 6)
            throw JpegError.Damaged("a frame header cut short");
        if (payload[0] != 8)
            throw JpegError.Unsupported($"a {payload[0]}-bit JPEG");

        int height = BinaryPrimitives.ReadUInt16BigEndian(payload[1..]);
        int width = BinaryPrimitives.ReadUInt16BigEndian(payload[3..]);
        int count = payload[5];
        if (width == 0 || height == 0)
            throw JpegError.Damaged($"a size of {width} x {height} pixels");
        if (count is not (1 or 3 or 4))
            throw JpegError.Unsupported($"a JPEG of {count} components");
        if (payload.Length < 6 + (3 * count))
            throw JpegError.Damaged("a frame header cut short");

        var components = new JpegComponent[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> c = payload.Slice(6 + (3 * i), 3);
            int horizontal = c[1] >> 4;
            int vertical = c[1] & 15;
            if (horizontal is < 1 or > 4 || vertical is < 1 or > 4 || c[2] > 3)
                throw JpegError.Damaged("a component with bad sampling factors");
            components[i] = new JpegComponent(c[0], horizontal, vertical, c[2]);
        }
        Frame = new JpegFrame(width, height, marker == JpegMarker.StartOfFrameProgressive, components);
    }
}
