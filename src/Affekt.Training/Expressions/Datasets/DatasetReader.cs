using Affekt.Training.Data;

namespace Affekt.Training.Expressions.Datasets;

/// <summary>Reads whatever a data set comes as: a FER csv, a csv of picture files, or a folder of class folders.</summary>
public static class DatasetReader
{
    /// <summary>The file of FER+ votes that is joined when it lies beside a FER csv.</summary>
    public const string VotesFile = "fer2013new.csv";

    /// <summary>Reads a data set; what it is shows in its content. FER+'s votes are joined where they lie beside a FER csv.</summary>
    /// <param name="path">A csv (plain, .gz, .tar.gz or .zip), a folder, or a .zip or .tar.gz of one.</param>
    /// <param name="options">How pictures become faces; a FER csv uses only the side.</param>
    /// <param name="progress">Told the share that has been read, 0 to 1.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DatasetException">It is no data set, or a damaged one.</exception>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    public static DatasetReading Read(
        string path, PictureOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new PictureOptions();
        if (PictureArchive.IsOne(path))
        {
            using var unpacked = PictureArchive.Unpack(path, cancellation);
            return Read(unpacked.Data, options, progress, cancellation).Named(Path.GetFileName(path));
        }
        if (Directory.Exists(path))
            return ClassFolderReader.Read(path, options, progress, cancellation);
        if (IsPictureCsv(path))
            return PictureCsvReader.Read(path, options, progress, cancellation);
        var skipped = options.SkipBad ? new List<SkippedPicture>() : null;
        var faces = FerCsvReader.Read(path, options.Side, skipped, progress, cancellation);
        // The votes go with the whole file, row by row.
        if (skipped is { Count: > 0 })
            return new DatasetReading(faces, skipped, 0);
        var votes = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, VotesFile);
        return new DatasetReading(File.Exists(votes) ? CrowdVotes.Join(faces, votes, cancellation) : faces, [], 0);
    }

    private static bool IsPictureCsv(string path)
    {
        using var source = CsvSource.Open(path);
        var header = new CsvLineReader(source, null, CancellationToken.None).ReadHeader();
        return !header.Contains("pixels") && PictureCsvReader.Fits(header);
    }
}
