namespace Affekt.Sound;

/// <summary>Limits and choices for listening to a file.</summary>
public sealed record SoundOptions
{
    /// <summary>The full path of ffmpeg, or null to decode without it. By default the one on the PATH, where there is one.</summary>
    public string? Ffmpeg { get; init; } = FfmpegSource.Find();

    /// <summary>How much of a file is listened to. The rest of a longer one is left out. Three hours by default.</summary>
    public TimeSpan LongestHeard { get; init; } = TimeSpan.FromHours(3);

    /// <summary>How long one file may take altogether. Five minutes by default.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long ffmpeg may give no sound before it is stopped. Twenty seconds by default.</summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>True to let everything else on the machine go first. False by default.</summary>
    public bool IsBackground { get; init; }

    /// <summary>Larger files are refused. Sixteen gibibytes by default.</summary>
    public long MaxBytes { get; init; } = 16L << 30;
}
