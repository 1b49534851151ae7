namespace Affekt.Training.Data;

/// <summary>
/// A data set cannot be used as it is: a file is cut or damaged, a column or a label is unknown, files do not fit each other.
/// The message is one line for a person: which file and row, what is wrong, and what to do.
/// </summary>
public sealed class DatasetException : FormatException
{
    /// <inheritdoc cref="DatasetException(string)"/>
    public DatasetException() : this("The data set cannot be read.") { }

    /// <param name="message">One line: what is wrong and what to do.</param>
    public DatasetException(string message) : base(message) { }

    /// <param name="message">One line: what is wrong and what to do.</param>
    /// <param name="innerException">What was thrown underneath.</param>
    public DatasetException(string message, Exception innerException) : base(message, innerException) { }
}
