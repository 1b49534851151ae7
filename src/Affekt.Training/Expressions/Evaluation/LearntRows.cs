using System.Buffers.Binary;
using Affekt.Training.Expressions.Datasets;

namespace Affekt.Training.Expressions.Evaluation;

/// <summary>
/// What a model's metadata say of the rows that made it: how the data was divided, and the hash of every row that it learnt from
/// or was chosen by. With it, a judge leaves out what the model has seen.
/// </summary>
public sealed class LearntRows
{
    private const string DivisionKey = "affekt.rows.division";
    private const string LearntKey = "affekt.rows.learnt";
    private const string SelectedKey = "affekt.rows.selected";

    private readonly HashSet<PictureHash> _learnt;
    private readonly HashSet<PictureHash> _selected;

    private LearntRows(string division, HashSet<PictureHash> learnt, HashSet<PictureHash> selected) =>
        (Division, _learnt, _selected) = (division, learnt, selected);

    /// <summary>How the data was divided: source, shares or "official", seed.</summary>
    public string Division { get; }

    /// <summary>How many different pictures the model learnt from.</summary>
    public int Learnt => _learnt.Count;

    /// <summary>How many different pictures its epoch and thresholds were chosen on.</summary>
    public int Selected => _selected.Count;

    /// <summary>What a training run knows, to be written into its model.</summary>
    /// <param name="division">How the data was divided, in words.</param>
    /// <param name="learnt">The rows to learn from.</param>
    /// <param name="selected">The rows to select on; null for none.</param>
    public static LearntRows Of(string division, FaceDataset learnt, FaceDataset? selected) =>
        new(division, [.. PictureHash.OfAll(learnt)], selected is null ? [] : [.. PictureHash.OfAll(selected)]);

    /// <summary>Reads what a model says.</summary>
    /// <returns>Null for a model that says nothing: whether rows overlap cannot be known.</returns>
    /// <exception cref="Vision.EmotionModelException">The rows are damaged.</exception>
    public static LearntRows? From(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return !metadata.TryGetValue(LearntKey, out var learnt) ? null
            : new LearntRows(metadata.GetValueOrDefault(DivisionKey, ""), Read(learnt), Read(metadata.GetValueOrDefault(SelectedKey, "")));
    }

    /// <summary>The entries for a model's metadata.</summary>
    public IReadOnlyDictionary<string, string> ToMetadata() => new Dictionary<string, string>
    {
        [DivisionKey] = Division,
        [LearntKey] = Write(_learnt),
        [SelectedKey] = Write(_selected),
    };

    /// <summary>True for an entry that only programs read.</summary>
    public static bool IsRows(string key) => key is LearntKey or SelectedKey;

    /// <summary>True when the model learnt from this picture.</summary>
    public bool HasLearnt(PictureHash picture) => _learnt.Contains(picture);

    /// <summary>True when the model's epoch and thresholds were chosen on this picture.</summary>
    public bool WasSelectedOn(PictureHash picture) => _selected.Contains(picture);

    private static string Write(HashSet<PictureHash> pictures)
    {
        var bytes = new byte[pictures.Count * PictureHash.Size];
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        var at = 0;
        foreach (var picture in pictures.OrderBy(p => p.Value))
        {
            BinaryPrimitives.WriteUInt64BigEndian(number, picture.Value);
            number[^PictureHash.Size..].CopyTo(bytes.AsSpan(at));
            at += PictureHash.Size;
        }
        return Convert.ToBase64String(bytes);
    }

    private static HashSet<PictureHash> Read(string text)
    {
        var bytes = new byte[text.Length / 4 * 3 + 3];
        if (!Convert.TryFromBase64String(text, bytes, out var length) || length % PictureHash.Size != 0)
            throw new Vision.EmotionModelException("The model's list of rows that it learnt from is damaged: train it again.");
        var pictures = new HashSet<PictureHash>(length / PictureHash.Size);
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        number.Clear();
        for (var at = 0; at < length; at += PictureHash.Size)
        {
            bytes.AsSpan(at, PictureHash.Size).CopyTo(number[^PictureHash.Size..]);
            pictures.Add(new PictureHash(BinaryPrimitives.ReadUInt64BigEndian(number)));
        }
        return pictures;
    }
}

/// <summary>How the rows that are to be judged meet the rows that models have seen.</summary>
/// <param name="IsKnown">False when a model does not say what it learnt from.</param>
/// <param name="Learnt">Rows that a model learnt from.</param>
/// <param name="Selected">Rows that a model was chosen on and did not learn from; they are judged, and flatter.</param>
/// <param name="LeftOut">How many of the learnt rows are not judged: all or none.</param>
public sealed record RowOverlap(bool IsKnown, int Learnt, int Selected, int LeftOut)
{
    /// <summary>Finds the rows that one of several models has seen, and leaves out those that it learnt from.</summary>
    /// <param name="faces">The rows to be judged.</param>
    /// <param name="models">What each model says; null for one that says nothing.</param>
    /// <param name="keep">Judge the learnt rows nevertheless.</param>
    /// <exception cref="Data.DatasetException">Nothing is left.</exception>
    public static (FaceDataset Faces, RowOverlap Overlap) LeaveOut(
        FaceDataset faces, IReadOnlyList<LearntRows?> models, bool keep = false)
    {
        ArgumentNullException.ThrowIfNull(faces);
        ArgumentNullException.ThrowIfNull(models);
        var known = models.OfType<LearntRows>().ToList();
        var unseen = new List<int>(faces.Count);
        var selected = 0;
        for (var i = 0; i < faces.Count; i++)
        {
            var picture = faces.PictureOf(i);
            if (known.Exists(m => m.HasLearnt(picture)))
                continue;
            unseen.Add(i);
            if (known.Exists(m => m.WasSelectedOn(picture)))
                selected++;
        }
        var learnt = faces.Count - unseen.Count;
        if (learnt == faces.Count && !keep)
            throw new Data.DatasetException(
                $"The model learnt from every one of these {learnt:N0} rows, so judging it on them says nothing; name other rows, or " +
                $"add --with-learnt to see how well it knows them by heart.");
        return (learnt == 0 || keep ? faces : faces.Select([.. unseen]),
            new RowOverlap(known.Count == models.Count, learnt, selected, keep ? 0 : learnt));
    }

    /// <summary>What a person should know before the figures, one sentence each; empty when there is nothing to say.</summary>
    public IEnumerable<string> Warnings()
    {
        if (!IsKnown)
            yield return "the model does not say which rows it learnt from, so an overlap with these rows cannot be checked.";
        if (LeftOut > 0)
            yield return $"{LeftOut:N0} rows are left out because the model learnt from them; the figures are of the others.";
        else if (Learnt > 0)
            yield return $"the model learnt from {Learnt:N0} of these rows; figures with them say how well it remembers, not how well " +
                "it reads new faces.";
        if (Selected > 0)
            yield return $"{Selected:N0} of the judged rows chose the model's epoch and thresholds; figures on them flatter a little.";
    }
}
