namespace Affekt.Vision;

/// <summary>A model file is not a face detector that this Affekt can use. The message is one line: what is wrong and what to do.</summary>
public sealed class FaceModelException : FormatException
{
    /// <inheritdoc cref="FaceModelException(string)"/>
    public FaceModelException() : this("The face model cannot be used.") { }

    /// <param name="message">One line: what is wrong and what to do.</param>
    public FaceModelException(string message) : base(message) { }

    /// <param name="message">One line: what is wrong and what to do.</param>
    /// <param name="innerException">What was thrown underneath.</param>
    public FaceModelException(string message, Exception innerException) : base(message, innerException) { }
}
