namespace Affekt.Training.Datasets;

/// <summary>Reads the faces of a data set by its path, where nothing else about it is asked; see <see cref="DatasetReader"/>.</summary>
public static class FaceDataLoader
{
    /// <summary>Reads the faces, and FER+'s votes where they lie beside them.</summary>
    /// <param name="path">A FER csv, a csv of picture files, or a folder of class folders.</param>
    /// <param name="progress">Told the share that has been read, 0 to 1.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DatasetException">It is no data set that Affekt reads.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static FaceDataset Load(string path, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        DatasetReader.Read(path, null, progress, cancellation).Faces;
}
