using System.Buffers.Binary;

namespace Affekt.Imaging.Png;

/// <summary>Turns raw rows of any colour type and depth into 8-bit gray or RGB; alpha is composed on white.</summary>
internal sealed class PngRowConverter
{
    private readonly PngHeader _header;
    private readonly int _paletteSize;

    /// <summary>Gray or RGB by sample value, for depths below 8 and for palettes; alpha is already applied.</summary>
    private readonly byte[]? _lookup;

    /// <summary>The tRNS colour of gray and RGB in 16 bits a sample; null where there is none.</summary>
    private readonly ushort[]? _transparent;

    public PngRowConverter(PngFile file)
    {
        _header = file.Header;
        if (_header.Color == PngColor.Palette)
        {
            byte[] palette = file.Palette ?? throw PngError.Damaged("the palette is missing");
            _paletteSize = palette.Length / 3;
            _lookup = ComposePalette(palette, file.Transparency);
            return;
        }
        if (_header.Color is PngColor.Gray or PngColor.Rgb && file.Transparency is { } transparency)
        {
            if (transparency.Length < 2 * _header.Samples)
                throw PngError.Damaged("a transparent colour cut short");
            _transparent = new ushort[_header.Samples];
            for (int i = 0; i < _transparent.Length; i++)
                _transparent[i] = BinaryPrimitives.ReadUInt16BigEndian(transparency.AsSpan(2 * i));
        }
        if (_header.Color == PngColor.Gray && _header.Depth <= 8)
            _lookup = SpreadGray();
    }

    /// <param name="raw">The unfiltered row.</param>
    /// <param name="pixels">[pixels of the row, channels].</param>
    public void Convert(ReadOnlySpan<byte> raw, Span<byte> pixels)
    {
        if (_lookup is not null)
            ConvertIndexed(raw, pixels);
        else if (_header.Depth == 16)
            ConvertWide(raw, pixels);
        else
            ConvertBytes(raw, pixels);
    }

    private void ConvertIndexed(ReadOnlySpan<byte> raw, Span<byte> pixels)
    {
        int depth = _header.Depth;
        int channels = _header.Channels;
        int mask = (1 << depth) - 1;
        for (int i = 0; i < pixels.Length / channels; i++)
        {
            int bit = i * depth;
            int value = (raw[bit >> 3] >> (8 - depth - (bit & 7))) & mask;
            if (channels == 1)
            {
                pixels[i] = _lookup![value];
                continue;
            }
            if (value >= _paletteSize)
                throw PngError.Damaged("a pixel beyond the palette");
            _lookup.AsSpan(3 * value, 3).CopyTo(pixels[(3 * i)..]);
        }
    }

    private void ConvertBytes(ReadOnlySpan<byte> raw, Span<byte> pixels)
    {
        switch (_header.Color)
        {
            case PngColor.Rgb when _transparent is null:
                raw[..pixels.Length].CopyTo(pixels);
                break;
            case PngColor.Rgb:
                for (int i = 0; i < pixels.Length; i += 3)
                {
                    bool isTransparent = raw[i] == _transparent[0] && raw[i + 1] == _transparent[1] && raw[i + 2] == _transparent[2];
                    if (isTransparent)
                        pixels.Slice(i, 3).Fill(255);
                    else
                        raw.Slice(i, 3).CopyTo(pixels[i..]);
                }
                break;
            case PngColor.GrayAlpha:
                for (int i = 0; i < pixels.Length; i++)
                    pixels[i] = OnWhite.Compose(raw[2 * i], raw[(2 * i) + 1]);
                break;
            default:
                for (int i = 0, from = 0; i < pixels.Length; i += 3, from += 4)
                {
                    byte alpha = raw[from + 3];
                    pixels[i] = OnWhite.Compose(raw[from], alpha);
                    pixels[i + 1] = OnWhite.Compose(raw[from + 1], alpha);
                    pixels[i + 2] = OnWhite.Compose(raw[from + 2], alpha);
                }
                break;
        }
    }

    private void ConvertWide(ReadOnlySpan<byte> raw, Span<byte> pixels)
    {
        int samples = _header.Samples;
        int channels = _header.Channels;
        bool hasAlpha = samples > channels;
        for (int i = 0; i < pixels.Length; i += channels, raw = raw[(2 * samples)..])
        {
            bool isTransparent = _transparent is not null;
            int alpha = hasAlpha ? Read16(raw, channels) : 65535;
            for (int c = 0; c < channels; c++)
            {
                int value = Read16(raw, c);
                isTransparent = isTransparent && value == _transparent![c];
                // Composed in 16 bits, then rounded to 8: 65535 / 255 = 257.
                long composed = ((long)value * alpha) + (65535L * (65535 - alpha));
                pixels[i + c] = (byte)((composed + (65535L * 257 / 2)) / (65535L * 257));
            }
            if (isTransparent)
                pixels.Slice(i, channels).Fill(255);
        }
    }

    private static int Read16(ReadOnlySpan<byte> raw, int sample) => (raw[2 * sample] << 8) | raw[(2 * sample) + 1];

    private static byte[] ComposePalette(byte[] palette, byte[]? alpha)
    {
        byte[] composed = new byte[768];
        for (int i = 0; i < palette.Length; i++)
            composed[i] = alpha is not null && i / 3 < alpha.Length ? OnWhite.Compose(palette[i], alpha[i / 3]) : palette[i];
        return composed;
    }

    private byte[] SpreadGray()
    {
        int most = (1 << _header.Depth) - 1;
        byte[] gray = new byte[most + 1];
        for (int i = 0; i <= most; i++)
            gray[i] = _transparent is not null && _transparent[0] == i ? (byte)255 : (byte)(i * 255 / most);
        return gray;
    }
}
