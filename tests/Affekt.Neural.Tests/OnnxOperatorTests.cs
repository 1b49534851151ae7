using Affekt.Neural.Onnx;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Tests;

/// <summary>
/// Graphs as PyTorch, Keras and the OpenCV zoo export them. The figures are digests of what ONNX Runtime 1.30.0 computed for
/// the same bytes and input (printed by <see cref="OnnxRuntimeTests"/>).
/// </summary>
public class OnnxOperatorTests
{
    public static TheoryData<string> Names() => [.. Cases.Keys];

    internal static Dictionary<string, (double[] Digests, Func<OnnxSketch> Draw)> Cases { get; } = new()
    {
        ["Conv SAME_UPPER"] = ([-7.406508], () => Map(
            11, (s, x) => s.Node("Conv", [x, s.Weights(5, 4, 3, 3)], ("auto_pad", "SAME_UPPER"), ("strides", new long[] { 2, 2 })))),
        ["Conv SAME_LOWER"] = ([17.9875],
            () => Map(11, (s, x) => s.Node("Conv", [x, s.Weights(5, 4, 2, 2), s.Weights(5)], ("auto_pad", "SAME_LOWER")))),
        ["Conv dilated"] = ([-42.83089], () => Map(
            13, (s, x) => s.Node("Conv", [x, s.Weights(5, 4, 3, 3)], ("dilations", new long[] { 2, 1 }),
            ("pads", new long[] { 1, 2, 0, 1 })))),
        ["Conv grouped"] = ([8.518876], () => Map(
            13, (s, x) => s.Node("Conv", [x, s.Weights(6, 2, 3, 3), s.Weights(6)], ("group", 2), ("pads", new long[] { 1, 1, 1, 1 })))),
        ["Conv depthwise"] = ([5.109971], () => Map(
            13, (s, x) => s.Node("Conv", [x, s.Weights(4, 1, 3, 3), s.Weights(4)], ("group", 4),
            ("pads", new long[] { 0, 0, 1, 1 }), ("strides", new long[] { 2, 2 })))),
        ["Conv depthwise with multiplier"] = ([25.43185],
            () => Map(13, (s, x) => s.Node("Conv", [x, s.Weights(8, 1, 3, 3)], ("group", 4), ("pads", new long[] { 1, 1, 1, 1 })))),
        ["Conv rectangular"] = ([3.925939], () => Map(
            9, (s, x) => s.Node("Conv", [x, s.Weights(3, 4, 1, 5)], ("kernel_shape", new long[] { 1, 5 }),
            ("pads", new long[] { 0, 2, 0, 2 }), ("strides", new long[] { 1, 2 })))),
        ["Conv, BatchNormalization, Relu"] = ([3.416686],
            () => Map(9, (s, x) => s.Node("Relu", s.Node(
            "BatchNormalization", [s.Node("Conv", [x, s.Weights(5, 4, 3, 3)]), s.Weights(5), s.Weights(5), s.Weights(5),
            s.Constant([0.5f, 1, 2, 0.1f, 3], 5)], ("epsilon", 1e-3f))))),
        ["MaxPool rounding up"] = ([-0.2695435],
            () => Map(12, (s, x) => s.Node(
            "MaxPool", [x], ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }), ("ceil_mode", 1)))),
        ["MaxPool padded"] = ([-1.820581], () => Map(
            12, (s, x) => s.Node("MaxPool", [x], ("kernel_shape", new long[] { 3, 2 }), ("strides", new long[] { 2, 1 }),
            ("pads", new long[] { 1, 0, 1, 1 })))),
        ["AveragePool"] = ([-1.275501], () => Map(
            11, (s, x) => s.Node("AveragePool", [x], ("kernel_shape", new long[] { 3, 3 }), ("strides", new long[] { 2, 2 }),
            ("pads", new long[] { 1, 1, 1, 1 })))),
        ["AveragePool counting padding"] = ([-0.6472566],
            () => Map(11, (s, x) => s.Node("AveragePool", [x], ("kernel_shape", new long[] { 3, 3 }),
            ("strides", new long[] { 2, 2 }), ("pads", new long[] { 1, 1, 1, 1 }), ("count_include_pad", 1)))),
        ["AveragePool rounding up"] = ([-3.004794],
            () => Map(11, (s, x) => s.Node(
            "AveragePool", [x], ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }), ("ceil_mode", 1)))),
        ["Clip since 11"] = ([-1.03993], () => Map(11, (s, x) => s.Node("Clip", x, "", s.Constant([0.3f])))),
        ["Clip before 11"] = ([0.9823638], () => Map(9, (s, x) => s.Node("Clip", [x], ("min", -0.2f), ("max", 0.4f)))),
        ["HardSigmoid by default"] = ([0.5646004], () => Map(13, (s, x) => s.Node("HardSigmoid", x))),
        ["SiLU and hard-swish in parts"] = ([1.053396], () => Map(13, (s, x) =>
        {
            var silu = s.Node("Mul", x, s.Node("Sigmoid", x));
            return s.Node("Mul", s.Node("HardSigmoid", [silu], ("alpha", 1 / 6f)), silu);
        })),
        ["hard-swish before opset 14"] = ([0.8793797], () => Map(11, (s, x) =>
        {
            string Gate(string value) => s.Node("Clip", s.Node("Add", s.Constant([3f]), value), s.Constant([0f]), s.Constant([6f]));
            var first = s.Node("Div", s.Node("Mul", x, Gate(x)), s.Constant([6f]));
            return s.Node("Mul", s.Node("Mul", Gate(first), s.Constant([1 / 6f])), first);
        })),
        ["Resize as tf2onnx writes it"] = ([3.237028],
            () => Map(11, (s, x) => s.Node("Resize", [x, s.Constant([], 0), s.Constant([1, 1, 2, 2], 4)], ("mode", "nearest"),
            ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor")))),
        ["Resize as PyTorch writes it"] = ([-10.82031],
            () => Map(13, (s, x) => s.Node("Resize", [x, "", "", s.Integers(1, 4, 11, 13)], ("mode", "linear"),
            ("coordinate_transformation_mode", "pytorch_half_pixel")))),
        ["Resize with aligned corners"] = ([10.79144],
            () => Map(13, (s, x) => s.Node("Resize", [x, "", s.Constant([1, 1, 1.7f, 0.6f], 4)], ("mode", "linear"),
            ("coordinate_transformation_mode", "align_corners")))),
        ["Resize to the nearest"] = ([-0.3273048], () => Map(13, (s, x) => s.Node("Resize", [x, "", s.Constant([1, 1, 1.7f, 0.6f], 4)]))),
        ["Resize 10"] = ([-4.556442], () => Map(10, (s, x) => s.Node("Resize", [x, s.Constant([1, 1, 2, 3], 4)], ("mode", "linear")))),
        ["shape computed from the input"] = ([1.125246], () => Map(11, (s, x) =>
        {
            var batch = s.Node("Unsqueeze", [s.Node(
                "Gather", [s.Node("Shape", x), s.Node("Constant", [], ("value", OnnxSketch.Tensor([0])))], ("axis", 0))],
                ("axes", new long[] { 0 }));
            return s.Node("Reshape", x,
                s.Node("Concat", [batch, s.Node("Constant", [], ("value", OnnxSketch.Tensor([-1], 1)))], ("axis", 0)));
        })),
        ["classifier of Keras"] = ([0.999516], () =>
        {
            var s = new OnnxSketch(13, 1, 9, 8, 3);
            var x = s.Node("Transpose", ["x"], ("perm", new long[] { 0, 3, 1, 2 }));
            x = s.Node("Relu", s.Node(
                "Conv", [x, s.Weights(6, 3, 3, 3), s.Weights(6)], ("auto_pad", "SAME_UPPER"), ("strides", new long[] { 2, 2 })));
            x = s.Node("Transpose", [x], ("perm", new long[] { 0, 2, 3, 1 }));
            x = s.Node("Reshape", x, s.Integers(-1, 5 * 4 * 6));
            x = s.Node("Add", s.Node("MatMul", x, s.Weights(120, 7)), s.Weights(7));
            return s.Output(s.Node("Softmax", x));
        }
        ),
        ["flattened map as a result"] = ([1.125246], () => Map(13, (s, x) => s.Node("Flatten", x))),
        ["flattened map with factors, then Gemm"] = (
            [-4.094663], () => Map(13, (s, x) => s.Node("Gemm", s.Node("Mul", s.Node("Flatten", x), s.Weights(252)), s.Weights(252, 3)))),
        ["ReduceMean over pixels"] = (
            [0.04861076], () => Map(13, (s, x) => s.Node("ReduceMean", [x], ("axes", new long[] { 2, 3 }), ("keepdims", 0)))),
        ["channels shuffled"] = ([4.765803], () => Map(13, (s, x) =>
        {
            x = s.Node("Concat", [x, s.Node("Relu", x)], ("axis", 1));
            return s.Node("Reshape", s.Node("Transpose", [s.Node("Reshape", x, s.Integers(1, 2, 4, 7, 9))],
                ("perm", new long[] { 0, 2, 1, 3, 4 })), s.Integers(1, 8, 7, 9));
        })),
        ["Pad constant"] = ([9.714413],
            () => Map(13, (s, x) => s.Node("Pad", [x, s.Integers(0, 0, 1, 2, 0, 0, 0, 1), s.Constant([0.7f])], ("mode", "constant")))),
        ["Pad 10"] = ([-0.1797503], () => Map(10, (s, x) => s.Node("Pad", [x], ("pads", new long[] { 0, 0, 1, 0, 0, 0, 1, 2 })))),
        ["factors for each channel"] = (
            [-1.165266], () => Map(13, (s, x) => s.Node("Add", s.Node("Mul", x, s.Weights(1, 4, 1, 1)), s.Weights(4, 1, 1)))),
        ["one number on the left"] = (
            [0.6702763], () => Map(13, (s, x) => s.Node("Sub", s.Constant([1f]), s.Node("Div", x, s.Constant([127.5f], 1))))),
        ["a map of one channel repeated"] = (
            [0.1120095], () => Map(13, (s, x) => s.Node("Mul", x, s.Node("Sigmoid", s.Node("Conv", [x, s.Weights(1, 4, 1, 1)]))))),
        ["squeeze and excitation"] = ([0.5633741], () => Map(13, (s, x) =>
        {
            var gate = s.Node("Conv",
                [s.Node("Relu", s.Node("Conv", [s.Node("GlobalAveragePool", x), s.Weights(2, 4, 1, 1)])), s.Weights(4, 2, 1, 1)]);
            return s.Node("Mul", s.Node("Sigmoid", gate), x);
        })),
        ["Softmax of all dimensions from the axis"] = ([0.01483751], () => Map(11, (s, x) => s.Node("Softmax", [x], ("axis", 1)))),
        ["Softmax along rows"] = ([0.4098238], () => Map(13, (s, x) => s.Node("Softmax", [x], ("axis", 2)))),
        ["Softmax over channels"] = ([0.5798897], () => Map(13, (s, x) => s.Node("Softmax", [x], ("axis", 1)))),
        ["BatchNormalization of a vector"] = ([-2.554997],
            () => Map(13, (s, x) => s.Node("BatchNormalization", s.Node("Flatten", s.Node("GlobalAveragePool", x)), s.Weights(4),
            s.Weights(4), s.Weights(4), s.Constant([1, 2, 3, 4], 4)))),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void An_operator_gives_what_an_independent_framework_gives(string name)
    {
        var (digests, draw) = Cases[name];
        var sketch = draw();
        var results = Model.Parse(sketch.ToBytes()).Run(sketch.Input);
        Assert.Equal(digests.Length, results.Count);
        foreach (var (expected, (_, value)) in digests.Zip(results))
            Assert.True(Math.Abs(expected - Digest(value.Values)) < 1e-4 * Math.Max(1, Math.Abs(expected)),
                $"{name}: expected {expected:r}, got {Digest(value.Values):r}");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_model_from_elsewhere_can_be_written_again(string name)
    {
        var sketch = Cases[name].Draw();
        var model = Model.Parse(sketch.ToBytes());
        var again = Model.Parse(model.ToBytes());
        // We write channels first; what came with channels last, or with other dimensions, has the same numbers in our order.
        var images = model.Input.IsMap ? Tensor.ChannelsLast(sketch.Input.Values, 1, model.Network.Input.Shape) : sketch.Input.Values;
        var (expected, actual) = (model.Predictor.Run(images, 1), again.Predictor.Run(images, 1));
        foreach (var output in expected.Keys)
            Samples.AssertClose(expected[output], actual[output], 1e-5);
    }

    [Fact]
    public void Hard_swish_in_parts_becomes_one_activation()
    {
        var model = Model.Parse(Cases["hard-swish before opset 14"].Draw().ToBytes());

        Assert.Equal(2, model.Operators["Clip"]);
        Assert.DoesNotContain("Clip", Model.Parse(model.ToBytes()).Operators.Keys);
    }

    /// <summary>One number in which every value and its place has a part.</summary>
    internal static double Digest(float[] values) => values.Select((v, i) => v * Math.Cos(i)).Sum();

    private static OnnxSketch Map(int opset, Func<OnnxSketch, string, string> draw)
    {
        var sketch = new OnnxSketch(opset, 1, 4, 7, 9);
        return sketch.Output(draw(sketch, "x"));
    }
}
