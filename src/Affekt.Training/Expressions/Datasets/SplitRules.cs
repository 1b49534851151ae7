using Affekt.Training.Data;

namespace Affekt.Training.Expressions.Datasets;

/// <summary>Which rows of Training may teach a model. The other splits are never changed.</summary>
public sealed record SplitRules
{
    /// <summary>Drop every Training row whose pixels also occur in PublicTest or PrivateTest: a model must not have seen its
    /// exam.</summary>
    public bool DropLeaks { get; init; } = true;

    /// <summary>
    /// Drop also the Training rows that are nearly the same picture as a row of a test split; see <see cref="NearDuplicates"/>.
    /// Stricter than the protocol that figures are compared by, so off unless asked for.
    /// </summary>
    public bool DropNearLeaks { get; init; }

    /// <summary>Drop Training rows in which every pixel has the same value.</summary>
    public bool DropBlank { get; init; } = true;

    /// <summary>Drop Training rows that more than half of the FER+ voters call "not a face"; without votes this does nothing.</summary>
    public bool DropNotAFace { get; init; }

    /// <summary>Applies the rules.</summary>
    /// <returns>The remaining rows, in order, and what was dropped.</returns>
    public (FaceDataset Faces, SplitReport Report) Apply(FaceDataset faces)
    {
        ArgumentNullException.ThrowIfNull(faces);
        var leaked = DropLeaks ? Leaks.Find(faces).TrainingRows : new HashSet<int>();
        var nearlyLeaked = DropNearLeaks ? NearLeaks(faces) : [];
        var kept = new List<int>(faces.Count);
        int leaks = 0, nearLeaks = 0, blank = 0, noFace = 0;
        for (var i = 0; i < faces.Count; i++)
        {
            if (faces.SplitOf[i] != Split.Training)
                kept.Add(i);
            else if (leaked.Contains(i))
                leaks++;
            else if (nearlyLeaked.Contains(i))
                nearLeaks++;
            else if (DropBlank && PixelGroups.IsBlank(faces.Face(i)))
                blank++;
            else if (DropNotAFace && faces.Votes is not null && CrowdLabels.IsNotAFace(faces.VotesOf(i)))
                noFace++;
            else
                kept.Add(i);
        }
        var result = kept.Count == faces.Count ? faces : faces.Select([.. kept]);
        var counts = Splits.All.Select(split => result.SplitOf.Count(s => s == split)).ToArray();
        return (result, new SplitReport(leaks, blank, noFace, counts[0], counts[1], counts[2]) { NearLeaked = nearLeaks });
    }

    private static HashSet<int> NearLeaks(FaceDataset faces)
    {
        var first = PixelGroups.FirstOf(faces);
        var members = Enumerable.Range(0, faces.Count).ToLookup(i => first[i]);
        var rows = new HashSet<int>();
        // A pair stands for all exact copies of both faces.
        foreach (var pair in NearDuplicates.Find(faces))
        {
            int[] alike = [.. members[pair.First], .. members[pair.Second]];
            if (alike.Any(i => faces.SplitOf[i] != Split.Training))
                rows.UnionWith(alike.Where(i => faces.SplitOf[i] == Split.Training));
        }
        return rows;
    }
}

/// <summary>What <see cref="SplitRules.Apply"/> did; a Training row is counted under the first rule that drops it.</summary>
/// <param name="Leaked">Training rows dropped because a test split holds the same pixels.</param>
/// <param name="Blank">Training rows dropped because every pixel is the same.</param>
/// <param name="NotAFace">Training rows dropped because the crowd sees no face.</param>
/// <param name="Training">Rows left to learn from.</param>
/// <param name="PublicTest">Rows to select on, all kept.</param>
/// <param name="PrivateTest">Rows to score on, all kept.</param>
public sealed record SplitReport(int Leaked, int Blank, int NotAFace, int Training, int PublicTest, int PrivateTest)
{
    /// <summary>Training rows dropped because a test split holds nearly the same picture.</summary>
    public int NearLeaked { get; init; }
}

/// <summary>Where the same pixels stand in Training and in a test split.</summary>
/// <param name="TrainingRows">Indices of the Training rows whose pixels occur in PublicTest or PrivateTest.</param>
/// <param name="PublicTestRows">Indices of the PublicTest rows whose pixels occur in Training.</param>
/// <param name="PrivateTestRows">Indices of the PrivateTest rows whose pixels occur in Training.</param>
public sealed record Leaks(IReadOnlySet<int> TrainingRows, IReadOnlySet<int> PublicTestRows, IReadOnlySet<int> PrivateTestRows)
{
    /// <summary>Compares all rows by their pixels.</summary>
    public static Leaks Find(FaceDataset faces)
    {
        ArgumentNullException.ThrowIfNull(faces);
        var groups = PixelGroups.FirstOf(faces);
        var occurs = new bool[faces.Count * Splits.Count];
        for (var i = 0; i < faces.Count; i++)
            occurs[groups[i] * Splits.Count + (int)faces.SplitOf[i]] = true;
        var rows = Splits.All.Select(_ => new HashSet<int>()).ToArray();
        for (var i = 0; i < faces.Count; i++)
        {
            var at = occurs.AsSpan(groups[i] * Splits.Count, Splits.Count);
            var inTraining = at[(int)Split.Training];
            var inTests = at[(int)Split.PublicTest] || at[(int)Split.PrivateTest];
            if (inTraining && inTests)
                rows[(int)faces.SplitOf[i]].Add(i);
        }
        return new Leaks(rows[0], rows[1], rows[2]);
    }
}
