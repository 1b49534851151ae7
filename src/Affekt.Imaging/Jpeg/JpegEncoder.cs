using System.Buffers.Binary;

namespace Affekt.Imaging.Jpeg;

/// <summary>Writes JPEG files (ITU-R T.81 with a JFIF header): gray or YCbCr, baseline or progressive.</summary>
public static class JpegEncoder
{
    /// <summary>Codes a picture as a JPEG file.</summary>
    /// <param name="image">Gray or RGB, at most 65535 pixels a side.</param>
    /// <param name="quality">1 (small) to 100 (nearly exact), on libjpeg's scale.</param>
    /// <param name="options">How; 4:2:0 baseline where null.</param>
    /// <exception cref="ArgumentOutOfRangeException">A quality, side, restart interval or option out of range.</exception>
    public static byte[] Encode(Image image, int quality = 90, JpegOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Math.Max(image.Width, image.Height), ushort.MaxValue, nameof(image));
        options ??= new JpegOptions();
        if (options.RestartInterval is < 0 or > ushort.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(options), options.RestartInterval, "A restart interval is 0 to 65535.");
        (int, int) luma = options.Subsampling switch
        {
            JpegSubsampling.Samples444 => (1, 1),
            JpegSubsampling.Samples422 => (2, 1),
            JpegSubsampling.Samples420 => (2, 2),
            JpegSubsampling.Samples440 => (1, 2),
            JpegSubsampling.Samples411 => (4, 1),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Subsampling, "No such subsampling."),
        };
        return Encode(image, quality, options, [luma, (1, 1), (1, 1)]);
    }

    /// <summary>With any sampling factors (T.81 A.1.1), odd ones too: Y, Cb, Cr.</summary>
    internal static byte[] Encode(Image image, int quality, JpegOptions options, (int Horizontal, int Vertical)[] factors)
    {
        JpegFrame frame = CreateFrame(image, quality, options, factors);
        CoefficientBuilder.Build(image, frame);
        var file = new JpegBitWriter();
        WriteHeaders(file, frame, options);
        foreach (JpegScan scan in CreateScript(frame, options))
            WriteScan(file, frame, scan, options);
        file.WriteMarker(JpegMarker.EndOfImage);
        return file.ToArray();
    }

    private static JpegFrame CreateFrame(Image image, int quality, JpegOptions options, (int Horizontal, int Vertical)[] factors)
    {
        var components = new JpegComponent[image.Channels];
        for (int i = 0; i < components.Length; i++)
        {
            components[i] = new JpegComponent((byte)(i + 1), factors[i].Horizontal, factors[i].Vertical, i == 0 ? 0 : 1)
            {
                Quantization = Scale(i == 0 ? JpegTables.LuminanceQuantization : JpegTables.ChrominanceQuantization, quality),
            };
        }
        return new JpegFrame(image.Width, image.Height, options.Progressive, components);
    }

    /// <summary>libjpeg's scale: 50 is the typical table, 100 all ones.</summary>
    private static int[] Scale(ReadOnlySpan<byte> table, int quality)
    {
        int percent = quality < 50 ? 5000 / quality : 200 - (2 * quality);
        int[] scaled = new int[64];
        for (int i = 0; i < 64; i++)
            scaled[i] = Math.Clamp(((table[i] * percent) + 50) / 100, 1, 255);
        return scaled;
    }

    /// <summary>The scans. Progressive: coarse DC, low luma frequencies, chroma, the rest, then a bit more of each.</summary>
    private static List<JpegScan> CreateScript(JpegFrame frame, JpegOptions options)
    {
        JpegComponent[] all = frame.Components;
        if (!frame.Progressive)
            return options.Interleaved ? [new(all, 0, 63, 0, 0)] : [.. all.Select(c => new JpegScan([c], 0, 63, 0, 0))];

        JpegComponent[] luma = [all[0]];
        JpegComponent[] chroma = all[1..];
        List<JpegScan> script = [new(all, 0, 0, 0, 1), new(luma, 1, 5, 0, 2)];
        script.AddRange(chroma.Select(c => new JpegScan([c], 1, 63, 0, 1)));
        script.AddRange([new(luma, 6, 63, 0, 2), new(luma, 1, 63, 2, 1), new(all, 0, 0, 1, 0)]);
        script.AddRange(chroma.Select(c => new JpegScan([c], 1, 63, 1, 0)));
        script.Add(new(luma, 1, 63, 1, 0));
        return script;
    }

    private static void WriteHeaders(JpegBitWriter file, JpegFrame frame, JpegOptions options)
    {
        file.WriteMarker(JpegMarker.StartOfImage);
        // Version 1.2, no density, no thumbnail.
        file.WriteSegment(JpegMarker.App0, [.. "JFIF\0"u8, 1, 2, 0, 0, 1, 0, 1, 0, 0]);
        if (options.Orientation != Orientation.Normal)
        {
            // A big-endian TIFF directory of one entry.
            file.WriteSegment(JpegMarker.App1,
                [.. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)options.Orientation, 0, 0, 0, 0, 0, 0]);
        }
        foreach (JpegComponent c in frame.Components.Take(2))
        {
            byte[] table = new byte[65];
            table[0] = (byte)c.QuantizationId;
            for (int i = 0; i < 64; i++)
                table[1 + i] = (byte)c.Quantization![JpegTables.ZigZag[i]];
            file.WriteSegment(JpegMarker.DefineQuantization, table);
        }

        byte[] header = new byte[6 + (3 * frame.Components.Length)];
        header[0] = 8;
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(1), (ushort)frame.Height);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(3), (ushort)frame.Width);
        header[5] = (byte)frame.Components.Length;
        for (int i = 0; i < frame.Components.Length; i++)
        {
            JpegComponent c = frame.Components[i];
            byte[] entry = [c.Id, (byte)((c.Horizontal << 4) | c.Vertical), (byte)c.QuantizationId];
            entry.CopyTo(header, 6 + (3 * i));
        }
        file.WriteSegment(frame.Progressive ? JpegMarker.StartOfFrameProgressive : JpegMarker.StartOfFrameBaseline, header);
        if (options.RestartInterval > 0)
            file.WriteSegment(JpegMarker.DefineRestart, [(byte)(options.RestartInterval >> 8), (byte)options.RestartInterval]);
    }

    private static void WriteScan(JpegBitWriter file, JpegFrame frame, JpegScan scan, JpegOptions options)
    {
        var encoder = new ScanEncoder(frame, scan, options.RestartInterval);
        HuffmanSpec?[] tables = [
            JpegTables.StandardDc(false), JpegTables.StandardDc(true), JpegTables.StandardAc(false), JpegTables.StandardAc(true)];
        if (frame.Progressive || options.OptimizeHuffman)
        {
            var counter = new EntropyWriter();
            encoder.Encode(counter);
            tables = counter.BuildTables();
        }
        for (int i = 0; i < tables.Length; i++)
        {
            if (tables[i] is { } table)
                file.WriteSegment(JpegMarker.DefineHuffman, [(byte)(((i >> 1) << 4) | (i & 1)), .. table.Counts, .. table.Symbols]);
        }

        List<byte> header = [(byte)scan.Components.Length];
        foreach (JpegComponent c in scan.Components)
            header.AddRange([c.Id, (byte)(ScanEncoder.TableNumber(frame, c) * 0x11)]);
        header.AddRange([(byte)scan.SpectralStart, (byte)scan.SpectralEnd, (byte)((scan.HighBit << 4) | scan.LowBit)]);
        file.WriteSegment(JpegMarker.StartOfScan, [.. header]);
        encoder.Encode(new EntropyWriter(file, tables));
    }
}
