namespace Affekt.Neural.Training;

/// <summary>The loss or a weight is no longer a finite number. The parameters are as before the step.</summary>
public sealed class TrainingDivergedException : FormatException
{
    /// <inheritdoc cref="TrainingDivergedException(string)"/>
    public TrainingDivergedException() : this("Training diverged.") { }

    /// <param name="message">One line: what happened and what to do.</param>
    public TrainingDivergedException(string message) : base(message) { }

    /// <param name="message">One line: what happened and what to do.</param>
    /// <param name="innerException">What was thrown underneath.</param>
    public TrainingDivergedException(string message, Exception innerException) : base(message, innerException) { }
}
