namespace Affekt.Neural.Onnx;

/// <summary>A model file cannot be read. The message is one line that names the part and says what was expected.</summary>
public class ModelFormatException : FormatException
{
    /// <summary>An exception with a general message.</summary>
    public ModelFormatException() : base("The model file cannot be read.") { }

    /// <param name="message">One line: what is wrong, and what was expected.</param>
    public ModelFormatException(string message) : base(message) { }

    /// <param name="message">One line: what is wrong, and what was expected.</param>
    /// <param name="innerException">What found it.</param>
    public ModelFormatException(string message, Exception innerException) : base(message, innerException) { }
}
