namespace Affekt.Training.Datasets;

/// <summary>Reads a data set by its path, whatever its form.</summary>
public static class FaceDataLoader
{
    /// <summary>The file of FER+ votes that is joined when it lies beside a FER2013 csv.</summary>
    public const string VotesFile = "fer2013new.csv";

    /// <summary>Reads the faces, and FER+'s votes where they lie beside them.</summary>
    /// <param name="path">FER2013's csv, plain or packed.</param>
    /// <param name="progress">Told the share that has been read, 0 to 1.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DatasetException">It is no data set that Affekt reads.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static FaceDataset Load(string path, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var faces = FerCsvReader.Read(path, progress: progress, cancellation: cancellation);
        var votes = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, VotesFile);
        return File.Exists(votes) ? CrowdVotes.Join(faces, votes, cancellation) : faces;
    }
}
