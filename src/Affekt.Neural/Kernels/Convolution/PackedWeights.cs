using System.Runtime.CompilerServices;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Kernels.Convolution;

/// <summary>
/// Convolution weights in panels of output channels: [ceil(output / panel), taps * input, panel], the rest of the last
/// panel zero, so that a tile reads its weights in one stream.
/// </summary>
internal sealed unsafe class PackedWeights
{
    // Of a step: what rounding may leave of whole counts that were multiplied by it.
    private const float Tolerance = 1e-3f;

    private readonly AlignedBuffer _buffer;
    private readonly AlignedBuffer? _steps;

    public PackedWeights(int taps, int inputChannels, int outputChannels, int panelWidth)
        : this(taps, inputChannels, outputChannels, panelWidth, steps: null)
    {
    }

    private PackedWeights(int taps, int inputChannels, int outputChannels, int panelWidth, float[]? steps)
    {
        (Taps, InputChannels, OutputChannels, PanelWidth) = (taps, inputChannels, outputChannels, panelWidth);
        Panels = (outputChannels + panelWidth - 1) / panelWidth;
        var length = (long)Panels * taps * inputChannels * panelWidth;
        _buffer = new AlignedBuffer(steps is null ? length : (length + sizeof(float) - 1) / sizeof(float));
        if (steps is null)
            return;
        _steps = new AlignedBuffer((long)Panels * panelWidth);
        steps.CopyTo(_steps.Span);
    }

    public int Taps { get; }
    public int InputChannels { get; }
    public int OutputChannels { get; }
    public int PanelWidth { get; }
    public int Panels { get; }

    /// <summary>Made by <see cref="PackInt8"/>.</summary>
    public bool IsInt8 => _steps is not null;

    /// <summary>[taps * input, panel] of one panel: floats, or whole numbers of eight bits where there are steps.</summary>
    public byte* Panel(int panel) => (byte*)_buffer.Pointer + (nint)panel * Taps * InputChannels * RowBytes;

    /// <summary>What is multiplied by next, where that is known.</summary>
    public PackedWeights? Next { get; set; }

    /// <summary>Bytes of one row of a panel.</summary>
    public int RowBytes => PanelWidth * (IsInt8 ? sizeof(sbyte) : sizeof(float));

    /// <summary>What is read after a panel.</summary>
    public byte* After(int panel) => panel + 1 < Panels ? Panel(panel + 1) : (Next ?? this).Panel(0);

    /// <summary>[panel] What one count is worth in each channel of a panel; null where weights are floats.</summary>
    public float* Steps(int panel) => _steps is null ? null : _steps.Pointer + (nint)panel * PanelWidth;

    /// <summary>What one count is worth in an output channel whose weights go up to <paramref name="largest"/>, as they are
    /// written and recognised.</summary>
    public static float Int8StepOf(float largest) => largest > 0 ? largest / sbyte.MaxValue : 1;

    /// <summary>
    /// Weights that were written with eight bits (<see cref="Onnx.WeightPrecision.Int8"/>), packed as such: each a whole count, up
    /// to 127, of its output channel's step. Null for others.
    /// </summary>
    /// <param name="weights">[taps, input, output].</param>
    /// <param name="taps">Of the kernel.</param>
    /// <param name="inputChannels">Channels of the input.</param>
    /// <param name="outputChannels">Channels of the output.</param>
    /// <param name="panelWidth">As the kernel reads them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static PackedWeights? PackInt8(ReadOnlySpan<float> weights, int taps, int inputChannels, int outputChannels, int panelWidth)
    {
        var (rows, steps, perStep) = (taps * inputChannels, new float[outputChannels], new float[outputChannels]);
        for (var row = 0; row < rows; row++)
        {
            var values = weights.Slice(row * outputChannels, outputChannels);
            for (var channel = 0; channel < values.Length; channel++)
                steps[channel] = Math.Max(steps[channel], Math.Abs(values[channel]));
        }
        for (var channel = 0; channel < outputChannels; channel++)
        {
            steps[channel] = Int8StepOf(steps[channel]);
            perStep[channel] = 1 / steps[channel];
        }
        var packed = new PackedWeights(taps, inputChannels, outputChannels, panelWidth, steps);
        for (var row = 0; row < rows; row++)
        {
            var values = weights.Slice(row * outputChannels, outputChannels);
            for (var channel = 0; channel < values.Length; channel++)
            {
                var count = values[channel] * perStep[channel];
                var whole = MathF.Round(count);
                if (!(Math.Abs(count - whole) < Tolerance))
                    return null;
                ((sbyte*)packed.Panel(channel / panelWidth))[(nint)row * panelWidth + channel % panelWidth] = (sbyte)whole;
            }
        }
        return packed;
    }

    /// <param name="weights">[taps, input, output].</param>
    public void Pack(float* weights)
    {
        for (var panel = 0; panel < Panels; panel++)
        {
            var first = panel * PanelWidth;
            var count = Math.Min(PanelWidth, OutputChannels - first);
            var target = (float*)Panel(panel);
            for (var row = 0; row < Taps * InputChannels; row++)
                new ReadOnlySpan<float>(weights + (nint)row * OutputChannels + first, count)
                    .CopyTo(new Span<float>(target + (nint)row * PanelWidth, count));
        }
    }

    /// <summary>
    /// Packs the weights that carry gradients back to the input: taps in reverse order, input and output exchanged. This
    /// object's own input channels are the convolution's output channels.
    /// </summary>
    /// <param name="weights">[taps, input, output] of the forward convolution.</param>
    public void PackTransposed(float* weights) => PackTransposed(weights, [.. Enumerable.Range(0, Taps).Reverse()]);

    /// <summary>The same for some of the taps.</summary>
    /// <param name="weights">[taps, input, output] of the forward convolution.</param>
    /// <param name="taps">Which of its taps, in the order in which this object's are read.</param>
    public void PackTransposed(float* weights, ReadOnlySpan<int> taps)
    {
        for (var panel = 0; panel < Panels; panel++)
        {
            var first = panel * PanelWidth;
            var count = Math.Min(PanelWidth, OutputChannels - first);
            var target = (float*)Panel(panel);
            for (var tap = 0; tap < Taps; tap++)
            {
                var source = weights + ((nint)taps[tap] * OutputChannels + first) * InputChannels;
                var rows = target + (nint)tap * InputChannels * PanelWidth;
                for (var input = 0; input < InputChannels; input++)
                    for (var output = 0; output < count; output++)
                        rows[(nint)input * PanelWidth + output] = source[(nint)output * InputChannels + input];
            }
        }
    }
}
