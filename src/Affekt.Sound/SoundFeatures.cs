using System.Runtime.InteropServices;

namespace Affekt.Sound;

/// <summary>Figures that describe how a song sounds: means and spreads over pieces of six seconds. They do not depend on its
/// level.</summary>
public sealed class SoundFeatures
{
    /// <summary>Rises whenever the figures change their meaning; kept ones of another version have to be heard again.</summary>
    public const int Version = 1;

    private readonly float[] _values;

    /// <param name="values">As many as <see cref="Names"/>, all finite.</param>
    /// <exception cref="ArgumentException">There are more or fewer, or one is not a number.</exception>
    public SoundFeatures(IReadOnlyList<float> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = [.. values];
        if (_values.Length != Names.Count || !_values.All(float.IsFinite))
            throw new ArgumentException($"Features are {Names.Count} finite numbers.", nameof(values));
    }

    /// <summary>What each figure is, such as "centroid mean".</summary>
    public static IReadOnlyList<string> Names => FeatureLayout.Names;

    /// <summary>The figures, in the order of <see cref="Names"/>.</summary>
    public IReadOnlyList<float> Values => _values;

    /// <summary>The figures as bytes, for a database: 4 a figure, lowest byte first.</summary>
    public byte[] ToBytes() => MemoryMarshal.AsBytes(_values.AsSpan()).ToArray();

    /// <summary>The figures that <see cref="ToBytes"/> made bytes of; null when they are of another version.</summary>
    public static SoundFeatures? FromBytes(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 4 * Names.Count && MemoryMarshal.Cast<byte, float>(bytes).ToArray() is var values && values.All(float.IsFinite)
            ? new SoundFeatures(values) : null;
}
