using Affekt.Neural.Training;
using Affekt.Training.Data;

namespace Affekt.Training.Detection;

/// <summary>Where the training of a detector stands at the end of an epoch.</summary>
internal static class FaceCheckpoint
{
    private const string Magic = "Affekt face checkpoint";
    private const int Version = 1;

    public static void Save(string path, string fingerprint, Trainer trainer, List<FaceEpoch> epochs) => AtomicFile.Write(path, stream =>
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(fingerprint);
        writer.Write(epochs.Count);
        foreach (var e in epochs)
            foreach (var value in (ReadOnlySpan<double>)[e.LearningRate, e.Loss, e.Overlap, e.AveragePrecision, e.FalseAlarms, e.Seconds])
                writer.Write(value);
        trainer.Save(writer);
    });

    /// <exception cref="DatasetException">The checkpoint is damaged or was written with other settings.</exception>
    public static void Load(string path, string fingerprint, Trainer trainer, List<FaceEpoch> epochs)
    {
        using var stream = File.OpenRead(path);
        using var reader = new BinaryReader(stream);
        try
        {
            if (reader.ReadString() != Magic || reader.ReadInt32() != Version)
                throw new DatasetException($"{path} is no checkpoint of this version; start anew in another folder.");
            if (reader.ReadString() != fingerprint)
                throw new DatasetException($"{path} was written with other settings; use the same, or start anew in another folder.");
            var count = reader.ReadInt32();
            for (var i = 1; i <= count; i++)
                epochs.Add(new FaceEpoch(i, reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(),
                    reader.ReadDouble(), reader.ReadDouble()));
            trainer.Load(reader);
        }
        catch (EndOfStreamException)
        {
            throw new DatasetException($"{path} is cut short; start anew in another folder.");
        }
    }
}
