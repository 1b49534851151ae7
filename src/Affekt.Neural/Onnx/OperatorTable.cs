using Affekt.Neural.Operations;

namespace Affekt.Neural.Onnx;

/// <summary>Every operator that can be read, and how it becomes layers.</summary>
internal static class OperatorTable
{
    public static IReadOnlyDictionary<string, Action<Operation>> All { get; } = Build();

    private static Dictionary<string, Action<Operation>> Build()
    {
        var table = new Dictionary<string, Action<Operation>>
        {
            ["Add"] = o => ArithmeticOperators.Apply(o, BinaryOperation.Add),
            ["AveragePool"] = WindowOperators.AveragePool,
            ["BatchNormalization"] = LayerOperators.BatchNormalization,
            ["Cast"] = ShapeOperators.Cast,
            ["Clip"] = ActivationOperators.Clip,
            ["Concat"] = MoveOperators.Concat,
            ["Conv"] = LayerOperators.Conv,
            ["DepthToSpace"] = MoveOperators.DepthToSpace,
            ["Div"] = ArithmeticOperators.Divide,
            ["Dropout"] = ShapeOperators.Identity,
            ["Elu"] = o => ActivationOperators.Apply(o, Activation.Elu(o.Float("alpha", 1))),
            ["Expand"] = MoveOperators.Expand,
            ["Flatten"] = ShapeOperators.Flatten,
            ["Gather"] = MoveOperators.Gather,
            ["Gemm"] = LayerOperators.Gemm,
            ["GlobalAveragePool"] = WindowOperators.GlobalAveragePool,
            ["GlobalMaxPool"] = WindowOperators.GlobalMaxPool,
            ["HardSigmoid"] = ActivationOperators.HardSigmoid,
            ["Identity"] = ShapeOperators.Identity,
            ["LayerNormalization"] = LayerOperators.LayerNormalization,
            ["LeakyRelu"] = o => ActivationOperators.Apply(o, Activation.LeakyRelu(o.Float("alpha", 0.01f))),
            ["LogSoftmax"] = o => ActivationOperators.Softmax(o, isLogarithm: true),
            ["MatMul"] = LayerOperators.MatMul,
            ["Max"] = o => ArithmeticOperators.Apply(o, BinaryOperation.Max),
            ["MaxPool"] = WindowOperators.MaxPool,
            ["Min"] = o => ArithmeticOperators.Apply(o, BinaryOperation.Min),
            ["Mul"] = ArithmeticOperators.Multiply,
            ["Pad"] = MoveOperators.Pad,
            ["Pow"] = ArithmeticOperators.Power,
            ["PRelu"] = LayerOperators.PRelu,
            ["ReduceL2"] = ReduceOperators.ReduceL2,
            ["ReduceMax"] = o => ReduceOperators.Reduce(o, Reduction.Max),
            ["ReduceMean"] = o => ReduceOperators.Reduce(o, Reduction.Mean),
            ["ReduceMin"] = o => ReduceOperators.Reduce(o, Reduction.Min),
            ["ReduceSum"] = o => ReduceOperators.Reduce(o, Reduction.Sum),
            ["Relu"] = ActivationOperators.Relu,
            ["Reshape"] = ShapeOperators.Reshape,
            ["Resize"] = ResizeOperators.Resize,
            ["Shape"] = ConstantOperators.ShapeOfValue,
            ["Sigmoid"] = ActivationOperators.Sigmoid,
            ["Slice"] = MoveOperators.Slice,
            ["Softmax"] = o => ActivationOperators.Softmax(o, isLogarithm: false),
            ["SpaceToDepth"] = MoveOperators.SpaceToDepth,
            ["Split"] = MoveOperators.Split,
            ["Squeeze"] = ShapeOperators.Squeeze,
            ["Sub"] = o => ArithmeticOperators.Apply(o, BinaryOperation.Sub),
            ["Sum"] = o => ArithmeticOperators.Apply(o, BinaryOperation.Add),
            ["Tile"] = MoveOperators.Tile,
            ["Transpose"] = MoveOperators.Transpose,
            ["Unsqueeze"] = ShapeOperators.Unsqueeze,
            ["Upsample"] = ResizeOperators.Resize,
        };
        // These are named as ONNX names them.
        foreach (var function in new[] { Activation.Abs, Activation.Exp, Activation.HardSwish, Activation.Log, Activation.Neg,
            Activation.Reciprocal, Activation.Softplus, Activation.Sqrt, Activation.Tanh })
            table.Add(function.Name, o => ActivationOperators.Apply(o, function));
        foreach (var name in ConstantOperators.Names)
            table.TryAdd(name, ConstantOperators.Refuse);
        return table;
    }
}
