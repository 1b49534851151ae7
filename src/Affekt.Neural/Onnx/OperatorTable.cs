using Affekt.Neural.Operations;

namespace Affekt.Neural.Onnx;

/// <summary>
/// Every operator that our models and our training need, and how it becomes layers: what classifiers and detectors of
/// convolutions consist of. ONNX Runtime runs models with others.
/// </summary>
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
            ["Div"] = ArithmeticOperators.Divide,
            ["Dropout"] = ShapeOperators.Identity,
            ["Flatten"] = ShapeOperators.Flatten,
            ["Gemm"] = LayerOperators.Gemm,
            ["GlobalAveragePool"] = WindowOperators.GlobalAveragePool,
            ["HardSigmoid"] = ActivationOperators.HardSigmoid,
            [Activation.HardSwish.Name] = o => ActivationOperators.Apply(o, Activation.HardSwish),
            ["Identity"] = ShapeOperators.Identity,
            ["LeakyRelu"] = o => ActivationOperators.Apply(o, Activation.LeakyRelu(o.Float("alpha", 0.01f))),
            ["MatMul"] = LayerOperators.MatMul,
            ["MaxPool"] = WindowOperators.MaxPool,
            ["Mul"] = ArithmeticOperators.Multiply,
            ["Pad"] = MoveOperators.Pad,
            ["ReduceMean"] = WindowOperators.ReduceMean,
            ["Relu"] = ActivationOperators.Relu,
            ["Reshape"] = ShapeOperators.Reshape,
            ["Resize"] = ResizeOperators.Resize,
            ["Shape"] = ConstantOperators.ShapeOfValue,
            ["Sigmoid"] = ActivationOperators.Sigmoid,
            ["Softmax"] = ActivationOperators.Softmax,
            ["Squeeze"] = ShapeOperators.Squeeze,
            ["Sub"] = o => ArithmeticOperators.Apply(o, BinaryOperation.Sub),
            ["Transpose"] = MoveOperators.Transpose,
            ["Unsqueeze"] = ShapeOperators.Unsqueeze,
        };
        foreach (var name in ConstantOperators.Names)
            table.TryAdd(name, ConstantOperators.Refuse);
        return table;
    }
}
