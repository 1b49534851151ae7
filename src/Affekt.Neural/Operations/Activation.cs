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

    /// <summary>All that take no arguments.</summary>
    public static IReadOnlyList<Activation> All { get; } = [
        Relu, Sigmoid, Silu, HardSigmoid, HardSwish, Relu6];

    /// <summary>The name in reports; for functions that ONNX has, the ONNX operator.</summary>
    public string Name { get; }

    /// <summary>The numbers that the function was made with.</summary>
    public IReadOnlyList<float> Arguments { get; }

    /// <summary>x where positive, else slope * x (Maas, Hannun and Ng, 2013).</summary>
    public static Activation LeakyRelu(float slope = 0.01f) => new VectorFunction<LeakyReluFunction>("LeakyRelu", new(slope), slope);

    /// <summary>x, but no less than <paramref name="least"/> and no more than <paramref name="most"/>.</summary>
    public static Activation Clip(float least, float most) => new VectorFunction<ClipFunction>("Clip", new(least, most), least, most);

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
}
