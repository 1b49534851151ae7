using System.Text.RegularExpressions;
using Affekt.Library.Folders;
using Affekt.Music;

namespace Affekt.Library.Imports;

/// <summary>A file of separated text, opened: how its letters are written, what stands between fields, where its header is and
/// what make it is of.</summary>
internal sealed partial class SongTable : IDisposable
{
    private const int HeadCharacters = 1 << 16;
    private const int RowsLookedAt = 6;
    private const int ShownColumns = 12;
    private const int ShownLength = 40;

    private static readonly char[] Separators = [',', ';', '\t', '|'];

    private readonly Stream _stream;
    private readonly StreamReader _text;

    private SongTable(Stream stream, StreamReader text, TextEncoding encoding, Layout layout, CsvReader rows)
    {
        (_stream, _text, Encoding) = (stream, text, encoding);
        (Rows, Columns, Format, Width) = (rows, layout.Columns, layout.Format, layout.Header.Count);
    }

    /// <summary>How the letters are written.</summary>
    public TextEncoding Encoding { get; }

    /// <summary>The rows after the header.</summary>
    public CsvReader Rows { get; }

    /// <summary>Where the columns stand that <see cref="Format"/> reads.</summary>
    public IReadOnlyDictionary<string, int> Columns { get; }

    /// <summary>What the table is.</summary>
    public TrackFormat Format { get; }

    /// <summary>Fields in the header.</summary>
    public int Width { get; }

    /// <summary>The share of the file that was read: 0 to 1.</summary>
    public double Fraction => _stream.Length == 0 ? 1 : (double)_stream.Position / _stream.Length;

    /// <summary>Opens a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">How it is called in messages.</param>
    /// <exception cref="MusicException">It is empty, no text, or names no songs; the message says what it lacks.</exception>
    public static SongTable Open(string path, string name)
    {
        var stream = RegularFile.OpenRead(path);
        try
        {
            var encoding = TextEncodings.Of(stream, name);
            var text = new StreamReader(stream, encoding.Encoding, detectEncodingFromByteOrderMarks: true, 1 << 16);
            var head = new char[HeadCharacters];
            var length = text.ReadBlock(head, 0, head.Length);
            if (length == 0)
                throw new MusicException($"{name} is empty.");
            var layout = Layout.Of(new string(head, 0, length), name);
            stream.Position = 0;
            text.DiscardBufferedData();
            var rows = new CsvReader(text, layout.Separator, quotes: layout.Quotes);
            for (var i = 0; i < layout.RowsBefore; i++)
                rows.Read();
            return new SongTable(stream, text, encoding, layout, rows);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _text.Dispose();
        _stream.Dispose();
    }

    private sealed partial record Layout(
        char Separator, bool Quotes, int RowsBefore, IReadOnlyList<string> Header, TrackFormat Format,
            IReadOnlyDictionary<string, int> Columns)
    {
        public static Layout Of(string head, string name)
        {
            Head[] heads = [.. Separators.Select(separator => Head.Of(head, separator))];
            foreach (var (rows, separator, quotes) in heads)
            {
                // A title such as "Shazam Library" or "sep=;" may stand above the header.
                for (var at = 0; at < Math.Min(4, rows.Count); at++)
                {
                    if (rows[at].Count > 1 && Recognise(rows[at]) is var (format, columns))
                        return new Layout(separator, quotes, at + 1, rows[at], format, columns);
                }
            }
            foreach (var (rows, separator, quotes) in heads)
            {
                if (rows.Count > 0 && rows.All(row => row.Count == 4 && Date().IsMatch(row[3])))
                {
                    var columns = SongColumns.Of(SongMakes.LastFmHeader);
                    return new Layout(separator, quotes, 0, SongMakes.LastFmHeader,
                        Any(SongMakes.LastFmWithoutHeader, columns), columns);
                }
            }
            var widest = heads.MaxBy(candidate => candidate.Rows is [var first, ..] ? first.Count : 0);
            throw new MusicException(widest.Rows is [var header, ..] ? Lack(header, name) : $"{name} has no header line.");
        }

        private static (TrackFormat, IReadOnlyDictionary<string, int>)? Recognise(IReadOnlyList<string> header)
        {
            var named = NamedColumns(header);
            if (TrackFormat.Find(named) is { } known)
                return (known, named);
            var columns = SongColumns.Of(header);
            return AnySong.Fits(columns) ? (Any(SongMakes.OfTable(header), columns), columns) : null;
        }

        private static TrackFormat Any(string make, Dictionary<string, int> columns) =>
            new(make, [SongColumns.Title, SongColumns.Artist], AnySong.HasFeatures(columns),
                row => AnySong.Read(row, SongMakes.IsOwnList(make)));

        /// <summary>Columns as they are written, and in small letters with underscores: "Track Name" is track_name as well.</summary>
        private static Dictionary<string, int> NamedColumns(IReadOnlyList<string> header)
        {
            var columns = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var at = 0; at < header.Count; at++)
                columns.TryAdd(header[at].Trim(), at);
            for (var at = 0; at < header.Count; at++)
                columns.TryAdd(header[at].Trim().ToLowerInvariant().Replace(' ', '_'), at);
            return columns;
        }

        private static string Lack(IReadOnlyList<string> header, string name)
        {
            string[] present = [.. header.Select(column => column.Trim())];
            if (present is ["Playlist", "Genre"])
                return $"{name} names playlists, not songs: import genres_v2.csv beside it, which has the genres already.";
            var columns = SongColumns.Of(present);
            var (title, artist) = (columns.ContainsKey(SongColumns.Title), columns.ContainsKey(SongColumns.Artist));
            var shown = string.Join(", ", present.Take(ShownColumns).Select(Short)) + (present.Length > ShownColumns ? ", ..." : "");
            if (TrackRow.FeatureColumns.Count(columns.ContainsKey) >= 5 && !title)
                return $"{name} has audio features but neither ids nor titles of songs, so nothing could be recommended from it: " +
                    $"use the full file, such as genres_v2.csv with 22 columns. Its header is: {shown}.";
            var lacks = title ? "a column with the artist" : artist ? "a column with the title" : "columns with the title and the artist";
            return $"{name} lacks {lacks} of songs. Its header is: {shown}. Name the columns title and artist.";
        }

        private static string Short(string column)
        {
            var text = string.Concat(column.Where(c => !char.IsControl(c)));
            return text.Length <= ShownLength ? text : text[..ShownLength] + "...";
        }

        [GeneratedRegex(@"\A\d{1,2} \w{3} \d{4},? \d{2}:\d{2}\z", RegexOptions.CultureInvariant)]
        private static partial Regex Date();
    }

    /// <summary>The first rows, if a character stands between fields.</summary>
    private readonly record struct Head(IReadOnlyList<IReadOnlyList<string>> Rows, char Separator, bool Quotes)
    {
        public static Head Of(string head, char separator)
        {
            // Between tabs quotes mostly mean inches; they enclose fields where they enclose those of the header.
            var quotes = separator != '\t' || head.TrimStart('\uFEFF', '\r', '\n').StartsWith('"');
            var rows = new List<IReadOnlyList<string>>();
            var reader = new CsvReader(new StringReader(head), separator, quotes: quotes);
            try
            {
                // The last row of a head may be cut short.
                while (rows.Count < RowsLookedAt && reader.Read() is { } row && (reader.LineEnded || head.Length < HeadCharacters))
                    rows.Add(row);
            }
            catch (MusicException)
            {
                // Damage is told, with its line, when the rows themselves are read.
            }
            return new Head(rows, separator, quotes);
        }
    }
}
