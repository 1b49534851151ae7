using System.Globalization;
using System.Text;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Evaluation;

namespace Affekt.Training.Expressions.Reports;

/// <summary>
/// What a model says of each row, as a table that a spreadsheet or pandas reads: row, file, picture (its hash), label, answer, unsure,
/// seven probabilities, and the group columns of the data.
/// </summary>
public static class PredictionTable
{
    private const string FirstColumns = "row,file,picture,label,answer,unsure";

    /// <summary>Writes the table. A file that holds something else, or the predictions of other rows, stays as it is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="faces">The rows judged.</param>
    /// <param name="judged">What the model said of them.</param>
    /// <param name="unsureBelow">The confidence below which an answer is unsure: 0 to 1.</param>
    /// <exception cref="IOException">The file is something else, or cannot be written.</exception>
    public static void Write(string path, FaceDataset faces, JudgedOutput judged, double unsureBelow)
    {
        ArgumentNullException.ThrowIfNull(faces);
        ArgumentNullException.ThrowIfNull(judged);
        var pictures = PictureHash.OfAll(faces);
        RequireSame(path, faces, pictures);
        var text = new StringBuilder(FirstColumns).Append(',').AppendJoin(',', Emotions.Names);
        foreach (var column in faces.Groups.Keys)
            text.Append(',').Append(Cell(column));
        text.Append('\n');
        for (var i = 0; i < faces.Count; i++)
        {
            var row = judged.Probabilities.AsSpan(i * Emotions.Count, Emotions.Count);
            var answer = Predictions.Top(row);
            text.Append(CultureInfo.InvariantCulture, $"{faces.Rows[i]},{Cell(faces.Files?[i].Path ?? "")},{pictures[i]},");
            text.Append(CultureInfo.InvariantCulture,
                $"{faces.Labels[i].Name()},{((Emotion)answer).Name()},{(row[answer] < unsureBelow ? 1 : 0)}");
            foreach (var probability in row)
                text.Append(CultureInfo.InvariantCulture, $",{probability:0.#####}");
            foreach (var values in faces.Groups.Values)
                text.Append(',').Append(Cell(values[i]));
            text.Append('\n');
        }
        AtomicFile.Write(path, Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static void RequireSame(string path, FaceDataset faces, PictureHash[] pictures)
    {
        if (!File.Exists(path))
            return;
        using var lines = File.ReadLines(path).GetEnumerator();
        if (!lines.MoveNext() || !lines.Current.StartsWith(FirstColumns, StringComparison.Ordinal))
            throw new IOException($"{path} is no table of predictions and is left as it is; name another file.");
        for (var i = 0; i < faces.Count; i++)
            if (!lines.MoveNext() || !lines.Current.StartsWith($"{faces.Rows[i]},", StringComparison.Ordinal)
                || !lines.Current.Contains($",{pictures[i]},", StringComparison.Ordinal))
                throw new IOException($"{path} holds predictions of other rows than these, and is left as it is; name another file.");
        if (lines.MoveNext())
            throw new IOException($"{path} holds predictions of other rows than these, and is left as it is; name another file.");
    }

    // A comma or a quote would end the cell; a leading =, +, - or @ would be a formula.
    private static string Cell(string value)
    {
        if (value is ['=' or '+' or '-' or '@', ..])
            value = "'" + value;
        return value.AsSpan().ContainsAny(",\"\r\n") ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }
}
