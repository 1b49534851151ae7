using Affekt.Neural.Kernels;
using Affekt.Neural.Kernels.Convolution;
using Affekt.Neural.Kernels.Elements;
using Affekt.Neural.Kernels.Winograd;
using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Tests;

/// <summary>Every kernel that runs here against the reference, over sizes that leave remainders of every sort.</summary>
public class ConvolutionKernelTests
{
    private static readonly ConvolutionGeometry ThreeByThree = new(3, 3, 1, 1);

    // A view is a bare pointer: whoever makes one keeps the memory alive.
    private readonly List<TensorStorage> _alive = [];

    public static TheoryData<string, int, int, int, int, int, int, int> Cases()
    {
        var data = new TheoryData<string, int, int, int, int, int, int, int>();
        (int Size, int Images, int In, int Out, int Kernel, int Stride, int Padding)[] shapes =
        [
            (6, 3, 32, 32, 3, 1, 1), (7, 2, 5, 3, 3, 1, 1), (12, 1, 1, 32, 3, 1, 1), (5, 2, 33, 40, 3, 1, 1), (4, 3, 8, 64, 1, 1, 0),
            (1, 5, 16, 7, 1, 1, 0), (2, 2, 3, 17, 3, 1, 1), (1, 1, 2, 2, 1, 1, 0), (9, 2, 4, 6, 3, 2, 1), (8, 2, 3, 34, 2, 2, 0),
            (7, 3, 64, 40, 1, 1, 0), (9, 1, 400, 33, 1, 1, 0), (11, 1, 3, 20, 7, 2, 3), (10, 2, 6, 70, 5, 1, 2),
                (3, 1, 2, 31, 3, 1, 0), (24, 1, 12, 16, 3, 1, 1), (33, 2, 5, 40, 3, 2, 1),
            (31, 1, 8, 15, 3, 2, 1), (5, 3, 520, 200, 1, 1, 0),
        ];
        foreach (var kernel in KernelFactory.Supported)
            foreach (var s in shapes)
                data.Add(kernel.Name, s.Size, s.Images, s.In, s.Out, s.Kernel, s.Stride, s.Padding);
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_agrees_with_the_definition(
        string name, int size, int images, int inputs, int outputs, int kernelSize, int stride, int padding)
    {
        var (geometry, input, shape) = Arrange(size, images, inputs, outputs, kernelSize, stride, padding);
        var weights = Filled(geometry.Taps * inputs * outputs, 2);
        var bias = Filled(outputs, 3);
        foreach (var (accumulate, relu) in new[] { (false, false), (true, false), (false, true), (true, true) })
            AssertClose(Run(new ReferenceConvolution(), accumulate, relu), Run(Kernel(name), accumulate, relu));

        float[] Run(ConvolutionKernel kernel, bool accumulate, bool relu)
        {
            var packed = new PackedWeights(geometry.Taps, inputs, outputs, kernel.PanelWidth);
            unsafe
            {
                packed.Pack(weights.Pointer);
            }
            var output = Storage(shape, 1, images, 4);
            kernel.Forward(geometry, input, packed, bias, accumulate, relu, output);
            return Contents(output);
        }
    }

    public static TheoryData<string, int, int, int, int, int, int, int> Int8Cases() =>
        [.. Cases().Where(c => Kernel(c.Data.Item1).ReadsInt8)];

    [Theory]
    [MemberData(nameof(Int8Cases))]
    public unsafe void Forward_with_weights_of_eight_bits_agrees_with_the_definition(
        string name, int size, int images, int inputs, int outputs, int kernelSize, int stride, int padding)
    {
        var kernel = Kernel(name);
        var (geometry, input, shape) = Arrange(size, images, inputs, outputs, kernelSize, stride, padding);
        var (weights, bias) = (Filled(geometry.Taps * inputs * outputs, 2), Filled(outputs, 3));
        Assert.True(outputs * geometry.Taps * inputs == outputs
            || PackedWeights.PackInt8(weights.Span, geometry.Taps, inputs, outputs, kernel.PanelWidth) is null);
        for (var i = 0; i < weights.Length; i++)
            weights.Span[i] = (i < outputs ? 127 : MathF.Round(weights.Span[i] * 100)) * (0.001f + 0.0003f * (i % outputs));
        var reference = new ReferenceConvolution();
        var floats = new PackedWeights(geometry.Taps, inputs, outputs, reference.PanelWidth);
        floats.Pack(weights.Pointer);
        var bytes = PackedWeights.PackInt8(weights.Span, geometry.Taps, inputs, outputs, kernel.PanelWidth);
        Assert.NotNull(bytes);
        foreach (var (accumulate, relu, offset) in new[] { (false, false, bias), (true, true, bias), (true, false, null) })
        {
            var (expected, actual) = (Storage(shape, 1, images, 4), Storage(shape, 1, images, 4));
            reference.Forward(geometry, input, floats, offset, accumulate, relu, expected);
            kernel.Forward(geometry, input, bytes, offset, accumulate, relu, actual);
            AssertClose(Contents(expected), Contents(actual));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Weight_gradient_agrees_with_the_definition(
        string name, int size, int images, int inputs, int outputs, int kernelSize, int stride, int padding)
    {
        var (geometry, input, shape) = Arrange(size, images, inputs, outputs, kernelSize, stride, padding);
        var outputGradient = Storage(shape, 1, images, 5);
        AssertClose(Run(new ReferenceConvolution()), Run(Kernel(name)));

        float[] Run(ConvolutionKernel kernel)
        {
            var gradient = Filled(geometry.Taps * inputs * outputs, 6);
            unsafe
            {
                kernel.BackwardWeights(geometry, input, outputGradient, gradient.Pointer);
            }
            return gradient.Span.ToArray();
        }
    }

    public static TheoryData<string, int, int, int, int, int, int> WinogradCases()
    {
        var data = new TheoryData<string, int, int, int, int, int, int>();
        (int Height, int Width, int Images, int In, int Out)[] shapes =
            [(6, 6, 1, 32, 32), (5, 5, 3, 32, 64), (7, 4, 2, 64, 32), (1, 1, 1, 32, 32), (2, 9, 13, 48, 96), (3, 3, 20, 64, 32),
                (40, 40, 2, 32, 32)];
        foreach (var kernel in KernelFactory.Supported)
            foreach (var transforms in TransformsOf(kernel))
                foreach (var s in shapes)
                    data.Add(kernel.Name, transforms.Outputs, s.Height, s.Width, s.Images, s.In, s.Out);
        return data;
    }

    private static IEnumerable<WinogradTransforms> TransformsOf(ConvolutionKernel kernel) =>
        kernel.TrainingWinograd is null ? [] : kernel.Winograd.Append(kernel.TrainingWinograd);

    [Theory]
    [MemberData(nameof(WinogradCases))]
    public void Winograd_agrees_with_the_definition(string name, int tile, int height, int width, int images, int inputs, int outputs)
    {
        var kernel = Kernel(name);
        Assert.True(WinogradConvolution.Suits(kernel, ThreeByThree, inputs, outputs));
        var reference = new ReferenceConvolution();
        var (input, shape) = (Storage(new Shape(height, width, inputs), 1, images, 1), new Shape(height, width, outputs));
        var (weights, bias) = (Filled(ThreeByThree.Taps * inputs * outputs, 2), Filled(outputs, 3));
        var packed = new PackedWeights(ThreeByThree.Taps, inputs, outputs, reference.PanelWidth);
        unsafe
        {
            packed.Pack(weights.Pointer);
        }
        var winograd = new WinogradConvolution(
            TransformsOf(kernel).Single(t => t.Outputs == tile), inputs, outputs, kernel.PanelWidth, withGradients: false);
        winograd.Prepare(weights);
        foreach (var relu in new[] { false, true })
        {
            var (expected, actual) = (Storage(shape, 0, images, 4), Storage(shape, 0, images, 4));
            reference.Forward(ThreeByThree, input, packed, bias, accumulate: false, relu, expected);
            winograd.Forward(new LayerContext(1, kernel), input, bias, relu, actual);
            AssertCloseInScale(Contents(expected), Contents(actual));
        }
    }

    public static TheoryData<string, int, int, int, int, int> WinogradGradientCases() =>
        [.. WinogradCases().Select(c => c.Data).Where(c => c.Item2 == WinogradTrainingTransforms.TileOutputs)
            .Select(c => (c.Item1, c.Item3, c.Item4, c.Item5, c.Item6, c.Item7))];

    [Theory]
    [MemberData(nameof(WinogradGradientCases))]
    public void Winograd_gradients_agree_with_the_definition(string name, int height, int width, int images, int inputs, int outputs)
    {
        var kernel = Kernel(name);
        var reference = new ReferenceConvolution();
        var (input, outputGradient) = (
            Storage(new Shape(height, width, inputs), 1, images, 1), Storage(new Shape(height, width, outputs), 1, images, 5));
        var weights = Filled(ThreeByThree.Taps * inputs * outputs, 2);
        var packedTransposed = new PackedWeights(ThreeByThree.Taps, outputs, inputs, reference.PanelWidth);
        unsafe
        {
            packedTransposed.PackTransposed(weights.Pointer);
        }
        var winograd = new WinogradConvolution(kernel.TrainingWinograd!, inputs, outputs, kernel.PanelWidth, withGradients: true);
        winograd.Prepare(weights);
        var context = new LayerContext(1, kernel);
        foreach (var accumulate in new[] { false, true })
        {
            var (expected, actual) = (Storage(input.Shape, 0, images, 6), Storage(input.Shape, 0, images, 6));
            reference.Forward(ThreeByThree, outputGradient, packedTransposed, null, accumulate, relu: false, expected);
            winograd.BackwardInput(context, outputGradient, accumulate, actual);
            AssertClose(Contents(expected), Contents(actual));
        }
        var (expectedGradient, actualGradient) = (
            Filled(ThreeByThree.Taps * inputs * outputs, 7), Filled(ThreeByThree.Taps * inputs * outputs, 7));
        unsafe
        {
            reference.BackwardWeights(ThreeByThree, input, outputGradient, expectedGradient.Pointer);
        }
        winograd.BackwardWeights(context, input, outputGradient, actualGradient);
        AssertClose(expectedGradient.Span.ToArray(), actualGradient.Span.ToArray());
    }

    public static TheoryData<string, int, int, Window> DepthwiseCases()
    {
        var data = new TheoryData<string, int, int, Window>();
        foreach (var kernel in KernelFactory.Supported)
            foreach (var channels in new[] { 1, 7, 16, 19, 32, 70 })
                foreach (var window in new[] { Window.Square(3, 1, 1), Window.Square(3, 2, 1), Window.Square(5, 1, 2),
                    Window.Square(3, 1, 2, 2), new Window(3, 3) { Left = 2, Top = 1 },
                        new Window(2, 3) { StrideX = 2, Left = 2, Bottom = 1 } })
                    data.Add(kernel.Name, 9, channels, window);
        return data;
    }

    [Theory]
    [MemberData(nameof(DepthwiseCases))]
    public void Depthwise_agrees_with_the_definition(string name, int size, int channels, Window window)
    {
        var shape = new Shape(size, size + 2, channels);
        var outputShape = window.OutputShape(shape, channels);
        var (input, gradient) = (Storage(shape, window.LargestPadding, 2, 1), Storage(outputShape, window.TransposedBorder, 2, 5));
        var (weights, bias) = (Filled(window.Taps * channels, 2), Filled(channels, 3));
        foreach (var relu in new[] { false, true })
            AssertClose(Forward(new ReferenceConvolution(), relu), Forward(Kernel(name), relu));
        foreach (var accumulate in new[] { false, true })
            AssertClose(Backward(new ReferenceConvolution(), accumulate), Backward(Kernel(name), accumulate));
        AssertClose(Weights(new ReferenceConvolution()), Weights(Kernel(name)));

        float[] Forward(ConvolutionKernel kernel, bool relu)
        {
            var output = Storage(outputShape, 1, 2, 4);
            kernel.Depthwise.Forward(window, input, weights, bias, relu, output);
            return Contents(output);
        }

        float[] Backward(ConvolutionKernel kernel, bool accumulate)
        {
            var inputGradient = Storage(shape, 0, 2, 6);
            kernel.Depthwise.BackwardInput(window, gradient, weights, accumulate, inputGradient);
            return Contents(inputGradient);
        }

        float[] Weights(ConvolutionKernel kernel)
        {
            var weightGradient = Filled(window.Taps * channels, 7);
            kernel.Depthwise.BackwardWeights(window, input, gradient, weightGradient);
            return weightGradient.Span.ToArray();
        }
    }

    [Fact]
    public void A_forced_kernel_is_taken_and_says_so()
    {
        var (kernel, reason) = KernelFactory.Choose("reference");
        Assert.Equal("reference", kernel.Name);
        Assert.Contains("AFFEKT_KERNEL", reason, StringComparison.Ordinal);
        Assert.Contains("use one of", Assert.Throws<ArgumentException>(() => KernelFactory.Choose("cuda")).Message,
            StringComparison.Ordinal);
    }

    private (ConvolutionGeometry, TensorView, Shape) Arrange(
        int size, int images, int inputs, int outputs, int kernelSize, int stride, int padding)
    {
        var geometry = new ConvolutionGeometry(kernelSize, kernelSize, stride, padding);
        var shape = new Shape(size, size, inputs);
        return (geometry, Storage(shape, padding, images, 1), geometry.OutputShape(shape, outputs));
    }

    private static ConvolutionKernel Kernel(string name) => KernelFactory.Supported.Single(k => k.Name == name);

    private TensorView Storage(Shape shape, int border, int images, int seed)
    {
        var storage = TensorStorage.ForBatch(shape, border, images);
        _alive.Add(storage);
        var view = storage.View(0, images, 0);
        ElementKernels.FromContiguous(Filled(shape.Count * images, seed).Span, view);
        return view;
    }

    private static float[] Contents(in TensorView view)
    {
        var result = new float[view.Images * view.Shape.Count];
        ElementKernels.ToContiguous(view, result);
        return result;
    }

    private static AlignedBuffer Filled(int length, int seed)
    {
        var buffer = new AlignedBuffer(length);
        var random = new Random(seed);
        foreach (ref var value in buffer.Span)
            value = (float)(random.NextDouble() * 2 - 1);
        return buffer;
    }

    private static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= 1e-4 * Math.Max(1, Math.Abs(expected[i])),
                $"at {i}: expected {expected[i]}, got {actual[i]}");
    }

    /// <summary>The points of larger tiles lose digits of small results among large ones.</summary>
    private static void AssertCloseInScale(float[] expected, float[] actual)
    {
        var tolerance = 2e-5 * expected.Max(Math.Abs);
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], tolerance);
    }
}
