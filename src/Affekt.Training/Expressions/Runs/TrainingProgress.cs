namespace Affekt.Training.Expressions.Runs;

/// <summary>What a run reports while it goes.</summary>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="Epochs">How many there will be.</param>
/// <param name="Step">Steps made in this epoch.</param>
/// <param name="Steps">Steps an epoch.</param>
/// <param name="Loss">Mean over this epoch so far.</param>
/// <param name="Accuracy">Mean over this epoch so far, on augmented faces.</param>
/// <param name="ImagesPerSecond">Since the run was started or continued.</param>
/// <param name="Remaining">The time left at this rate.</param>
/// <param name="Finished">The epoch's result when it has just ended, else null.</param>
public sealed record TrainingProgress(int Epoch, int Epochs, int Step, int Steps, double Loss, double Accuracy,
    double ImagesPerSecond, TimeSpan Remaining, EpochResult? Finished);
