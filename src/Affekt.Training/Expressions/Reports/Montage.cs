using System.Globalization;
using Affekt.Imaging;
using Affekt.Imaging.Drawing;
using Affekt.Training.Expressions.Augmentation;
using Affekt.Training.Expressions.Datasets;

namespace Affekt.Training.Expressions.Reports;

/// <summary>Pictures of many faces with captions: black text on white, gray, one channel.</summary>
public static class Montage
{
    private const byte Paper = 255, Ink = 30, Faint = 120;
    private const int Margin = 8, Gap = 4;
    private const string WidestCaption = "surprise 1.00";

    /// <summary>One row a class: examples drawn at random, the class and its number of faces at the left.</summary>
    /// <param name="faces">The data set; choose a split beforehand.</param>
    /// <param name="columns">Examples a class, fewer where there are fewer.</param>
    /// <param name="seed">Equal seeds show equal faces.</param>
    /// <param name="scale">Whole magnification of a face.</param>
    public static Image OfClasses(FaceDataset faces, int columns = 12, int seed = 1, int scale = 1)
    {
        ArgumentNullException.ThrowIfNull(faces);
        CheckSizes(columns, scale);
        var random = new Random(seed);
        var rows = new List<Row>();
        foreach (var emotion in Emotions.All)
        {
            var indices = Enumerable.Range(0, faces.Count).Where(i => faces.Labels[i] == emotion).ToArray();
            random.Shuffle(indices);
            rows.Add(new Row(emotion.Name(), Number(indices.Length),
                [.. indices.Take(columns).Select(i => new Tile(faces.Face(i).ToArray(), "", ""))]));
        }
        return Draw(rows, faces.Width, faces.Height, columns, scale);
    }

    /// <summary>One row a face: as the network sees it unvaried, then variations as in training.</summary>
    /// <param name="faces">The data set.</param>
    /// <param name="indices">Which faces to show, one or more.</param>
    /// <param name="augmenter">What training uses.</param>
    /// <param name="columns">Variations a face.</param>
    /// <param name="seed">The run's seed: variation k is the one of epoch k.</param>
    /// <param name="scale">Whole magnification of a face.</param>
    public static Image OfAugmentation(
        FaceDataset faces, ReadOnlySpan<int> indices, Augmenter augmenter, int columns = 10, ulong seed = 1, int scale = 1)
    {
        ArgumentNullException.ThrowIfNull(faces);
        ArgumentNullException.ThrowIfNull(augmenter);
        CheckSizes(columns, scale);
        if (indices.IsEmpty)
            throw new ArgumentException("There are no faces to show.", nameof(indices));
        var values = new float[augmenter.OutputLength];
        var rows = new List<Row>();
        foreach (var index in indices)
        {
            augmenter.CentreCrop(faces, [index], values);
            var tiles = new List<Tile> { new(Bytes(values, augmenter.Options), "", "") };
            for (var epoch = 0; epoch < columns; epoch++)
            {
                augmenter.Apply(faces, [index], seed, epoch, values);
                tiles.Add(new Tile(Bytes(values, augmenter.Options), "", ""));
            }
            rows.Add(new Row(faces.Labels[index].Name(), "row " + faces.Rows[index].ToString(CultureInfo.InvariantCulture), tiles));
        }
        return Draw(rows, augmenter.Options.OutputSize, augmenter.Options.OutputSize, columns + 1, scale);
    }

    /// <summary>The surest wrong answers, surest first; under each what was answered and how surely, and what the label says.</summary>
    /// <param name="faces">The faces judged.</param>
    /// <param name="probabilities">[n, 7].</param>
    /// <param name="columns">Faces a row.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="scale">Whole magnification of a face.</param>
    public static Image OfMistakes(FaceDataset faces, ReadOnlySpan<float> probabilities, int columns = 10, int rows = 4, int scale = 1)
    {
        ArgumentNullException.ThrowIfNull(faces);
        CheckSizes(columns, scale);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        if (probabilities.Length != faces.Count * Emotions.Count)
            throw new ArgumentException(
                $"{faces.Count} faces need {faces.Count * Emotions.Count} probabilities, got {probabilities.Length}.",
                nameof(probabilities));
        var mistakes = new List<(int Index, Emotion Answer, float Confidence)>();
        for (var i = 0; i < faces.Count; i++)
        {
            var row = probabilities.Slice(i * Emotions.Count, Emotions.Count);
            var answer = Evaluation.Predictions.Top(row);
            if (answer != (int)faces.Labels[i])
                mistakes.Add((i, (Emotion)answer, row[answer]));
        }
        var tiles = mistakes.OrderByDescending(m => m.Confidence).ThenBy(m => m.Index).Take(columns * rows)
            .Select(m => new Tile(faces.Face(m.Index).ToArray(),
                string.Create(CultureInfo.InvariantCulture, $"{m.Answer.Name()} {m.Confidence:.00}"), $"({faces.Labels[m.Index].Name()})"));
        var filled = tiles.Chunk(columns).Select(chunk => new Row("", "", chunk)).ToList();
        return Draw(filled.Count > 0 ? filled : [new Row("no mistakes", "", [])], faces.Width, faces.Height, columns, scale);
    }

    private static void CheckSizes(int columns, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
    }

    private static Image Draw(IReadOnlyList<Row> rows, int width, int height, int columns, int scale)
    {
        // Text grows at half the faces' pace: it stays readable and lets the faces be seen.
        var text = Math.Max(1, scale / 2);
        var line = PixelFont.LineHeight * text;
        var captioned = rows.Any(r => r.Tiles.Any(t => t.Caption.Length > 0));
        var widestTitle = rows.Max(r => Math.Max(PixelFont.WidthOf(r.Title, text), PixelFont.WidthOf(r.Note, text)));
        var titleWidth = widestTitle == 0 ? 0 : widestTitle + Margin;
        var cellWidth = captioned ? Math.Max(width * scale, PixelFont.WidthOf(WidestCaption, text)) + 2 * Gap : width * scale + Gap;
        var cellHeight = height * scale + Gap + (captioned ? 2 * line + Gap : 0);
        var picture = new Image(2 * Margin + titleWidth + columns * cellWidth - Gap, 2 * Margin + rows.Count * cellHeight - Gap, 1);
        Array.Fill(picture.Pixels, Paper);
        for (var r = 0; r < rows.Count; r++)
        {
            var top = Margin + r * cellHeight;
            var middle = top + height * scale / 2;
            PixelFont.Draw(picture, Margin, middle - line, rows[r].Title, Ink, text);
            PixelFont.Draw(picture, Margin, middle + 1, rows[r].Note, Faint, text);
            for (var c = 0; c < rows[r].Tiles.Count; c++)
            {
                var left = Margin + titleWidth + c * cellWidth;
                var tile = rows[r].Tiles[c];
                Paste(picture, tile.Pixels, width, height, left, top, scale);
                PixelFont.Draw(picture, left, top + height * scale + 3, tile.Caption, Ink, text);
                PixelFont.Draw(picture, left, top + height * scale + 3 + line, tile.Note, Faint, text);
            }
        }
        return picture;
    }

    private static void Paste(Image picture, byte[] face, int width, int height, int left, int top, int scale)
    {
        for (var y = 0; y < height * scale; y++)
            for (var x = 0; x < width * scale; x++)
                picture.Pixels[(top + y) * picture.Width + left + x] = face[y / scale * width + x / scale];
    }

    private static byte[] Bytes(float[] values, AugmentationOptions options) =>
        Array.ConvertAll(values, v => (byte)Math.Clamp(MathF.Round(v * options.Deviation + options.Mean), 0, 255));

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private sealed record Row(string Title, string Note, IReadOnlyList<Tile> Tiles);

    private sealed record Tile(byte[] Pixels, string Caption, string Note);
}
