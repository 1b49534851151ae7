using Affekt.Neural;
using Affekt.Neural.Training;
using Affekt.Training.Data;

namespace Affekt.Training.Expressions.Runs;

/// <summary>Where a run stands, so that it can go on exactly from there, in the middle of an epoch too.</summary>
internal sealed class Checkpoint
{
    private const string Magic = "Affekt checkpoint";
    private const int Version = 2;

    /// <summary>Epochs that are complete.</summary>
    public List<EpochResult> Epochs { get; } = [];

    /// <summary>Steps made in the epoch after those.</summary>
    public int StepsInEpoch { get; set; }

    /// <summary>Sums over those steps.</summary>
    public double LossSum { get; set; }

    /// <inheritdoc cref="LossSum"/>
    public double AccuracySum { get; set; }

    /// <summary>Seconds that those steps took.</summary>
    public double Seconds { get; set; }

    /// <exception cref="IOException">It cannot be written; the one before is unharmed.</exception>
    public void Save(string path, string fingerprint, Trainer trainer, Network best)
    {
        try
        {
            AtomicFile.Write(path, stream => Write(stream, fingerprint, trainer, best));
        }
        catch (IOException exception)
        {
            throw new IOException($"The checkpoint cannot be saved ({exception.Message}); the one before is unharmed: make " +
                $"room and go on with --resume.", exception);
        }
    }

    private void Write(Stream stream, string fingerprint, Trainer trainer, Network best)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(fingerprint);
        writer.Write(Epochs.Count);
        foreach (var e in Epochs)
        {
            writer.Write(e.Epoch);
            foreach (var value in (ReadOnlySpan<double>)[
                e.LearningRate, e.TrainLoss, e.TrainAccuracy, e.ValidationLoss, e.ValidationAccuracy, e.Seconds])
                writer.Write(value);
        }
        writer.Write(StepsInEpoch);
        writer.Write(LossSum);
        writer.Write(AccuracySum);
        writer.Write(Seconds);
        trainer.Save(writer);
        foreach (var parameter in best.Parameters)
            foreach (var value in parameter.Values)
                writer.Write(value);
    }

    /// <summary>Looks at the beginning alone, before anything costly is done.</summary>
    /// <inheritdoc cref="Load" path="/exception"/>
    public static void RequireSame(string path, string fingerprint)
    {
        using var stream = File.OpenRead(path);
        using var reader = new BinaryReader(stream);
        try
        {
            ReadHead(reader, path, fingerprint);
        }
        catch (EndOfStreamException)
        {
            throw CutShort(path);
        }
    }

    /// <exception cref="DatasetException">The checkpoint is damaged or was written with other settings.</exception>
    public static Checkpoint Load(string path, string fingerprint, Trainer trainer, Network best)
    {
        using var stream = File.OpenRead(path);
        using var reader = new BinaryReader(stream);
        try
        {
            ReadHead(reader, path, fingerprint);
            var checkpoint = new Checkpoint();
            var epochs = reader.ReadInt32();
            for (var i = 0; i < epochs; i++)
                checkpoint.Epochs.Add(new EpochResult(reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble(),
                    reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble()));
            checkpoint.StepsInEpoch = reader.ReadInt32();
            checkpoint.LossSum = reader.ReadDouble();
            checkpoint.AccuracySum = reader.ReadDouble();
            checkpoint.Seconds = reader.ReadDouble();
            trainer.Load(reader);
            foreach (var parameter in best.Parameters)
                foreach (ref var value in parameter.Values)
                    value = reader.ReadSingle();
            return checkpoint;
        }
        catch (EndOfStreamException)
        {
            throw CutShort(path);
        }
    }

    private static DatasetException CutShort(string path) => new($"{path} is cut short; start anew in another folder.");

    private static void ReadHead(BinaryReader reader, string path, string fingerprint)
    {
        if (reader.ReadString() != Magic || reader.ReadInt32() != Version)
            throw new DatasetException($"{path} is no checkpoint of this version; start anew in another folder.");
        if (reader.ReadString() is var written && written != fingerprint)
            throw new DatasetException(
                $"{path} was written with other settings ({Difference(written, fingerprint)}); use the same, or start anew " +
                $"in another folder.");
    }

    private static string Difference(string there, string here)
    {
        string[] Settings(string fingerprint) => [.. fingerprint.Split('\n').Where(l => !l.StartsWith("rows ", StringComparison.Ordinal))];
        var (a, b) = (Settings(there), Settings(here));
        var line = a.Zip(b).FirstOrDefault(p => p.First != p.Second);
        return line.First is not null ? $"there: {line.First}; here: {line.Second}"
            : a.Length != b.Length ? "another number of settings" : "other rows: another data set, split or label order";
    }
}
