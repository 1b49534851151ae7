using System.Globalization;
using System.Text;
using Affekt.Training.Data;
using Affekt.Vision;

namespace Affekt.Training.Detection;

/// <summary>
/// Reads a folder of marked faces: <c>faces.csv</c>, one row a box, with the columns file, source, kind (crop or context), x, y,
/// w, h, lx0, ly0 .. lx4, ly4 (empty when unknown), ignore, and human_box (1 where people drew the box; the column may be missing);
/// and <c>negatives.csv</c>, one row a photo without faces, with the column file.
/// </summary>
public static class FaceFolder
{
    /// <summary>The source that photos without faces are given.</summary>
    public const string Negatives = "negatives";

    private const string ByHuman = "human_box";

    private static readonly string[] Columns =
        ["file", "source", "kind", "x", "y", "w", "h", "ignore",
            .. Enumerable.Range(0, FaceCode.Landmarks).SelectMany(i => new[] { $"lx{i}", $"ly{i}" })];

    /// <summary>Reads both tables, photos in the order of their first row.</summary>
    /// <exception cref="DatasetException">A table is damaged.</exception>
    /// <exception cref="IOException">A table is missing or cannot be read.</exception>
    public static IReadOnlyList<FacePhoto> Read(string folder, CancellationToken cancellation = default)
    {
        var photos = new List<FacePhoto>();
        var places = new Dictionary<string, int>();
        foreach (var row in Rows(Path.Combine(folder, "faces.csv"), Columns, cancellation, ByHuman))
        {
            if (!places.TryGetValue(row["file"], out var place))
            {
                places[row["file"]] = place = photos.Count;
                photos.Add(new FacePhoto(row["file"], row["source"], row["kind"] != "crop", []) { Folder = folder });
            }
            photos[place] = photos[place] with { Faces = [.. photos[place].Faces, FaceOf(row)] };
        }
        foreach (var row in Rows(Path.Combine(folder, "negatives.csv"), ["file"], cancellation))
            photos.Add(new FacePhoto(row["file"], Negatives, true, []) { Folder = folder });
        return photos;
    }

    /// <summary>All cells of a table by the file that their row is about, without empty ones.</summary>
    internal static IEnumerable<(string File, string Column, string Value)> Cells(
        string path, string fileColumn, CancellationToken cancellation)
    {
        string[] columns;
        using (var source = CsvSource.Open(path))
            columns = new CsvLineReader(source, null, cancellation).ReadHeader();
        foreach (var row in Rows(path, [.. columns.Append(fileColumn).Distinct()], cancellation))
            foreach (var column in columns)
                if (column != fileColumn && row[column].Length > 0)
                    yield return (row[fileColumn], column, row[column]);
    }

    private static MarkedFace FaceOf(Row row)
    {
        var landmarks = row["lx0"].Length == 0 ? []
            : Enumerable.Range(0, FaceCode.Landmarks).Select(i => new FacePoint(row.Number($"lx{i}"), row.Number($"ly{i}"))).ToArray();
        var box = new Box(row.Number("x"), row.Number("y"), row.Number("w"), row.Number("h"));
        return box is { Width: > 0, Height: > 0 } ? new MarkedFace(box, landmarks, row["ignore"] == "1")
        { IsByHuman = row.Find(ByHuman) == "1" }
            : throw new DatasetException($"{row.Place} has a box of {box.Width}x{box.Height}; a face has an area.");
    }

    private static IEnumerable<Row> Rows(string path, string[] wanted, CancellationToken cancellation, params string[] optional)
    {
        using var source = CsvSource.Open(path);
        var lines = new CsvLineReader(source, null, cancellation);
        var header = lines.ReadHeader();
        var places = wanted.ToDictionary(name => name, name => Array.IndexOf(header, name) is >= 0 and var at ? at
            : throw new DatasetException($"{lines.Name} has no column '{name}'; it has {string.Join(", ", header)}."));
        foreach (var name in optional)
            if (Array.IndexOf(header, name) is >= 0 and var at)
                places[name] = at;
        while (ReadFields(lines, header.Length) is { } fields)
            yield return new Row(lines.Place, places, fields);
    }

    private static string[]? ReadFields(CsvLineReader lines, int expected)
    {
        if (!lines.TryRead(out var line))
            return null;
        var ranges = new Range[expected];
        if (CsvLineReader.Split(line, ranges) is var count && count != expected)
            throw new DatasetException($"{lines.Place} has {count} fields instead of {expected}.");
        var fields = new string[expected];
        for (var i = 0; i < expected; i++)
            fields[i] = Encoding.UTF8.GetString(CsvLineReader.Trim(line[ranges[i]]));
        return fields;
    }

    private sealed record Row(string Place, Dictionary<string, int> Columns, string[] Fields)
    {
        public string this[string column] => Fields[Columns[column]];

        /// <summary>Null where the table has no such column.</summary>
        public string? Find(string column) => Columns.TryGetValue(column, out var at) ? Fields[at] : null;

        public double Number(string column) =>
            double.TryParse(this[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw new DatasetException($"{Place} has '{this[column]}' in the column '{column}', which is no number.");
    }
}
