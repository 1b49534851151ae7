namespace Affekt.Sound;

/// <summary>Why a file could not be listened to.</summary>
public enum SoundProblem
{
    /// <summary>The file has no bytes, or no samples.</summary>
    Empty,

    /// <summary>The file cannot be opened or read: it is gone, locked, or not permitted.</summary>
    Unreadable,

    /// <summary>The file holds no sound: a picture, a text, a video without a sound track.</summary>
    NoSound,

    /// <summary>The sound is encrypted (DRM).</summary>
    Protected,

    /// <summary>The data break the rules of their format.</summary>
    Damaged,

    /// <summary>No decoder knows the format; or only ffmpeg does, and it is not installed.</summary>
    Unsupported,

    /// <summary>The sound is shorter than a second.</summary>
    TooShort,

    /// <summary>There is nothing but silence.</summary>
    Silent,

    /// <summary>The file has more bytes than <see cref="SoundOptions.MaxBytes"/>.</summary>
    TooLarge,

    /// <summary>The file changed while it was read.</summary>
    Changed,

    /// <summary>Reading or decoding took longer than the limits of <see cref="SoundOptions"/>.</summary>
    TimedOut,
}

/// <summary>A file that Affekt.Sound cannot use. The message is one line: what is wrong and what to do.</summary>
public sealed class SoundException : FormatException
{
    /// <summary>An exception without a message of its own.</summary>
    public SoundException()
    {
    }

    /// <param name="message">One line: what is wrong and what to do.</param>
    public SoundException(string message) : base(message)
    {
    }

    /// <param name="message">One line: what is wrong and what to do.</param>
    /// <param name="innerException">What the cause was.</param>
    public SoundException(string message, Exception innerException) : base(message, innerException)
    {
    }

    /// <param name="problem">The reason, for counting.</param>
    /// <param name="message">One line: what is wrong and what to do.</param>
    /// <param name="innerException">What the cause was; null when there was none.</param>
    public SoundException(SoundProblem problem, string message, Exception? innerException = null) : base(message, innerException) =>
        Problem = problem;

    /// <summary>The reason, for counting.</summary>
    public SoundProblem Problem { get; } = SoundProblem.Damaged;
}
