namespace Affekt.Music;

/// <summary>A request, a file or a catalogue that Affekt.Music cannot use. The message is one line: what is wrong and what to do.</summary>
public sealed class MusicException : FormatException
{
    /// <summary>An exception without a message of its own.</summary>
    public MusicException()
    {
    }

    /// <param name="message">One line: what is wrong and what to do.</param>
    public MusicException(string message) : base(message)
    {
    }

    /// <param name="message">One line: what is wrong and what to do.</param>
    /// <param name="innerException">What the cause was.</param>
    public MusicException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
