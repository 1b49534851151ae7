namespace Affekt.Imaging;

/// <summary>
/// The bytes are not an image that Affekt reads: damaged, of another type, or beyond the limits.
/// The message is one line for a person: what is wrong and what to do.
/// </summary>
public sealed class ImageFormatException : FormatException
{
    /// <inheritdoc cref="ImageFormatException(string)"/>
    public ImageFormatException() : this("The image cannot be read.") { }

    /// <param name="message">One line: what is wrong and what to do.</param>
    public ImageFormatException(string message) : base(message) { }

    /// <param name="message">One line: what is wrong and what to do.</param>
    /// <param name="innerException">What was thrown underneath.</param>
    public ImageFormatException(string message, Exception innerException) : base(message, innerException) { }
}
