using Affekt.Sound;

namespace Affekt.Library.Listening;

/// <summary>How much of a library has been heard.</summary>
/// <param name="Files">Files of songs.</param>
/// <param name="Heard">Those that were heard.</param>
/// <param name="Failed">Those that cannot be heard.</param>
/// <param name="PerSecond">Songs heard a second since listening went on; 0 while none was.</param>
/// <param name="IsRunning">True while it goes on.</param>
public sealed record ListeningProgress(int Files, int Heard, int Failed, double PerSecond, bool IsRunning)
{
    /// <summary>Songs that are still to be heard.</summary>
    public int Left => Math.Max(0, Files - Heard - Failed);

    /// <summary>How long the rest takes at this speed; null while nobody knows.</summary>
    public TimeSpan? TimeLeft => Left == 0 ? TimeSpan.Zero : PerSecond > 0 ? TimeSpan.FromSeconds(Left / PerSecond) : null;
}

/// <summary>How a library is listened to.</summary>
public sealed record ListeningOptions
{
    /// <summary>Songs that are heard side by side. Two by default.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>Limits of listening to one file; in the background by default.</summary>
    public SoundOptions Sound { get; init; } = new() { IsBackground = true };

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Folders to listen in; null for all.</summary>
    public IReadOnlyList<string>? Folders { get; init; }

    /// <summary>Told of each file that was heard or could not be.</summary>
    public Action<HeardFile>? Told { get; init; }
}

/// <summary>What became of listening to a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Problem">Why it could not be heard; null when it was.</param>
/// <param name="Message">The same in words; empty when it was heard.</param>
/// <param name="IsKnown">True when the same sound had been heard before.</param>
public sealed record HeardFile(string Path, SoundProblem? Problem, string Message, bool IsKnown);
