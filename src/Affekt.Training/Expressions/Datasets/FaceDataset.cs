using Affekt.Training.Data;

namespace Affekt.Training.Expressions.Datasets;

/// <summary>Gray faces of one size with their labels and splits, held in memory. Immutable by convention: the arrays are
/// shared, not copied.</summary>
public sealed class FaceDataset
{
    /// <param name="source">Where the rows come from, for messages and reports: a file name, not a whole path.</param>
    /// <param name="width">Pixels across each face.</param>
    /// <param name="height">Pixels down each face.</param>
    /// <param name="pixels">[n, height, width], 0 black to 255 white.</param>
    /// <param name="labels">[n].</param>
    /// <param name="splits">[n].</param>
    /// <param name="rows">[n]: the row of the source that each face comes from, counted from 0 without the header.</param>
    /// <exception cref="ArgumentException">The lengths do not fit each other.</exception>
    public FaceDataset(string source, int width, int height, byte[] pixels, Emotion[] labels, Split[] splits, int[] rows)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(splits);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        if (splits.Length != labels.Length || rows.Length != labels.Length || pixels.LongLength != (long)labels.Length * width * height)
            throw new ArgumentException(
                $"{labels.Length} labels, {splits.Length} splits, {rows.Length} rows and {pixels.LongLength} bytes of " +
                $"{width}x{height} faces do not fit each other.", nameof(labels));
        (Source, Width, Height, Pixels, Labels, SplitOf, Rows) = (source, width, height, pixels, labels, splits, rows);
    }

    /// <summary>Where the rows come from, for messages and reports.</summary>
    public string Source { get; }

    /// <summary>Pixels across each face.</summary>
    public int Width { get; }

    /// <summary>Pixels down each face.</summary>
    public int Height { get; }

    /// <summary>The number of faces.</summary>
    public int Count => Labels.Length;

    /// <summary>[n, height, width], 0 black to 255 white.</summary>
    public byte[] Pixels { get; }

    /// <summary>[n]: what the source says that each face shows.</summary>
    public Emotion[] Labels { get; }

    /// <summary>[n]: the split of each face.</summary>
    public Split[] SplitOf { get; }

    /// <summary>[n]: the row of the source that each face comes from, counted from 0 without the header.</summary>
    public int[] Rows { get; }

    /// <summary>False when the source says nothing about splits, and every row therefore stands in <see cref="Split.Training"/>.</summary>
    public bool HasSplits { get; init; } = true;

    /// <summary>What the source itself calls its splits, such as "validation"; a split that is not here has FER2013's name.</summary>
    public IReadOnlyDictionary<Split, string> SplitNames { get; init; } = new Dictionary<Split, string>();

    /// <summary>[n]: which picture each row is, before faces were cut out of it or it was distorted; null where
    /// <see cref="Pixels"/> say so.</summary>
    public PictureHash[]? Pictures { get; init; }

    /// <summary>[n, <see cref="CrowdVotes.Columns"/>]: the FER+ votes for each face; null when none were joined.</summary>
    public byte[]? Votes { get; init; }

    /// <summary>[n]: the picture file of each face; null when the faces do not come from picture files.</summary>
    public FaceFile[]? Files { get; init; }

    /// <summary>
    /// What else the source says of each face, by column: [n] values such as an age range or a skin tone, empty where it says
    /// nothing. For figures by group; never learnt from.
    /// </summary>
    public IReadOnlyDictionary<string, string[]> Groups { get; init; } = new Dictionary<string, string[]>();

    /// <summary>The pixels of one face: [height, width].</summary>
    public ReadOnlySpan<byte> Face(int index) => Pixels.AsSpan(checked(index * Width * Height), Width * Height);

    /// <summary>Which picture a row is.</summary>
    public PictureHash PictureOf(int index) => Pictures is { } known ? known[index] : PictureHash.Of(Face(index));

    /// <summary>What the source calls a split.</summary>
    public string NameOf(Split split) => SplitNames.TryGetValue(split, out var name) ? name : split.Name();

    /// <summary>The ten FER+ votes for one face.</summary>
    /// <exception cref="InvalidOperationException">No votes were joined.</exception>
    public ReadOnlySpan<byte> VotesOf(int index) =>
        (Votes ?? throw new InvalidOperationException("This data set has no FER+ votes."))
            .AsSpan(index * CrowdVotes.Columns, CrowdVotes.Columns);

    /// <summary>The indices of all faces in one split, in order.</summary>
    public int[] IndicesOf(Split split) => [.. Enumerable.Range(0, Count).Where(i => SplitOf[i] == split)];

    /// <summary>The faces in one split.</summary>
    public FaceDataset Only(Split split) => Select(IndicesOf(split));

    /// <summary>The faces at <paramref name="indices"/> in that order; an index may occur more than once.</summary>
    public FaceDataset Select(ReadOnlySpan<int> indices)
    {
        var size = Width * Height;
        var pixels = GC.AllocateUninitializedArray<byte>(checked(indices.Length * size));
        var votes = Votes is null ? null : new byte[indices.Length * CrowdVotes.Columns];
        for (var i = 0; i < indices.Length; i++)
        {
            Face(indices[i]).CopyTo(pixels.AsSpan(i * size));
            if (votes is not null)
                VotesOf(indices[i]).CopyTo(votes.AsSpan(i * CrowdVotes.Columns));
        }
        var groups = new Dictionary<string, string[]>();
        foreach (var (column, values) in Groups)
            groups[column] = Pick(values, indices);
        return With(pixels, Pick(Labels, indices), Pick(SplitOf, indices), Pick(Rows, indices), HasSplits, votes,
            Files is null ? null : Pick(Files, indices), groups, Pictures is null ? null : Pick(Pictures, indices));
    }

    /// <summary>The same faces with FER+ votes: [n, <see cref="CrowdVotes.Columns"/>].</summary>
    /// <exception cref="ArgumentException">There are not ten votes for each face.</exception>
    public FaceDataset WithVotes(byte[] votes)
    {
        ArgumentNullException.ThrowIfNull(votes);
        if (votes.Length != Count * CrowdVotes.Columns)
            throw new ArgumentException($"{Count} faces need {Count * CrowdVotes.Columns} votes, got {votes.Length}.", nameof(votes));
        return With(Pixels, Labels, SplitOf, Rows, HasSplits, votes, Files, Groups, Pictures);
    }

    /// <summary>The same faces in other splits: [n].</summary>
    public FaceDataset WithSplits(Split[] splits) => With(Pixels, Labels, splits, Rows, true, Votes, Files, Groups, Pictures);

    /// <summary>The same faces under another source's name.</summary>
    internal FaceDataset WithSource(string source) => new(source, Width, Height, Pixels, Labels, SplitOf, Rows)
    {
        HasSplits = HasSplits,
        SplitNames = SplitNames,
        Votes = Votes,
        Files = Files,
        Groups = Groups,
        Pictures = Pictures,
    };

    /// <summary>The same rows with other pixels: [n, height, width]. They still count as the same pictures.</summary>
    public FaceDataset WithPixels(byte[] pixels) =>
        With(pixels, Labels, SplitOf, Rows, HasSplits, Votes, Files, Groups, Pictures ?? PictureHash.OfAll(this));

    private FaceDataset With(byte[] pixels, Emotion[] labels, Split[] splits, int[] rows, bool hasSplits, byte[]? votes,
        FaceFile[]? files, IReadOnlyDictionary<string, string[]> groups, PictureHash[]? pictures) =>
        new(Source, Width, Height, pixels, labels, splits, rows)
        {
            HasSplits = hasSplits,
            SplitNames = SplitNames,
            Votes = votes,
            Files = files,
            Groups = groups,
            Pictures = pictures,
        };

    private static T[] Pick<T>(T[] values, ReadOnlySpan<int> indices)
    {
        var picked = new T[indices.Length];
        for (var i = 0; i < picked.Length; i++)
            picked[i] = values[indices[i]];
        return picked;
    }
}

/// <summary>The picture that a face was read from, as it was before it became gray and small.</summary>
/// <param name="Path">Relative to the data set, with forward slashes.</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Channels">1 for gray, 3 for colours.</param>
public sealed record FaceFile(string Path, int Width, int Height, int Channels);
