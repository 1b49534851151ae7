namespace Affekt.Imaging;

/// <summary>
/// What one decode may cost. Each limit is checked before the memory or time it guards is taken;
/// passing one is an <see cref="ImageFormatException"/> that names it.
/// </summary>
public sealed record DecodeLimits
{
    /// <summary>The limits used where a caller gives none.</summary>
    public static DecodeLimits Default { get; } = new();

    /// <summary>Largest width times height, in pixels.</summary>
    public long MaxPixels { get; init; } = 24_000_000;

    /// <summary>Largest width and largest height, in pixels.</summary>
    public int MaxSide { get; init; } = 12_000;

    /// <summary>Most scans of one JPEG; a progressive file normally has about ten.</summary>
    public int MaxScans { get; init; } = 100;

    /// <summary>Longest time one decode may run, by <see cref="TimeProvider"/>.</summary>
    public TimeSpan MaxDuration { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Most memory one decode may hold at a time, the picture included, in bytes.</summary>
    public long MaxMemoryBytes { get; init; } = 256L << 20;

    /// <summary>Largest file that <see cref="ImageDecoder.Load"/> reads, in bytes.</summary>
    public long MaxFileBytes { get; init; } = 64L << 20;

    /// <summary>The clock of <see cref="MaxDuration"/>.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
