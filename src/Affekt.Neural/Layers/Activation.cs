using System.Numerics;

namespace Affekt.Neural;

/// <summary>A function of one number, applied to each value.</summary>
public abstract class Activation
{
    private Activation(string name, float[] arguments) => (Name, Arguments) = (name, arguments);

    /// <summary>max(x, 0).</summary>
    public static Activation Relu { get; } = new ReluFunction();

    /// <summary>1 / (1 + e^-x).</summary>
    public static Activation Sigmoid { get; } = new Function("Sigmoid", Logistic, x => Logistic(x) * (1 - Logistic(x)), Logistic);

    /// <summary>x * sigmoid(x), also called swish (Ramachandran, Zoph and Le, 2017).</summary>
    public static Activation Silu { get; } = new Function("Silu", x => x * Logistic(x), x => Logistic(x) * (1 + x * (1 - Logistic(x))), x => x * Logistic(x));

    /// <summary>min(max(x / 6 + 1/2, 0), 1) (Howard et al., 2019).</summary>
    public static Activation HardSigmoid { get; } = HardSigmoidOf(1 / 6f, 0.5f);

    /// <summary>x * hard sigmoid(x) (Howard et al., 2019).</summary>
    public static Activation HardSwish { get; } = new Function("HardSwish", x => x * Math.Clamp(x / 6 + 0.5f, 0, 1), x => x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5f,
        x => x * Vector.Min(Vector.Max(x * new Vector<float>(1 / 6f) + new Vector<float>(0.5f), Vector<float>.Zero), Vector<float>.One));

    /// <summary>min(max(x, 0), 6) (Krizhevsky, 2010).</summary>
    public static Activation Relu6 { get; } = Clip(0, 6);

    /// <summary>The hyperbolic tangent.</summary>
    public static Activation Tanh { get; } = new Function("Tanh", MathF.Tanh, x => 1 - MathF.Tanh(x) * MathF.Tanh(x));

    /// <summary>log(1 + e^x).</summary>
    public static Activation Softplus { get; } = new Function("Softplus", x => Math.Max(x, 0) + MathF.Log(1 + MathF.Exp(-Math.Abs(x))), Logistic);

    /// <summary>e^x.</summary>
    public static Activation Exp { get; } = new Function("Exp", MathF.Exp, MathF.Exp, Vector.Exp);

    /// <summary>The natural logarithm.</summary>
    public static Activation Log { get; } = new Function("Log", MathF.Log, x => 1 / x);

    /// <summary>The square root.</summary>
    public static Activation Sqrt { get; } = new Function("Sqrt", MathF.Sqrt, x => 0.5f / MathF.Sqrt(x), Vector.SquareRoot);

    /// <summary>The size without the sign.</summary>
    public static Activation Abs { get; } = new Function("Abs", Math.Abs, x => Math.Sign(x), Vector.Abs);

    /// <summary>-x.</summary>
    public static Activation Neg { get; } = new Function("Neg", x => -x, _ => -1, x => -x);

    /// <summary>1 / x.</summary>
    public static Activation Reciprocal { get; } = new Function("Reciprocal", x => 1 / x, x => -1 / (x * x), x => Vector<float>.One / x);

    /// <summary>All that take no arguments.</summary>
    public static IReadOnlyList<Activation> All { get; } = [Relu, Sigmoid, Silu, HardSigmoid, HardSwish, Relu6, Tanh, Softplus, Exp, Log, Sqrt, Abs, Neg, Reciprocal];

    /// <summary>The name in reports; for functions that ONNX has, the ONNX operator.</summary>
    public string Name { get; }

    /// <summary>The numbers that the function was made with.</summary>
    public IReadOnlyList<float> Arguments { get; }

    /// <summary>x where positive, else slope * x (Maas, Hannun and Ng, 2013).</summary>
    public static Activation LeakyRelu(float slope = 0.01f) => new Function("LeakyRelu", x => x >= 0 ? x : slope * x, x => x >= 0 ? 1 : slope,
        x => Vector.ConditionalSelect(Vector.GreaterThanOrEqual(x, Vector<float>.Zero), x, x * new Vector<float>(slope)), slope);

    /// <summary>x, but no less than <paramref name="least"/> and no more than <paramref name="most"/>.</summary>
    public static Activation Clip(float least, float most) => new Function("Clip", x => Math.Min(Math.Max(x, least), most), x => x > least && x < most ? 1 : 0,
        x => Vector.Min(Vector.Max(x, new Vector<float>(least)), new Vector<float>(most)), least, most);

    /// <summary>x where positive, else scale * (e^x - 1) (Clevert, Unterthiner and Hochreiter, 2016).</summary>
    public static Activation Elu(float scale = 1) => new Function("Elu", x => x >= 0 ? x : scale * (MathF.Exp(x) - 1), x => x >= 0 ? 1 : scale * MathF.Exp(x), null, scale);

    /// <summary>min(max(slope * x + offset, 0), 1).</summary>
    public static Activation HardSigmoidOf(float slope, float offset) => new Function("HardSigmoid", x => Math.Min(Math.Max(slope * x + offset, 0), 1), x => slope * x + offset is > 0 and < 1 ? slope : 0,
        x => Vector.Min(Vector.Max(x * new Vector<float>(slope) + new Vector<float>(offset), Vector<float>.Zero), Vector<float>.One), slope, offset);

    internal abstract void Apply(ReadOnlySpan<float> input, Span<float> output);

    /// <summary>inputGradient += outputGradient * slope(input).</summary>
    internal abstract void AddGradient(ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> inputGradient);

    private static float Logistic(float x) => 1 / (1 + MathF.Exp(-x));

    private static Vector<float> Logistic(Vector<float> x) => Vector<float>.One / (Vector<float>.One + Vector.Exp(-x));

    private sealed class ReluFunction() : Activation("Relu", [])
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

    private sealed class Function(string name, Func<float, float> value, Func<float, float> slope, Func<Vector<float>, Vector<float>>? values = null, params float[] arguments)
        : Activation(name, arguments)
    {
        internal override void Apply(ReadOnlySpan<float> input, Span<float> output)
        {
            var i = 0;
            if (values is not null)
                for (; i <= input.Length - Vector<float>.Count; i += Vector<float>.Count)
                    values(new Vector<float>(input[i..])).CopyTo(output[i..]);
            for (; i < input.Length; i++)
                output[i] = value(input[i]);
        }

        internal override void AddGradient(ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> inputGradient)
        {
            for (var i = 0; i < input.Length; i++)
                inputGradient[i] += outputGradient[i] * slope(input[i]);
        }
    }
}
