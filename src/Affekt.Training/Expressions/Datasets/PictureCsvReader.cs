using System.Text;
using Affekt.Training.Data;

namespace Affekt.Training.Expressions.Datasets;

/// <summary>Reads a csv of picture files and labels: the columns <c>file</c> (or <c>path</c>, <c>image</c>), <c>emotion</c>
/// (or <c>label</c>) and, where present, <c>usage</c> (or <c>split</c>). Every other column becomes one of
/// <see cref="FaceDataset.Groups"/>.</summary>
public static class PictureCsvReader
{
    private static readonly string[] FileColumns = ["file", "path", "image", "filename"];
    private static readonly string[] LabelColumns = ["emotion", "label", "expression"];
    private static readonly string[] SplitColumns = ["usage", "split"];

    /// <summary>Reads every row in order.</summary>
    /// <param name="path">The csv, or a .gz or .zip of it; paths in it are relative to its folder or to
    /// <see cref="PictureOptions.PictureFolder"/>.</param>
    /// <param name="options">How pictures become faces.</param>
    /// <param name="progress">Told the share of pictures that have been read, 0 to 1, from several threads and not always in order.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DatasetException">The csv is empty or damaged, or pictures cannot be read.</exception>
    /// <exception cref="IOException">The csv cannot be opened or read.</exception>
    public static DatasetReading Read(
        string path, PictureOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        options ??= new PictureOptions();
        using var source = CsvSource.Open(path);
        var lines = new CsvLineReader(source, null, cancellation);
        var header = lines.ReadHeader();
        var fileColumn = Column(header, FileColumns, lines.Name);
        var labelColumn = Column(header, LabelColumns, lines.Name);
        var splitColumn = Array.FindIndex(header, name => SplitColumns.Contains(name));
        var groupColumns = Enumerable.Range(0, header.Length)
            .Where(c => c != fileColumn && c != labelColumn && c != splitColumn && header[c].Length > 0)
            .DistinctBy(c => header[c]).ToArray();
        var entries = new List<PictureReader.Entry>();
        var fields = new Range[header.Length];
        var withoutClass = 0;
        var splitNames = new Dictionary<Split, string>();
        var bad = new List<SkippedPicture>();
        var labels = new HashSet<string>();
        while (lines.TryRead(out var line))
        {
            try
            {
                var count = CsvLineReader.Split(line, fields);
                if (count != header.Length)
                    throw new DatasetException(
                        $"{lines.Place} has {count} fields instead of {header.Length}; put fields with commas into double quotes.");
                var file = Encoding.UTF8.GetString(CsvLineReader.Trim(line[fields[fileColumn]])).Replace('\\', '/');
                if (file.Length == 0)
                    throw new DatasetException($"{lines.Place} names no file; fill the column '{header[fileColumn]}'.");
                var label = CsvLineReader.Text(line[fields[labelColumn]]);
                if (LabelNumber.TryParse(label, out var number))
                    label = FormattableString.Invariant($"{number}");
                labels.Add(label);
                if (!EmotionWords.TryParse(label, out var emotion, options.Numbers) && !IsLabelOfOthers(label, options))
                    throw new DatasetException(
                        $"{lines.Place} has the unknown emotion '{label}'; it must be 0 to 6 or one of {string.Join(", ", Emotions.Names)}.");
                var split = splitColumn < 0 ? Split.Training : FerCsvReader.Usage(line[fields[splitColumn]], lines);
                if (emotion is not { } known)
                {
                    withoutClass++;
                    continue;
                }
                var groups = new string[groupColumns.Length];
                for (var g = 0; g < groups.Length; g++)
                    groups[g] = CsvLineReader.Text(line[fields[groupColumns[g]]]);
                entries.Add(new PictureReader.Entry(file, known, split, groups));
                if (splitColumn >= 0)
                    splitNames.TryAdd(split, CsvLineReader.Text(line[fields[splitColumn]]));
            }
            catch (DatasetException exception) when (options.SkipBad)
            {
                bad.Add(new SkippedPicture($"line {lines.LineNumber}", exception.Message));
            }
        }
        if (options.Numbers == LabelNumbers.Unknown)
            LabelNumber.RequireFer(lines.Name, labels);
        if (entries.Count == 0)
            throw new DatasetException($"{lines.Name} has no rows with one of the seven emotions; nothing can be read.");
        var folder = options.PictureFolder ?? Path.GetDirectoryName(Path.GetFullPath(path))!;
        var (faces, skipped) = PictureReader.Read(
            lines.Name, folder, entries, splitColumn >= 0, [.. groupColumns.Select(c => header[c])], splitNames, options,
            progress, cancellation);
        return new DatasetReading(faces, [.. bad, .. skipped], withoutClass);
    }

    // A 7 is looked at with all the other numbers, which say what it means.
    private static bool IsLabelOfOthers(string label, PictureOptions options) =>
        options.Numbers == LabelNumbers.Unknown && LabelNumber.TryParse(label, out var number) && number == Emotions.Count;

    /// <summary>True when the first line has the columns of such a csv.</summary>
    internal static bool Fits(string[] header) => header.Any(FileColumns.Contains) && header.Any(LabelColumns.Contains);

    private static int Column(string[] header, string[] names, string file)
    {
        var column = Array.FindIndex(header, name => names.Contains(name));
        return column >= 0 ? column : throw new DatasetException(
            $"{file} has no column '{names[0]}' (its first line has {FerCsvReader.Shown(header)}); name a csv with the " +
            $"columns file and emotion.");
    }
}
