using System.Buffers.Binary;

namespace Affekt.Imaging.Jpeg;

/// <summary>
/// Decodes Huffman-coded JPEG (ITU-T T.81), baseline, extended sequential and progressive. A sequential picture in
/// one scan goes straight from bits to pixels, a strip of MCUs at a time; other scan orders collect coefficients first.
/// </summary>
internal sealed unsafe class JpegDecoder
{
    private readonly byte* _end;
    private readonly DecodeBudget? _budget;
    private readonly JpegHeaderReader _header = new();
    private byte* _position;
    private int _scans;

    private JpegDecoder(byte* data, int length, DecodeBudget? budget)
    {
        _position = data + 2;
        _end = data + length;
        _budget = budget;
    }

    public static DecodedPicture Decode(ReadOnlySpan<byte> data, DecodeBudget budget)
    {
        fixed (byte* pinned = data)
            return new JpegDecoder(pinned, data.Length, budget).Decode();
    }

    public static ImageInfo Identify(ReadOnlySpan<byte> data)
    {
        fixed (byte* pinned = data)
        {
            var decoder = new JpegDecoder(pinned, data.Length, budget: null);
            // Orientation may stand after the frame header, so everything before the first scan is read.
            while (decoder.NextSegment(out _, out _) != JpegMarker.StartOfScan) { }
            JpegFrame frame = decoder._header.Frame ?? throw JpegError.Damaged("a scan before its frame");
            return ImageInfo.FromStored(ImageFormat.Jpeg, frame.Width, frame.Height, frame.Channels, decoder._header.Orientation);
        }
    }

    private DecodedPicture Decode()
    {
        DecodeBudget budget = _budget!;
        JpegOutput? output = null;
        while (output is null)
        {
            if (IsWholeWithoutEnd())
            {
                budget.Note("The JPEG ends without its end marker; the picture is whole.");
                output = FinishBuffered(budget);
                break;
            }
            byte marker = NextSegment(out byte* payload, out int length);
            if (marker == JpegMarker.EndOfImage)
            {
                output = FinishBuffered(budget);
            }
            else if (marker == JpegMarker.StartOfScan)
            {
                if (++_scans > budget.MaxScans)
                    throw new ImageFormatException($"The JPEG has more than {budget.MaxScans} scans; save it again.");
                JpegScan scan = _header.ReadScan(new ReadOnlySpan<byte>(payload, length));
                output = DecodeScan(scan, budget);
            }
        }
        JpegFrame frame = _header.Frame!;
        (int width, int height) = _header.Orientation.SwapsSides() ? (frame.Height, frame.Width) : (frame.Width, frame.Height);
        return new DecodedPicture(output.Image.TakeOriented(_header.Orientation, budget), width, height, budget.Notes);
    }

    /// <summary>Nothing but the end marker can follow: every coefficient has come, in full precision.</summary>
    private bool IsWholeWithoutEnd()
    {
        if (_scans == 0 || !Array.TrueForAll(_header.Frame!.Components, c => c.Finished == ulong.MaxValue))
            return false;
        for (byte* p = _position; _end - p >= 2; p++)
        {
            if (p[0] == 0xFF && p[1] is not (0 or 0xFF))
                return false;
        }
        return true;
    }

    /// <summary>Decodes one scan; returns the finished picture where nothing can follow.</summary>
    private JpegOutput? DecodeScan(JpegScan scan, DecodeBudget budget)
    {
        JpegFrame frame = _header.Frame!;
        if (_scans == 1)
            PrepareFrame(frame, scan, budget);

        var reader = new JpegScanReader(_position, _end, frame, scan, _header.RestartInterval, budget);
        if (frame.Components[0].Coefficients is null)
        {
            var output = new JpegOutput(frame, _header.Color, budget);
            SequentialScan.DecodeToSamples(frame, scan, reader, output);
            return output;
        }

        if (frame.Progressive)
            ProgressiveScan.Decode(frame, scan, reader);
        else
            SequentialScan.DecodeToCoefficients(frame, scan, reader);
        _position = reader.Position;
        foreach (JpegComponent component in scan.Components)
        {
            component.HasDc |= scan.SpectralStart == 0;
            if (scan.LowBit == 0)
                component.Finished |= (ulong.MaxValue >> (63 - scan.SpectralEnd)) & (ulong.MaxValue << scan.SpectralStart);
        }
        return !frame.Progressive && Array.TrueForAll(frame.Components, c => c.HasDc) ? FinishBuffered(budget) : null;
    }

    /// <summary>All limits are checked here, before the first large allocation.</summary>
    private void PrepareFrame(JpegFrame frame, JpegScan scan, DecodeBudget budget)
    {
        budget.CheckSize(frame.Width, frame.Height);
        // Every block costs a bit at least, so a huge size in a tiny file is refused at once.
        if ((_end - _position) * 8L < frame.PictureBlockCount)
            throw JpegError.Truncated();
        frame.Reduce(budget.Reduction(frame.Width, frame.Height));
        if (!frame.Progressive && scan.Components.Length == frame.Components.Length)
            return;
        budget.Reserve(frame.CoefficientBytes);
        frame.AllocateCoefficients();
    }

    private JpegOutput FinishBuffered(DecodeBudget budget)
    {
        JpegFrame frame = _header.Frame ?? throw JpegError.Damaged("no picture before the end marker");
        if (!Array.TrueForAll(frame.Components, c => c.HasDc))
            throw JpegError.Truncated();
        var output = new JpegOutput(frame, _header.Color, budget);
        for (int row = 0; row < frame.McusDown; row++)
        {
            budget.Tick();
            foreach (JpegComponent c in frame.Components)
            {
                for (int v = 0; v < c.Vertical; v++)
                {
                    int blockRow = (row * c.Vertical) + v;
                    for (int column = 0; column < c.BlockStride; column++)
                        JpegOutput.AddBlock(c, c.Open(blockRow, column), blockRow, column);
                }
            }
            output.CompleteStrip(row);
        }
        output.Complete();
        frame.ReleaseCoefficients();
        budget.Release(frame.CoefficientBytes);
        return output;
    }

    /// <summary>Reads up to and with the next marker segment; tables and headers are taken in.</summary>
    private byte NextSegment(out byte* payload, out int length)
    {
        byte marker = NextMarker();
        payload = _position;
        length = 0;
        if (JpegMarker.StandsAlone(marker))
            return marker;
        if (_end - _position < 2)
            throw JpegError.Truncated();
        length = BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(_position, 2)) - 2;
        if (length < 0)
            throw JpegError.Damaged("a segment of negative length");
        if (_end - _position < 2 + length)
            throw JpegError.Truncated();
        payload = _position + 2;
        _position = payload + length;
        if (marker != JpegMarker.StartOfScan)
            _header.ReadSegment(marker, new ReadOnlySpan<byte>(payload, length));
        return marker;
    }

    /// <summary>Finds the next marker. Cameras leave stray bytes between segments; they are passed over.</summary>
    private byte NextMarker()
    {
        while (_end - _position >= 2)
        {
            if (_position[0] == 0xFF && _position[1] is not (0 or 0xFF))
            {
                _position += 2;
                return _position[-1];
            }
            _position++;
        }
        throw JpegError.Truncated();
    }
}
