using System.Numerics;

namespace Affekt.Neural;

/// <summary>A function of one number, applied to each value.</summary>
public abstract class Activation
{
    private Activation(string name) => Name = name;

    /// <summary>max(x, 0).</summary>
    public static Activation Relu { get; } = new ReluFunction();

    /// <summary>1 / (1 + e^-x).</summary>
    public static Activation Sigmoid { get; } = new SmoothFunction("Sigmoid", Logistic, x => Logistic(x) * (1 - Logistic(x)));

    /// <summary>x * sigmoid(x), also called swish (Ramachandran, Zoph and Le, 2017).</summary>
    public static Activation Silu { get; } = new SmoothFunction("Silu", x => x * Logistic(x), x => Logistic(x) * (1 + x * (1 - Logistic(x))));

    /// <summary>min(max(x / 6 + 1/2, 0), 1) (Howard et al., 2019).</summary>
    public static Activation HardSigmoid { get; } = new SmoothFunction("HardSigmoid", x => Math.Clamp(x / 6 + 0.5f, 0, 1), x => x is > -3 and < 3 ? 1 / 6f : 0);

    /// <summary>x * hard sigmoid(x) (Howard et al., 2019).</summary>
    public static Activation HardSwish { get; } = new SmoothFunction("HardSwish", x => x * Math.Clamp(x / 6 + 0.5f, 0, 1), x => x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5f);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<Activation> All { get; } = [Relu, Sigmoid, Silu, HardSigmoid, HardSwish];

    /// <summary>The name in reports; for functions that ONNX has, the ONNX operator.</summary>
    public string Name { get; }

    internal abstract void Apply(ReadOnlySpan<float> input, Span<float> output);

    /// <summary>inputGradient += outputGradient * slope(input).</summary>
    internal abstract void AddGradient(ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> inputGradient);

    private static float Logistic(float x) => 1 / (1 + MathF.Exp(-x));

    private sealed class ReluFunction() : Activation("Relu")
    {
        internal override void Apply(ReadOnlySpan<float> input, Span<float> output)
        {
            var i = 0;
            for (; i <= input.Length - Vector<float>.Count; i += Vector<float>.Count)
                Vector.Max(new Vector<float>(input[i..]), Vector<float>.Zero).CopyTo(output[i..]);
            for (; i < input.Length; i++)
                output[i] = Math.Max(input[i], 0);
        }

        internal override void AddGradient(ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> inputGradient)
        {
            var i = 0;
            for (; i <= input.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                var isOn = Vector.GreaterThan(new Vector<float>(input[i..]), Vector<float>.Zero);
                (new Vector<float>(inputGradient[i..]) + Vector.ConditionalSelect(isOn, new Vector<float>(outputGradient[i..]), Vector<float>.Zero)).CopyTo(inputGradient[i..]);
            }
            for (; i < input.Length; i++)
                inputGradient[i] += input[i] > 0 ? outputGradient[i] : 0;
        }
    }

    private sealed class SmoothFunction(string name, Func<float, float> value, Func<float, float> slope) : Activation(name)
    {
        internal override void Apply(ReadOnlySpan<float> input, Span<float> output)
        {
            for (var i = 0; i < input.Length; i++)
                output[i] = value(input[i]);
        }

        internal override void AddGradient(ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> inputGradient)
        {
            for (var i = 0; i < input.Length; i++)
                inputGradient[i] += outputGradient[i] * slope(input[i]);
        }
    }
}
