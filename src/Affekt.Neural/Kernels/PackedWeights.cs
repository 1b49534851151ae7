using Affekt.Neural.Memory;

namespace Affekt.Neural.Kernels;

/// <summary>
/// Convolution weights in panels of output channels: [ceil(output / panel), taps * input, panel], the rest of the last
/// panel zero, so that a tile reads its weights in one stream.
/// </summary>
internal sealed unsafe class PackedWeights
{
    private readonly AlignedBuffer _buffer;

    public PackedWeights(int taps, int inputChannels, int outputChannels, int panelWidth)
    {
        (Taps, InputChannels, OutputChannels, PanelWidth) = (taps, inputChannels, outputChannels, panelWidth);
        Panels = (outputChannels + panelWidth - 1) / panelWidth;
        _buffer = new AlignedBuffer((long)Panels * taps * inputChannels * panelWidth);
    }

    public int Taps { get; }
    public int InputChannels { get; }
    public int OutputChannels { get; }
    public int PanelWidth { get; }
    public int Panels { get; }

    /// <summary>[taps * input, panel] of one panel.</summary>
    public float* Panel(int panel) => _buffer.Pointer + (nint)panel * Taps * InputChannels * PanelWidth;

    /// <param name="weights">[taps, input, output].</param>
    public void Pack(float* weights)
    {
        for (var panel = 0; panel < Panels; panel++)
        {
            var first = panel * PanelWidth;
            var count = Math.Min(PanelWidth, OutputChannels - first);
            var target = Panel(panel);
            for (var row = 0; row < Taps * InputChannels; row++)
                new ReadOnlySpan<float>(weights + (nint)row * OutputChannels + first, count).CopyTo(new Span<float>(target + (nint)row * PanelWidth, count));
        }
    }

    /// <summary>
    /// Packs the weights that carry gradients back to the input: taps in reverse order, input and output exchanged. This
    /// object's own input channels are the convolution's output channels.
    /// </summary>
    /// <param name="weights">[taps, input, output] of the forward convolution.</param>
    public void PackTransposed(float* weights)
    {
        for (var panel = 0; panel < Panels; panel++)
        {
            var first = panel * PanelWidth;
            var count = Math.Min(PanelWidth, OutputChannels - first);
            var target = Panel(panel);
            for (var tap = 0; tap < Taps; tap++)
            {
                var source = weights + ((nint)(Taps - 1 - tap) * OutputChannels + first) * InputChannels;
                var rows = target + (nint)tap * InputChannels * PanelWidth;
                for (var input = 0; input < InputChannels; input++)
                    for (var output = 0; output < count; output++)
                        rows[(nint)input * PanelWidth + output] = source[(nint)output * InputChannels + input];
            }
        }
    }
}
