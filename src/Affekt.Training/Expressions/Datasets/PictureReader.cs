using Affekt.Imaging;
using Affekt.Imaging.Decoding;
using Affekt.Training.Data;

namespace Affekt.Training.Expressions.Datasets;

/// <summary>How pictures become faces.</summary>
public sealed record PictureOptions
{
    /// <summary>The side of the gray square that each picture becomes.</summary>
    public int Side { get; init; } = FerCsvReader.FerSide;

    /// <summary>Leave out pictures and rows that cannot be read, instead of refusing the data set.</summary>
    public bool SkipBad { get; init; }

    /// <summary>What numbered classes mean.</summary>
    public LabelNumbers Numbers { get; init; }

    /// <summary>Finds and cuts out the main face, and counts where there is none; null takes the largest centred square.</summary>
    public FaceCropper? Cropper { get; init; }

    /// <summary>Done to each picture first; null for nothing.</summary>
    public Distortion? Distortion { get; init; }

    /// <summary>The folder that paths in a csv are relative to; null for the csv's own.</summary>
    public string? PictureFolder { get; init; }
}

/// <summary>A data set read from pictures, and what is not in it.</summary>
/// <param name="Faces">The faces.</param>
/// <param name="Skipped">Pictures that could not be read.</param>
/// <param name="WithoutClass">Pictures labelled with something that is none of the seven emotions, such as contempt.</param>
public sealed record DatasetReading(FaceDataset Faces, IReadOnlyList<SkippedPicture> Skipped, int WithoutClass)
{
    /// <summary>Files beside the pictures that are none by their names, by kind; see <see cref="PictureFiles.CountByKind"/>.</summary>
    public IReadOnlyList<(string Kind, int Count)> NoPictures { get; init; } = [];

    /// <summary>The same under another name, such as that of the archive that it was unpacked from.</summary>
    internal DatasetReading Named(string source) => this with { Faces = Faces.WithSource(source) };
}

/// <summary>A picture that could not be read.</summary>
/// <param name="Path">Relative to the data set.</param>
/// <param name="Reason">One line.</param>
public sealed record SkippedPicture(string Path, string Reason);

/// <summary>Reads labelled picture files into gray squares, several at a time.</summary>
internal static class PictureReader
{
    /// <summary>A picture to read.</summary>
    /// <param name="Path">Relative to the folder, with forward slashes.</param>
    /// <param name="Label">Its emotion.</param>
    /// <param name="Split">Its split.</param>
    /// <param name="Groups">What else is said of it, one value for each group column.</param>
    public readonly record struct Entry(string Path, Emotion Label, Split Split, params string[] Groups);

    public static (FaceDataset Faces, IReadOnlyList<SkippedPicture> Skipped) Read(
        string source, string folder, IReadOnlyList<Entry> entries, bool hasSplits, IReadOnlyList<string> groupColumns,
            IReadOnlyDictionary<Split, string> splitNames, PictureOptions options, IProgress<double>? progress,
            CancellationToken cancellation)
    {
        var size = options.Side * options.Side;
        if ((long)entries.Count * size > Array.MaxLength)
            throw new DatasetException($"{source} has {entries.Count:N0} pictures, more than fit into memory at once; split it.");
        var pixels = new byte[entries.Count * size];
        var files = new FaceFile?[entries.Count];
        var reasons = new string?[entries.Count];
        // Pixels that were distorted, or cut out of a picture, do not say any more which picture it was.
        var hashes = options.Cropper is null && options.Distortion is null ? null : new PictureHash[entries.Count];
        var done = 0;
        Parallel.For(0, entries.Count, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            try
            {
                var picture = ImageDecoder.Load(Path.Combine(folder, entries[i].Path), null, cancellation);
                files[i] = new FaceFile(entries[i].Path, picture.Width, picture.Height, picture.Channels);
                if (hashes is not null)
                    hashes[i] = PictureHash.Of(Square(picture, options.Side));
                if (options.Distortion is { } distortion)
                    picture = distortion.Apply(picture, options.Cropper?.CropSide(picture) ?? Math.Min(picture.Width, picture.Height), i);
                (options.Cropper?.Crop(picture, options.Side)?.Pixels ?? Square(picture, options.Side)).CopyTo(pixels, i * size);
            }
            catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
            {
                reasons[i] = (e.InnerException as ImageFormatException ?? e).Message;
            }
            progress?.Report((double)Interlocked.Increment(ref done) / entries.Count);
        });
        var skipped = new List<SkippedPicture>();
        for (var i = 0; i < entries.Count; i++)
            if (reasons[i] is { } reason)
                skipped.Add(new SkippedPicture(entries[i].Path, reason));
        Refuse(source, skipped, entries.Count, options);
        var faces = new FaceDataset(source, options.Side, options.Side, pixels, [.. entries.Select(e => e.Label)],
            [.. entries.Select(e => e.Split)], [.. Enumerable.Range(0, entries.Count)])
        {
            HasSplits = hasSplits,
            SplitNames = splitNames,
            Files = files!,
            Pictures = hashes,
            Groups = groupColumns.Select((column, i) => (column, values: entries.Select(e => e.Groups[i]).ToArray()))
                .ToDictionary(g => g.column, g => g.values),
        };
        return (skipped.Count == 0 ? faces : faces.Select([.. Enumerable.Range(0, entries.Count).Where(i => reasons[i] is null)]), skipped);
    }

    private static void Refuse(string source, List<SkippedPicture> bad, int all, PictureOptions options)
    {
        if (bad.Count == all)
            throw new DatasetException(
                $"{source}: none of {all:N0} pictures can be read, the first, {bad[0].Path}, because: {bad[0].Reason}");
        if (bad.Count == 0 || options.SkipBad)
            return;
        var named = string.Join(", ", bad.Take(3).Select(b => b.Path)) + (bad.Count > 3 ? $" and {bad.Count - 3:N0} more" : "");
        throw new DatasetException(
            $"{source}: {bad.Count:N0} of {all:N0} pictures cannot be read: {named} ({bad[0].Reason}); repair or remove " +
            $"them, or leave them out with --skip-bad.");
    }

    /// <summary>The largest centred square, gray, scaled; a picture that already is one stays as it is.</summary>
    private static byte[] Square(Image picture, int side)
    {
        var gray = picture.ToGray();
        var length = Math.Min(gray.Width, gray.Height);
        return gray.Crop((gray.Width - length) / 2, (gray.Height - length) / 2, length, length).Resize(side, side).Pixels;
    }
}
