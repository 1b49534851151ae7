using Affekt.Training.Data;

namespace Affekt.Training.Expressions.Datasets;

/// <summary>What <c>affekt dataset info</c> tells about a data set; made to be written as JSON.</summary>
/// <param name="Source">The file or folder.</param>
/// <param name="Rows">All faces.</param>
/// <param name="DistinctImages">Faces that remain when exact copies are counted once.</param>
/// <param name="Shapes">Pictures of each shape as they are in the source, keyed "640x480 colour" or "48x48 gray", the most
/// frequent first.</param>
/// <param name="HasSplits">Whether the source assigns rows to splits.</param>
/// <param name="Classes">Faces a class over all splits, keyed by the emotion's name; every class has a key.</param>
/// <param name="Splits">Faces a split and class, by the data's own name of the split; only splits that have rows have a key.</param>
/// <param name="Duplicates">Exact copies.</param>
/// <param name="Leaks">Faces that stand in Training and in a test split.</param>
/// <param name="BlankImages">Faces in which every pixel has the same value.</param>
/// <param name="NotAFace">Faces that more than half of the FER+ voters call no face; null without votes.</param>
public sealed record DatasetSummary(
    string Source, int Rows, int DistinctImages, IReadOnlyDictionary<string, int> Shapes, bool HasSplits,
    IReadOnlyDictionary<string, int> Classes, IReadOnlyDictionary<string, SplitSummary> Splits,
    DuplicateSummary Duplicates, LeakSummary Leaks, int BlankImages, int? NotAFace)
{
    /// <summary>Pictures that are the same with other bytes; null when they were not looked for.</summary>
    public NearDuplicateSummary? NearDuplicates { get; init; }

    /// <summary>Pictures of the folders that could not be read.</summary>
    public int Unreadable { get; init; }

    /// <summary>How many files of the folders are no pictures by their names, by kind.</summary>
    public IReadOnlyDictionary<string, int> NoPictures { get; init; } = new Dictionary<string, int>();

    /// <summary>Looks at every face.</summary>
    /// <param name="faces">The data set.</param>
    /// <param name="near">Look for near duplicates too, which compares every face with every other.</param>
    /// <param name="cancellation">Stops the comparison.</param>
    public static DatasetSummary From(FaceDataset faces, bool near = false, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(faces);
        var all = Enumerable.Range(0, faces.Count);
        var groups = PixelGroups.FirstOf(faces);
        var copies = all.GroupBy(i => groups[i]).Where(group => group.Skip(1).Any()).ToList();
        var leaks = Datasets.Leaks.Find(faces);
        return new DatasetSummary(
            faces.Source,
            faces.Count,
            all.Count(i => groups[i] == i),
            CountShapes(faces),
            faces.HasSplits,
            CountClasses(faces.Labels),
            Data.Splits.All.Where(split => faces.SplitOf.Contains(split))
                .ToDictionary(faces.NameOf, split => SplitSummary.From(faces, split)),
            new DuplicateSummary(
                copies.Count,
                copies.Sum(group => group.Count()),
                copies.Count(group => group.Select(i => faces.Labels[i]).Distinct().Skip(1).Any())),
            new LeakSummary(leaks.TrainingRows.Count, leaks.PublicTestRows.Count, leaks.PrivateTestRows.Count),
            all.Count(i => PixelGroups.IsBlank(faces.Face(i))),
            faces.Votes is null ? null : all.Count(i => CrowdLabels.IsNotAFace(faces.VotesOf(i))))
        {
            NearDuplicates = near ? NearDuplicateSummary.From(faces, cancellation) : null,
        };
    }

    private static Dictionary<string, int> CountShapes(FaceDataset faces) => faces.Files is null
        ? new Dictionary<string, int> { [$"{faces.Width}x{faces.Height} gray"] = faces.Count }
        : faces.Files.CountBy(f => $"{f.Width}x{f.Height} {(f.Channels == 1 ? "gray" : "colour")}")
            .OrderByDescending(s => s.Value).ToDictionary();

    internal static Dictionary<string, int> CountClasses(IEnumerable<Emotion> labels)
    {
        var counts = Emotions.Names.ToDictionary(name => name, _ => 0);
        foreach (var label in labels)
            counts[label.Name()]++;
        return counts;
    }
}

/// <summary>One split of a data set.</summary>
/// <param name="Rows">All faces of the split.</param>
/// <param name="Classes">Faces a class, keyed by the emotion's name.</param>
public sealed record SplitSummary(int Rows, IReadOnlyDictionary<string, int> Classes)
{
    internal static SplitSummary From(FaceDataset faces, Split split)
    {
        var labels = faces.IndicesOf(split).Select(i => faces.Labels[i]).ToList();
        return new SplitSummary(labels.Count, DatasetSummary.CountClasses(labels));
    }
}

/// <summary>Exact copies within a data set.</summary>
/// <param name="Groups">Groups of two or more faces with the same pixels.</param>
/// <param name="Rows">Faces in such groups.</param>
/// <param name="ConflictingGroups">Groups whose faces do not all have the same label.</param>
public sealed record DuplicateSummary(int Groups, int Rows, int ConflictingGroups);

/// <summary>Faces whose exact pixels stand in Training and in a test split.</summary>
/// <param name="Training">Training rows whose pixels occur in PublicTest or PrivateTest.</param>
/// <param name="PublicTest">PublicTest rows whose pixels occur in Training.</param>
/// <param name="PrivateTest">PrivateTest rows whose pixels occur in Training.</param>
public sealed record LeakSummary(int Training, int PublicTest, int PrivateTest);

/// <summary>Pairs of pictures that are the same with other bytes; see <see cref="Datasets.NearDuplicates"/>.</summary>
/// <param name="Pairs">All pairs; exact copies are counted once.</param>
/// <param name="Conflicting">Pairs with different labels.</param>
/// <param name="AcrossSplits">Pairs of which one stands in Training and one in a test split.</param>
public sealed record NearDuplicateSummary(int Pairs, int Conflicting, int AcrossSplits)
{
    internal static NearDuplicateSummary From(FaceDataset faces, CancellationToken cancellation)
    {
        var pairs = Datasets.NearDuplicates.Find(faces, cancellation: cancellation);
        return new NearDuplicateSummary(
            pairs.Count,
            pairs.Count(p => faces.Labels[p.First] != faces.Labels[p.Second]),
            pairs.Count(p => (faces.SplitOf[p.First] == Split.Training) != (faces.SplitOf[p.Second] == Split.Training)));
    }
}
