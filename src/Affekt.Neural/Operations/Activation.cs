using System.Numerics;
using System.Runtime.CompilerServices;

namespace Affekt.Neural.Operations;

/// <summary>A function of one number, applied to each value.</summary>
public abstract class Activation
{
    private Activation(string name, float[] arguments) => (Name, Arguments) = (name, arguments);

    /// <summary>max(x, 0).</summary>
    public static Activation Relu { get; } = new VectorFunction<ReluFunction>("Relu", default);

    /// <summary>1 / (1 + e^-x).</summary>
    public static Activation Sigmoid { get; } = new VectorFunction<SigmoidFunction>("Sigmoid", default);

    /// <summary>x * sigmoid(x), also called swish (Ramachandran, Zoph and Le, 2017).</summary>
    public static Activation Silu { get; } = new VectorFunction<SiluFunction>("Silu", default);

    /// <summary>min(max(x / 6 + 1/2, 0), 1) (Howard et al., 2019).</summary>
    public static Activation HardSigmoid { get; } = HardSigmoidOf(1 / 6f, 0.5f);

    /// <summary>x * hard sigmoid(x) (Howard et al., 2019).</summary>
    public static Activation HardSwish { get; } = new VectorFunction<HardSwishFunction>("HardSwish", default);

    /// <summary>min(max(x, 0), 6) (Krizhevsky, 2010).</summary>
    public static Activation Relu6 { get; } = Clip(0, 6);

    /// <summary>The hyperbolic tangent.</summary>
    public static Activation Tanh { get; } = new ScalarFunction("Tanh", MathF.Tanh, x => 1 - MathF.Tanh(x) * MathF.Tanh(x));

    /// <summary>log(1 + e^x).</summary>
    public static Activation Softplus { get; } = new ScalarFunction(
        "Softplus", x => Math.Max(x, 0) + MathF.Log(1 + MathF.Exp(-Math.Abs(x))), ActivationFunctions.Logistic);

    /// <summary>e^x.</summary>
    public static Activation Exp { get; } = new ScalarFunction("Exp", MathF.Exp, MathF.Exp);

    /// <summary>The natural logarithm.</summary>
    public static Activation Log { get; } = new ScalarFunction("Log", MathF.Log, x => 1 / x);

    /// <summary>The square root.</summary>
    public static Activation Sqrt { get; } = new ScalarFunction("Sqrt", MathF.Sqrt, x => 0.5f / MathF.Sqrt(x));

    /// <summary>The size without the sign.</summary>
    public static Activation Abs { get; } = new ScalarFunction("Abs", Math.Abs, x => Math.Sign(x));

    /// <summary>-x.</summary>
    public static Activation Neg { get; } = new ScalarFunction("Neg", x => -x, _ => -1);

    /// <summary>1 / x.</summary>
    public static Activation Reciprocal { get; } = new ScalarFunction("Reciprocal", x => 1 / x, x => -1 / (x * x));

    /// <summary>All that take no arguments.</summary>
    public static IReadOnlyList<Activation> All { get; } = [
        Relu, Sigmoid, Silu, HardSigmoid, HardSwish, Relu6, Tanh, Softplus, Exp, Log, Sqrt, Abs, Neg, Reciprocal];

    /// <summary>The name in reports; for functions that ONNX has, the ONNX operator.</summary>
    public string Name { get; }

    /// <summary>The numbers that the function was made with.</summary>
    public IReadOnlyList<float> Arguments { get; }

    /// <summary>x where positive, else slope * x (Maas, Hannun and Ng, 2013).</summary>
    public static Activation LeakyRelu(float slope = 0.01f) => new VectorFunction<LeakyReluFunction>("LeakyRelu", new(slope), slope);

    /// <summary>x, but no less than <paramref name="least"/> and no more than <paramref name="most"/>.</summary>
    public static Activation Clip(float least, float most) => new VectorFunction<ClipFunction>("Clip", new(least, most), least, most);

    /// <summary>x where positive, else scale * (e^x - 1) (Clevert, Unterthiner and Hochreiter, 2016).</summary>
    public static Activation Elu(float scale = 1) =>
        new ScalarFunction("Elu", x => x >= 0 ? x : scale * (MathF.Exp(x) - 1), x => x >= 0 ? 1 : scale * MathF.Exp(x), scale);

    /// <summary>min(max(slope * x + offset, 0), 1).</summary>
    public static Activation HardSigmoidOf(float slope, float offset) =>
        new VectorFunction<HardSigmoidFunction>("HardSigmoid", new(slope, offset), slope, offset);

    internal abstract void Apply(ReadOnlySpan<float> input, Span<float> output);

    /// <summary>inputGradient += outputGradient * slope(input).</summary>
    internal abstract void AddGradient(ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> inputGradient);

    private sealed class VectorFunction<TFunction>(string name, TFunction function, params float[] arguments) : Activation(name, arguments)
        where TFunction : struct, IActivationFunction
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        internal override void Apply(ReadOnlySpan<float> input, Span<float> output)
        {
            var f = function;
            var i = 0;
            for (; i <= input.Length - Vector<float>.Count; i += Vector<float>.Count)
                f.Value(new Vector<float>(input[i..])).CopyTo(output[i..]);
            for (; i < input.Length; i++)
                output[i] = f.Value(input[i]);
        }

        internal override void AddGradient(ReadOnlySpan<float> input, ReadOnlySpan<float> outputGradient, Span<float> inputGradient)
        {
            var f = function;
            var i = 0;
            for (; i <= input.Length - Vector<float>.Count; i += Vector<float>.Count)
                (new Vector<float>(inputGradient[i..])
                    + new Vector<float>(outputGradient[i..]) * f.Slope(new Vector<float>(input[i..]))).CopyTo(inputGradient[i..]);
            for (; i < input.Length; i++)
                inputGradient[i] += outputGradient[i] * f.Slope(input[i]);
        }
    }

    /// <summary>For functions too rare to be written for vectors.</summary>
    private sealed class ScalarFunction(
        string name, Func<float, float> value, Func<float, float> slope, params float[] arguments) : Activation(name, arguments)
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
