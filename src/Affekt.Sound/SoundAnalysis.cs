namespace Affekt.Sound;

/// <summary>What was heard in one file.</summary>
public sealed record SoundAnalysis
{
    /// <summary>Seconds of sound that were heard.</summary>
    public required double DurationSeconds { get; init; }

    /// <summary>
    /// False when the file is longer than <see cref="SoundOptions.LongestHeard"/> or broke off: the figures then cover what was heard.
    /// </summary>
    public required bool IsComplete { get; init; }

    /// <summary>Beats a minute (40 to 240); null when there is no pulse.</summary>
    public required double? TempoBpm { get; init; }

    /// <summary>How clear the pulse is: 0 (none) to 1 (a click).</summary>
    public required double PulseClarity { get; init; }

    /// <summary>The key, such as C major; null when the sound has no pitch.</summary>
    public required MusicalKey? Key { get; init; }

    /// <summary>How well the key fits: the correlation with its profile, 0 to 1.</summary>
    public required double KeyClarity { get; init; }

    /// <summary>Integrated loudness by EBU R128 (ITU-R BS.1770-4) in LUFS: about -40 (quiet) to -5 (loud).</summary>
    public required double LoudnessLufs { get; init; }

    /// <summary>The features that valence and arousal are read from. Kept, they spare a second listening when the model changes.</summary>
    public required SoundFeatures Features { get; init; }

    /// <summary>Valence and arousal by sound alone.</summary>
    public required SoundAffect Affect { get; init; }

    /// <summary>Identifies the audio whatever its tags: 32 hexadecimal digits; see <see cref="AudioIdentity"/>.</summary>
    public required string AudioHash { get; init; }

    /// <summary>What decoded it: "ffmpeg", "mp3", "vorbis", "opus", "flac", "wav" or "aiff".</summary>
    public required string Decoder { get; init; }
}

/// <summary>Major or minor.</summary>
public enum MusicalMode
{
    /// <summary>Major.</summary>
    Major,

    /// <summary>Minor.</summary>
    Minor,
}

/// <summary>A musical key.</summary>
/// <param name="PitchClass">The tonic: 0 (C) to 11 (B).</param>
/// <param name="Mode">Major or minor.</param>
public readonly record struct MusicalKey(int PitchClass, MusicalMode Mode)
{
    private static readonly string[] Names = ["C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B"];
    private static readonly int[] CamelotOfMajor = [8, 3, 10, 5, 12, 7, 2, 9, 4, 11, 6, 1];

    /// <summary>The tonic's name, such as "C" or "Eb".</summary>
    public string Tonic => Names[PitchClass];

    /// <summary>The key as DJ software writes it, such as "8B" for C major and "8A" for A minor.</summary>
    public string Camelot => Mode == MusicalMode.Major ? $"{CamelotOfMajor[PitchClass]}B" : $"{CamelotOfMajor[(PitchClass + 3) % 12]}A";

    /// <summary>Such as "C major" or "Eb minor".</summary>
    public override string ToString() => $"{Tonic} {(Mode == MusicalMode.Major ? "major" : "minor")}";
}

/// <summary>Valence and arousal of a song with the doubt about each, on the axes of <see cref="ValenceArousal"/>.</summary>
/// <param name="Valence">-1 to 1.</param>
/// <param name="ValenceDeviation">The standard deviation of the error in valence.</param>
/// <param name="Arousal">-1 to 1.</param>
/// <param name="ArousalDeviation">The standard deviation of the error in arousal.</param>
public readonly record struct SoundAffect(double Valence, double ValenceDeviation, double Arousal, double ArousalDeviation)
{
    /// <summary>The point without its doubt.</summary>
    public ValenceArousal Place => new(Valence, Arousal);
}
