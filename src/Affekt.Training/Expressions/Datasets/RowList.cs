using System.Globalization;
using System.Text;
using Affekt.Training.Data;

namespace Affekt.Training.Expressions.Datasets;

/// <summary>
/// A list of the rows to learn from, as <c>affekt dataset balance --out</c> writes it and <c>affekt train --rows</c> takes it:
/// <c>row,keep,picture</c>. Rows count from 0 without the header; <c>keep</c> is 1 or 0; <c>picture</c> is the picture's hash, so
/// that a list is not applied to other data.
/// </summary>
public static class RowList
{
    private const string Header = "row,keep,picture";

    /// <summary>The list of a plan: every row of its split, in order.</summary>
    /// <param name="faces">The data set that was planned.</param>
    /// <param name="plan">The plan.</param>
    public static string Write(FaceDataset faces, ClassBalance plan)
    {
        ArgumentNullException.ThrowIfNull(faces);
        ArgumentNullException.ThrowIfNull(plan);
        var kept = plan.KeptRows.ToHashSet();
        var listed = plan.DroppedRows.Concat(plan.KeptRows).ToHashSet();
        var text = new StringBuilder(Header).Append('\n');
        for (var i = 0; i < faces.Count; i++)
            if (listed.Contains(faces.Rows[i]))
                text.Append(CultureInfo.InvariantCulture, $"{faces.Rows[i]},{(kept.Contains(faces.Rows[i]) ? 1 : 0)},{faces.PictureOf(i)}\n");
        return text.ToString();
    }

    /// <summary>Leaves out the Training rows that a list does not keep. Other splits stay whole.</summary>
    /// <param name="faces">The data set.</param>
    /// <param name="path">The list; <c>picture</c> may be missing.</param>
    /// <exception cref="DatasetException">It is no such list, or was made of other rows.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static FaceDataset Apply(FaceDataset faces, string path)
    {
        ArgumentNullException.ThrowIfNull(faces);
        var listed = Read(path);
        var kept = new List<int>(faces.Count);
        var met = 0;
        for (var i = 0; i < faces.Count; i++)
        {
            if (!listed.TryGetValue(faces.Rows[i], out var entry))
            {
                if (faces.SplitOf[i] != Split.Training)
                    kept.Add(i);
                continue;
            }
            met++;
            if (entry.Picture is { } picture && picture != faces.PictureOf(i).ToString())
                throw new DatasetException(
                    $"{path} was made of other rows: row {faces.Rows[i]} of {faces.Source} is another picture now; make the list again " +
                    "with affekt dataset balance --out.");
            if (entry.Keep || faces.SplitOf[i] != Split.Training)
                kept.Add(i);
        }
        return met == listed.Count ? faces.Select([.. kept]) : throw new DatasetException(
            $"{path} names {listed.Count - met:N0} rows that {faces.Source} does not have; make the list again with affekt dataset " +
            "balance --out.");
    }

    private static Dictionary<int, (bool Keep, string? Picture)> Read(string path)
    {
        var rows = new Dictionary<int, (bool, string?)>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (number == 1 ? line.StartsWith("row,keep", StringComparison.OrdinalIgnoreCase) : line.Length == 0)
                continue;
            if (number == 1 || line.Split(',') is not [var row, var keep, .. var rest]
                || !int.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var index) || keep is not ("0" or "1"))
                throw new DatasetException(
                    $"{path}, line {number}: a list of rows begins with {Header} and has lines such as 17,1; affekt dataset balance --out " +
                    "writes one.");
            rows[index] = (keep == "1", rest is [{ Length: > 0 } picture, ..] ? picture : null);
        }
        return rows.Count > 0 ? rows : throw new DatasetException($"{path} names no rows.");
    }
}
