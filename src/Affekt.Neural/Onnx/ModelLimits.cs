namespace Affekt.Neural.Onnx;

/// <summary>How large a model file may be. All are checked before memory is taken.</summary>
public sealed record ModelLimits
{
    /// <summary>The limits that suit models for faces and photographs on a CPU.</summary>
    public static ModelLimits Default { get; } = new();

    /// <summary>Bytes of the file.</summary>
    public long MaxFileBytes { get; init; } = 512L << 20;

    /// <summary>Nodes of the graph; as many initialisers are allowed.</summary>
    public int MaxNodes { get; init; } = 20_000;

    /// <summary>Numbers of one tensor in the file or of one constant computed from them.</summary>
    public long MaxTensorElements { get; init; } = 1 << 27;

    /// <summary>Numbers that all results for one image take together.</summary>
    public long MaxActivationElements { get; init; } = 1 << 28;
}
