namespace Affekt.Neural.Operations;

/// <summary>What many numbers become.</summary>
public enum Reduction
{
    /// <summary>Their mean.</summary>
    Mean,
    /// <summary>Their sum.</summary>
    Sum,
    /// <summary>The largest.</summary>
    Max,
    /// <summary>The smallest.</summary>
    Min,
}
