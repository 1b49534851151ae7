using Affekt.Neural.Kernels.Convolution;
using Affekt.Neural.Kernels.Elements;
using Affekt.Neural.Tensors;

namespace Affekt.Neural;

/// <summary>
/// The input's gradient of a convolution with a stride. Input pixels whose row and column leave the same remainders when divided
/// by the stride see the same taps, so each such class is an ordinary convolution of the output's gradient with those taps only.
/// Together they multiply no more than the way forward does.
/// </summary>
internal sealed unsafe class StridedGradient
{
    private readonly ConvolutionGeometry _geometry;
    private readonly Class[] _classes;

    /// <param name="geometry">Of the way forward.</param>
    /// <param name="inputChannels">Channels of the forward input.</param>
    /// <param name="outputChannels">Channels of the forward output.</param>
    /// <param name="panelWidth">As the kernel reads weights.</param>
    public StridedGradient(ConvolutionGeometry geometry, int inputChannels, int outputChannels, int panelWidth)
    {
        _geometry = geometry;
        PanelWidth = panelWidth;
        _classes = [.. LinesOf(geometry.KernelHeight, geometry).SelectMany(
            rows => LinesOf(geometry.KernelWidth, geometry).Select(columns => new Class(rows, columns,
                rows.Taps * columns.Taps == 0 ? null
                : new PackedWeights(rows.Taps * columns.Taps, outputChannels, inputChannels, panelWidth))))];
    }

    public int PanelWidth { get; }

    /// <summary>The border of zeros that the output's gradient needs.</summary>
    public static int BorderOf(ConvolutionGeometry geometry, Shape input, Shape output) => Math.Max(
        LinesOf(geometry.KernelHeight, geometry).Max(l => l.Overhang(input.Height, output.Height, geometry.Stride)),
        LinesOf(geometry.KernelWidth, geometry).Max(l => l.Overhang(input.Width, output.Width, geometry.Stride)));

    /// <param name="weights">[taps, input channels, output channels] of the way forward.</param>
    public void Pack(float* weights)
    {
        foreach (var part in _classes)
        {
            if (part.Weights is null)
                continue;
            var taps = new int[part.Rows.Taps * part.Columns.Taps];
            for (var tap = 0; tap < taps.Length; tap++)
                taps[tap] = part.Rows.Tap(tap / part.Columns.Taps, _geometry.Stride) * _geometry.KernelWidth
                    + part.Columns.Tap(tap % part.Columns.Taps, _geometry.Stride);
            part.Weights.PackTransposed(weights, taps);
        }
    }

    /// <param name="context">Has the kernel, and memory for one class of pixels.</param>
    /// <param name="outputGradient">With a border of at least <see cref="BorderOf"/>.</param>
    /// <param name="accumulate">Add to the input's gradient instead of replacing it.</param>
    /// <param name="inputGradient">[images, height, width, input channels].</param>
    public void Run(LayerContext context, in TensorView outputGradient, bool accumulate, in TensorView inputGradient)
    {
        foreach (var part in _classes)
        {
            var shape = new Shape(part.Rows.Pixels(inputGradient.Height, _geometry.Stride),
                part.Columns.Pixels(inputGradient.Width, _geometry.Stride), inputGradient.Channels);
            if (shape.Pixels == 0 || (part.Weights is null && accumulate))
                continue;
            var buffer = context.Workspace((long)inputGradient.Images * shape.Count);
            var pixels = buffer.ViewOf(0, inputGradient.Images, shape, (nint)shape.Width * shape.Channels, shape.Count);
            if (part.Weights is null)
                ElementKernels.Clear(pixels);
            else
            {
                var source = new TensorView(
                    outputGradient.Data + part.Rows.Offset * outputGradient.RowStride + part.Columns.Offset * (nint)outputGradient.Channels,
                    outputGradient.Images, new Shape(shape.Height, shape.Width, outputGradient.Channels), outputGradient.RowStride,
                    outputGradient.ImageStride);
                context.Kernel.Forward(new ConvolutionGeometry(part.Rows.Taps, part.Columns.Taps, 1, 0), source, part.Weights, null,
                    accumulate: false, relu: false, pixels);
            }
            ElementKernels.Interleave(pixels, part.Rows.First, part.Columns.First, _geometry.Stride, accumulate, inputGradient);
        }
    }

    private static IEnumerable<Line> LinesOf(int taps, ConvolutionGeometry geometry) =>
        Enumerable.Range(0, geometry.Stride).Select(first => Line.Of(first, taps, geometry.Stride, geometry.Padding));

    /// <summary>Pixels that see the same taps; none have weights where a stride leaves pixels out.</summary>
    private sealed record Class(Line Rows, Line Columns, PackedWeights? Weights);

    /// <summary>Such pixels along one axis.</summary>
    /// <param name="First">The first of them; the next is a stride further.</param>
    /// <param name="Taps">How many taps they see.</param>
    /// <param name="LastTap">The last of these, which reads the first output.</param>
    /// <param name="Offset">That output, for the first pixel.</param>
    private readonly record struct Line(int First, int Taps, int LastTap, int Offset)
    {
        public static Line Of(int first, int taps, int stride, int padding)
        {
            var firstTap = (first + padding) % stride;
            var count = (taps - firstTap + stride - 1) / stride;
            var last = firstTap + (count - 1) * stride;
            return new Line(first, count, last, (first + padding - last) / stride);
        }

        public int Pixels(int size, int stride) => (size - First + stride - 1) / stride;

        /// <summary>The tap that reads an output so far behind the first.</summary>
        public int Tap(int place, int stride) => LastTap - place * stride;

        /// <summary>How far the reading goes beyond the outputs.</summary>
        public int Overhang(int inputSize, int outputSize, int stride) => Taps == 0 || Pixels(inputSize, stride) == 0 ? 0
            : Math.Max(0, Math.Max(-Offset, Pixels(inputSize, stride) - 1 + Offset + Taps - outputSize));
    }
}
