using Affekt.Imaging;
using Affekt.Training.Data;

namespace Affekt.Training.Expressions.Datasets;

/// <summary>
/// Reads folders named as emotions (see <see cref="EmotionWords"/>), either directly or inside folders named as splits (see
/// <see cref="Splits.TryParse"/>), with or without single folders around them. Pictures may lie in further folders below, such as one a person.
/// </summary>
public static class ClassFolderReader
{
    private const int DeepestFolder = 4;

    /// <summary>Reads every picture, in the order of their paths.</summary>
    /// <param name="folder">The folder that holds the class or split folders.</param>
    /// <param name="options">How pictures become faces.</param>
    /// <param name="progress">Told the share of pictures that have been read, 0 to 1, from several threads and not always in order.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DatasetException">No class folders, a folder that is neither, no pictures, or pictures that cannot be
    /// read.</exception>
    /// <exception cref="IOException">The folder is missing or cannot be read.</exception>
    public static DatasetReading Read(
        string folder, PictureOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new PictureOptions();
        var source = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        // Archives often hold one folder around all others, or "images" around train and validation.
        var inside = Folders(folder);
        for (var level = 0; level < DeepestFolder && inside is [var only] && !IsClassOrSplit(only); level++)
            (folder, inside) = (only, Folders(only));
        var splits = inside.Where(f => Splits.TryParse(Path.GetFileName(f), out _)).ToList();
        var entries = new List<PictureReader.Entry>();
        var withoutClass = 0;
        var others = new List<string>();
        var splitNames = new Dictionary<Split, string>();
        if (splits.Count > 0)
        {
            if (inside.Find(f => !splits.Contains(f)) is { } other)
                throw new DatasetException(
                    $"{source} has folders of splits and also '{Path.GetFileName(other)}'; move it out, or name the split " +
                    $"folders train, validation and test only.");
            foreach (var split in splits)
            {
                _ = Splits.TryParse(Path.GetFileName(split), out var parsed);
                splitNames.TryAdd(parsed, Path.GetFileName(split));
                withoutClass += AddClasses(source, folder, split, parsed, entries, others, options.Numbers, cancellation);
            }
        }
        else
        {
            withoutClass = AddClasses(source, folder, folder, Split.Training, entries, others, options.Numbers, cancellation);
        }
        if (entries.Count == 0)
            throw new DatasetException($"{source} holds no pictures in folders named as emotions{Hint(folder)}.");
        entries.Sort((a, b) => string.CompareOrdinal(a.Path, b.Path));
        var (faces, skipped) = PictureReader.Read(
            source, folder, entries, splits.Count > 0, [], splitNames, options, progress, cancellation);
        return new DatasetReading(faces, skipped, withoutClass) { NoPictures = PictureFiles.CountByKind(others) };
    }

    /// <returns>How many pictures lie in folders that name something else than the seven emotions.</returns>
    private static int AddClasses(
        string source, string root, string folder, Split split, List<PictureReader.Entry> entries, List<string> others,
        LabelNumbers numbers, CancellationToken cancellation)
    {
        var withoutClass = 0;
        if (numbers == LabelNumbers.Unknown)
            LabelNumber.RequireFer(source, Folders(folder).Select(f => Path.GetFileName(f)));
        foreach (var path in Folders(folder))
        {
            var name = Path.GetFileName(path);
            if (!EmotionWords.TryParse(name, out var emotion, numbers))
                throw new DatasetException(
                    $"{source} has a folder '{name}', which names no emotion; name class folders " +
                    $"{string.Join(", ", Emotions.Names)} or 0 to 6{Hint(root)}.");
            foreach (var file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories))
            {
                cancellation.ThrowIfCancellationRequested();
                if (!PictureFiles.IsNamedPicture(file))
                    others.Add(file);
                else if (emotion is { } label)
                    entries.Add(new PictureReader.Entry(Path.GetRelativePath(root, file).Replace('\\', '/'), label, split));
                else
                    withoutClass++;
            }
        }
        return withoutClass;
    }

    private static bool IsClassOrSplit(string folder) =>
        Splits.TryParse(Path.GetFileName(folder), out _) || EmotionWords.TryParse(Path.GetFileName(folder), out _);

    /// <summary>People often name the folder around a csv.</summary>
    private static string Hint(string folder) =>
        Directory.EnumerateFiles(folder, "*.csv").Order(StringComparer.Ordinal).FirstOrDefault() is { } csv
            ? $"; to read the csv beside, name {Path.GetFileName(csv)} itself" : "";

    private static List<string> Folders(string folder) =>
        [.. Directory.EnumerateDirectories(folder).Where(f => Path.GetFileName(f) is not ("__MACOSX" or ['.', ..]))
            .Order(StringComparer.Ordinal)];
}
