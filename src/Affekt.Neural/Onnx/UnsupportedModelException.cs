namespace Affekt.Neural.Onnx;

/// <summary>A model file asks for an operator, or a use of one, that this engine does not have. Other runtimes may.</summary>
public sealed class UnsupportedModelException : ModelFormatException
{
    /// <summary>An exception with a general message.</summary>
    public UnsupportedModelException() : base("The model file needs an operator that is not supported.") { }

    /// <param name="message">One line: which node, and what is supported.</param>
    public UnsupportedModelException(string message) : base(message) { }

    /// <param name="message">One line: which node, and what is supported.</param>
    /// <param name="innerException">What found it.</param>
    public UnsupportedModelException(string message, Exception innerException) : base(message, innerException) { }
}
