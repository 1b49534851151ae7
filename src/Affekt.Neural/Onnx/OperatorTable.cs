namespace Affekt.Neural.Onnx;

/// <summary>Every operator that can be read, and how it becomes layers.</summary>
internal static class OperatorTable
{
    public static IReadOnlyDictionary<string, Action<Operation>> All { get; } = new Dictionary<string, Action<Operation>>
    {
        ["Add"] = ArithmeticOperators.Add,
        ["BatchNormalization"] = LayerOperators.BatchNormalization,
        ["Conv"] = LayerOperators.Conv,
        ["Dropout"] = ShapeOperators.Identity,
        ["Flatten"] = ShapeOperators.Flatten,
        ["Gemm"] = LayerOperators.Gemm,
        ["GlobalAveragePool"] = LayerOperators.GlobalAveragePool,
        ["HardSigmoid"] = ActivationOperators.HardSigmoid,
        ["HardSwish"] = o => ActivationOperators.Apply(o, Activation.HardSwish),
        ["Identity"] = ShapeOperators.Identity,
        ["MaxPool"] = LayerOperators.MaxPool,
        ["Mul"] = ArithmeticOperators.Multiply,
        ["Relu"] = ActivationOperators.Relu,
        ["Sigmoid"] = ActivationOperators.Sigmoid,
        ["Softmax"] = ActivationOperators.Softmax,
        ["Transpose"] = ShapeOperators.Transpose,
        ["Unsqueeze"] = ShapeOperators.Unsqueeze,
    };
}
