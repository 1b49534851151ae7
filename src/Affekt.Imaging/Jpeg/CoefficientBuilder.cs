namespace Affekt.Imaging.Jpeg;

/// <summary>From pixels to quantised coefficients, component by component.</summary>
internal static class CoefficientBuilder
{
    /// <summary>Fills <see cref="JpegComponent.Coefficients"/>; <see cref="JpegComponent.Quantization"/> is set.</summary>
    public static void Build(Image image, JpegFrame frame)
    {
        Span<float> samples = stackalloc float[64];
        Span<float> transformed = stackalloc float[64];
        for (int i = 0; i < frame.Components.Length; i++)
        {
            JpegComponent component = frame.Components[i];
            component.Coefficients = new short[component.BlockStride * frame.McusDown * component.Vertical * 64];
            float[] plane = SamplePlane(image, frame, component, i);
            for (int row = 0; row < frame.McusDown * component.Vertical; row++)
            {
                for (int column = 0; column < component.BlockStride; column++)
                {
                    ReadBlock(plane, component, row, column, samples);
                    ForwardDct.Transform(samples, transformed);
                    Quantize(transformed, component.Quantization, component.Block(row, column));
                }
            }
        }
    }

    private static void Quantize(ReadOnlySpan<float> transformed, ReadOnlySpan<int> quantization, Span<short> block)
    {
        for (int i = 0; i < 64; i++)
            block[i] = (short)MathF.Round(transformed[i] / quantization[i], MidpointRounding.AwayFromZero);
    }

    /// <summary>[height, width] of the component, less 128: each the mean of the pixels it stands for.</summary>
    private static float[] SamplePlane(Image image, JpegFrame frame, JpegComponent component, int channel)
    {
        float[] plane = new float[component.Width * component.Height];
        for (int y = 0; y < component.Height; y++)
        {
            (int top, int bottom) = Extent(y, component.Vertical, frame.MaxVertical, image.Height);
            for (int x = 0; x < component.Width; x++)
            {
                (int left, int right) = Extent(x, component.Horizontal, frame.MaxHorizontal, image.Width);
                float sum = 0;
                for (int py = top; py < bottom; py++)
                {
                    for (int px = left; px < right; px++)
                        sum += Sample(image, ((py * image.Width) + px) * image.Channels, channel);
                }
                plane[(y * component.Width) + x] = (sum / ((bottom - top) * (right - left))) - 128;
            }
        }
        return plane;
    }

    /// <summary>The pixels that a sample touches.</summary>
    private static (int Start, int End) Extent(int sample, int factor, int most, int length) =>
        (sample * most / factor, Math.Min((((sample + 1) * most) + factor - 1) / factor, length));

    /// <summary>JFIF 1.02: full-range BT.601, rounded to the byte that a decoder sees.</summary>
    private static float Sample(Image image, int at, int channel)
    {
        if (image.Channels == 1)
            return image.Pixels[at];
        float r = image.Pixels[at];
        float g = image.Pixels[at + 1];
        float b = image.Pixels[at + 2];
        float value = channel switch
        {
            0 => (0.299f * r) + (0.587f * g) + (0.114f * b),
            1 => (-0.168736f * r) - (0.331264f * g) + (0.5f * b) + 128,
            _ => (0.5f * r) - (0.418688f * g) - (0.081312f * b) + 128,
        };
        return MathF.Min(MathF.Floor(value + 0.5f), 255);
    }

    /// <summary>Beyond the picture its last column and row go on, which costs the fewest bits.</summary>
    private static void ReadBlock(float[] plane, JpegComponent component, int row, int column, Span<float> samples)
    {
        for (int y = 0; y < 8; y++)
        {
            int line = Math.Min((row * 8) + y, component.Height - 1) * component.Width;
            for (int x = 0; x < 8; x++)
                samples[(8 * y) + x] = plane[line + Math.Min((column * 8) + x, component.Width - 1)];
        }
    }
}
