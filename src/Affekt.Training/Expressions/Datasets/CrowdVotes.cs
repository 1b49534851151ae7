using Affekt.Training.Data;

namespace Affekt.Training.Expressions.Datasets;

/// <summary>The columns of FER+ votes, in the order of <c>fer2013new.csv</c>.</summary>
public enum CrowdVote
{
    /// <summary>Neutral.</summary>
    Neutral,
    /// <summary>Happiness.</summary>
    Happiness,
    /// <summary>Surprise.</summary>
    Surprise,
    /// <summary>Sadness.</summary>
    Sadness,
    /// <summary>Anger.</summary>
    Anger,
    /// <summary>Disgust.</summary>
    Disgust,
    /// <summary>Fear.</summary>
    Fear,
    /// <summary>Contempt, which FER2013 has no class for.</summary>
    Contempt,
    /// <summary>The voter could not tell.</summary>
    Unknown,
    /// <summary>Not a face.</summary>
    NotAFace,
}

/// <summary>Reads <c>fer2013new.csv</c>, the FER+ votes of ten people for each row of FER2013.</summary>
/// <remarks>Barsoum, Zhang, Canton Ferrer and Zhang, "Training deep networks for facial expression recognition with
/// crowd-sourced label distribution" (2016).</remarks>
public static class CrowdVotes
{
    /// <summary>Votes a row: ten columns.</summary>
    public const int Columns = 10;

    private static readonly string[] Header = [
        "neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt", "unknown", "nf"];

    /// <summary>The emotion that a vote column means; null for contempt, unknown and not-a-face.</summary>
    public static Emotion? EmotionOf(CrowdVote vote) => vote switch
    {
        CrowdVote.Neutral => Emotion.Neutral,
        CrowdVote.Happiness => Emotion.Happy,
        CrowdVote.Surprise => Emotion.Surprise,
        CrowdVote.Sadness => Emotion.Sad,
        CrowdVote.Anger => Emotion.Angry,
        CrowdVote.Disgust => Emotion.Disgust,
        CrowdVote.Fear => Emotion.Fear,
        _ => null,
    };

    /// <summary>Joins the votes to a whole FER2013 by row.</summary>
    /// <param name="faces">All rows of FER2013 in the file's order.</param>
    /// <param name="path"><c>fer2013new.csv</c>, or a .gz or .zip of it.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="DatasetException">The file is damaged, or its rows are not those of <paramref name="faces"/>.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static FaceDataset Join(FaceDataset faces, string path, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(faces);
        using var source = CsvSource.Open(path);
        var lines = new CsvLineReader(source, null, cancellation);
        var header = lines.ReadHeader();
        var usageColumn = FindColumn(header, "usage", lines.Name);
        var voteColumns = Array.ConvertAll(Header, name => FindColumn(header, name, lines.Name));
        var votes = new byte[faces.Count * Columns];
        var fields = new Range[header.Length];
        var row = 0;
        for (; lines.TryRead(out var line); row++)
        {
            if (row == faces.Count)
                throw new DatasetException(
                    $"{lines.Name} has more rows than the {faces.Count:N0} of {faces.Source}; the two must be the same whole FER2013.");
            if (CsvLineReader.Split(line, fields) != header.Length)
                throw new DatasetException(
                    $"{lines.Place} does not have {header.Length} fields; the file is cut or damaged, download it again.");
            var usage = FerCsvReader.Usage(line[fields[usageColumn]], lines);
            if (faces.Rows[row] != row || (faces.HasSplits && usage != faces.SplitOf[row]))
                throw new DatasetException(
                    $"{lines.Place} says {usage.Name()}, but that row of {faces.Source} is row {faces.Rows[row]} and says " +
                    $"{faces.SplitOf[row].Name()}; join the votes to the whole FER2013 in its original order.");
            ReadVotes(line, fields, voteColumns, votes.AsSpan(row * Columns, Columns), lines);
        }
        if (row < faces.Count)
            throw new DatasetException(
                $"{lines.Name} has {row:N0} rows, {faces.Source} has {faces.Count:N0}; the two must be the same whole FER2013.");
        return faces.WithVotes(votes);
    }

    private static int FindColumn(string[] header, string name, string file)
    {
        var column = Array.IndexOf(header, name);
        return column >= 0 ? column : throw new DatasetException(
            $"{file} has no column '{name}' (its first line has {FerCsvReader.Shown(header)}); name FER+'s fer2013new.csv.");
    }

    private static void ReadVotes(ReadOnlySpan<byte> line, Range[] fields, int[] columns, Span<byte> votes, CsvLineReader lines)
    {
        var sum = 0;
        for (var i = 0; i < Columns; i++)
        {
            var text = CsvLineReader.Text(line[fields[columns[i]]]);
            if (!byte.TryParse(text, out votes[i]))
                throw new DatasetException($"{lines.Place} has '{text}' votes for {Header[i]}; votes are whole numbers from 0 to 255.");
            sum += votes[i];
        }
        if (sum == 0)
            throw new DatasetException($"{lines.Place} has no votes at all; the file is damaged, download it again.");
    }
}
