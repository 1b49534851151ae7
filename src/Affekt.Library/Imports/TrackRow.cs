using System.Globalization;
using Affekt.Music.Catalogue;
using Affekt.Music.Playlists;

namespace Affekt.Library.Imports;

/// <summary>A row cannot be used; the message says why.</summary>
public sealed class UnusableRowException(string message) : Exception(message);

/// <summary>One row of a file under its header, with the readings that all formats share.</summary>
public sealed class TrackRow(IReadOnlyDictionary<string, int> columns, IReadOnlyList<string> fields, Action<string> note)
{
    private const double LowestLoudness = -80;
    private const double HighestLoudness = 10;
    private const double FastestTempo = 400;
    private const double LongestSeconds = 10_000;

    /// <summary>The field of a column without outer blanks; empty when the column is not there.</summary>
    public string Text(string column) =>
        columns.TryGetValue(column, out var at) && at < fields.Count ? CsvCell.Plain(fields[at].Trim()) : "";

    /// <summary>The names in a field, which may be a list.</summary>
    public IReadOnlyList<string> Names(string column) => ListCell.Names(Text(column));

    /// <summary>Tells that something is odd about the row.</summary>
    public void Note(string message) => note(message);

    /// <summary>The fields from a column to the end of the row.</summary>
    public IEnumerable<string> Rest(string column) => fields.Skip(columns[column]).Select(field => field.Trim());

    /// <summary>The field of a column that a song cannot be without.</summary>
    public string Required(string column) =>
        Text(column) is { Length: > 0 } text && text != "nan" ? text : throw new UnusableRowException($"no {column}; skipped");

    /// <summary>The field as a number, or null when it is empty; a note when it is no number.</summary>
    public double? Number(string column)
    {
        var text = Text(column);
        if (text.Length == 0)
            return null;
        if (TryNumber(text, out var number))
            return number;
        note($"the {column} '{Short(text)}' is no number; imported without it");
        return null;
    }

    /// <summary>The year of a date such as 1999, 1999-05, 1999-05-20 or 20/05/1999.</summary>
    public int? Year(string column)
    {
        var text = Text(column);
        if (text.Length == 0)
            return null;
        if (text.Length >= 4 && (int.TryParse(text.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || int.TryParse(text.AsSpan(text.Length - 4), NumberStyles.None, CultureInfo.InvariantCulture, out year))
                && year is >= 1000 and <= 2200)
        {
            return year;
        }
        note($"the {column} '{Short(text)}' is no date; imported without a year");
        return null;
    }

    /// <summary>A popularity from 0 to 100, or the given value when there is none.</summary>
    public double Popularity(string column, double otherwise)
    {
        if (Number(column) is not { } popularity)
            return otherwise;
        if (popularity is >= 0 and <= 100)
            return popularity;
        note($"the {column} {popularity} lies outside 0 to 100; brought inside");
        return Math.Clamp(popularity, 0, 100);
    }

    /// <summary>A length such as 3:21, 201 (seconds) or 201000 (milliseconds), in seconds; null when there is none or it is
    /// impossible.</summary>
    public double? Length(string column)
    {
        var text = Text(column);
        var parts = text.Split(':');
        if (parts.Length is 2 or 3)
        {
            var seconds = 0.0;
            foreach (var part in parts)
            {
                if (!TryNumber(part, out var value) || value is < 0 or >= 10_000)
                    return null;
                seconds = 60 * seconds + value;
            }
            return Possible(seconds);
        }
        // No song lasts three hours, and hardly one less than ten seconds.
        return TryNumber(text, out var number) ? Possible(number >= LongestSeconds ? number / 1000 : number) : null;

        static double? Possible(double seconds) => seconds is > 0 and < 36_000 ? seconds : null;
    }

    /// <summary>A length in milliseconds as seconds; null when there is none or it is impossible.</summary>
    public double? Seconds(string column) => Number(column) is > 0 and < 36_000_000 and var milliseconds ? milliseconds / 1000 : null;

    /// <summary>The mode of a key: true for major, false for minor, null where it is neither.</summary>
    public bool? Major(string column) => Text(column).ToUpperInvariant() switch
    {
        "1" or "1.0" or "MAJOR" => true,
        "0" or "0.0" or "MINOR" => false,
        _ => null,
    };

    /// <summary>Beats to the bar, from "3" or "3/4"; null where there is no such number.</summary>
    public int? Beats(string column) =>
        TryNumber(Text(column).Split('/')[0], out var beats) && beats is > 0 and < 20 ? (int)beats : null;

    /// <summary>True for 1, true and yes.</summary>
    public bool Truth(string column) => Text(column).ToUpperInvariant() is "TRUE" or "1" or "YES";

    /// <summary>The nine audio features, or null, with a note, when one is missing or impossible.</summary>
    public AudioFeatures? Features()
    {
        var values = FeatureColumns.Select(column => (column, Value: Number(column))).ToArray();
        if (values.FirstOrDefault(v => v.Value is null) is { column: { } missing })
        {
            note($"no {missing}; imported without audio features");
            return null;
        }
        var impossible = values.FirstOrDefault(v => !Possible(v.column, v.Value!.Value)).column;
        if (impossible is not null)
        {
            note($"a {impossible} of {Text(impossible)} is impossible; imported without audio features");
            return null;
        }
        var n = values.Select(v => v.Value!.Value).ToArray();
        return new AudioFeatures(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8]);
    }

    /// <summary>The columns of the nine features, by their usual names.</summary>
    public static IReadOnlyList<string> FeatureColumns { get; } =
        ["valence", "energy", "danceability", "acousticness", "instrumentalness", "speechiness", "liveness", "loudness", "tempo"];

    /// <summary>A number with a decimal point or, as many countries write it, a decimal comma.</summary>
    private static bool TryNumber(string text, out double number) =>
        (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out number)
            || text.AsSpan().Count(',') == 1 && !text.Contains('.', StringComparison.Ordinal)
                && double.TryParse(text.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out number))
        && double.IsFinite(number);

    private static bool Possible(string column, double value) => column switch
    {
        "loudness" => value is >= LowestLoudness and <= HighestLoudness,
        "tempo" => value is >= 0 and <= FastestTempo,
        _ => value is >= 0 and <= 1,
    };

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
