using Affekt.Neural.Tensors;

namespace Affekt.Neural;

/// <summary>A named array of numbers that a network has learnt or gathered.</summary>
public sealed class Parameter
{
    internal Parameter(string name, int[] dimensions, ParameterKind kind)
    {
        Name = name;
        Dimensions = dimensions;
        Kind = kind;
        Buffer = new AlignedBuffer(dimensions.Aggregate(1L, (product, d) => product * d));
    }

    /// <summary>Unique within its network, for example "stage1.conv2.weight".</summary>
    public string Name { get; }

    /// <summary>Convolutions: [kernel height, kernel width, input channels, output channels]. Others: [channels].</summary>
    public IReadOnlyList<int> Dimensions { get; }

    /// <summary>What the numbers are for, which decides how training treats them.</summary>
    public ParameterKind Kind { get; }

    /// <summary>False keeps training from changing it.</summary>
    public bool IsTrainable { get => field && Kind != ParameterKind.Statistic; set; } = true;

    /// <summary>The numbers themselves, in row-major order.</summary>
    public Span<float> Values => Buffer.Span;

    internal AlignedBuffer Buffer { get; }
}

/// <summary>What a <see cref="Parameter"/> is for.</summary>
public enum ParameterKind
{
    /// <summary>Multiplies activations; weight decay pulls it to zero.</summary>
    Weight,
    /// <summary>Shifts or scales activations; not decayed.</summary>
    Offset,
    /// <summary>Gathered, not learnt: the running mean and variance of batch normalisation.</summary>
    Statistic,
}
