namespace Affekt.Vision;

/// <summary>A model file is not an emotion model that this Affekt can use. The message is one line: what is wrong and what to do.</summary>
public sealed class EmotionModelException : FormatException
{
    /// <inheritdoc cref="EmotionModelException(string)"/>
    public EmotionModelException() : this("The emotion model cannot be used.") { }

    /// <param name="message">One line: what is wrong and what to do.</param>
    public EmotionModelException(string message) : base(message) { }

    /// <param name="message">One line: what is wrong and what to do.</param>
    /// <param name="innerException">What was thrown underneath.</param>
    public EmotionModelException(string message, Exception innerException) : base(message, innerException) { }
}
