using System.Globalization;
using System.Text;
using Affekt.Music.Catalogue;
using Microsoft.Data.Sqlite;

namespace Affekt.Library.Storage;

/// <summary>One search over a catalogue that is too large for memory: finds the rows whose songs score highest.</summary>
/// <remarks>
/// Rows of track_choice lie by origin and then by hash, so that a run of them is an even choice. A search looks at one run, and
/// at further ones while too few songs pass. Where the genre or the years asked for have few songs, an index finds them all.
/// </remarks>
internal sealed class SqliteSearch
{
    /// <summary>How many songs a search looks at, unless it finds too few among them.</summary>
    private const int LargestPart = 40_000;

    private const string Columns = "key, song, valence, arousal, uncertainty, popularity";
    private const ulong Sign = 1UL << 63;

    private readonly SqliteConnection _connection;
    private readonly Func<SongPlace, double> _score;
    private readonly TrackFilter _filter;
    private readonly ulong? _part;
    private readonly BestSongs<long> _best;
    private readonly (string Name, object? Value)[] _languages;

    /// <param name="connection">The catalogue.</param>
    /// <param name="score">The score of a song; negative infinity leaves it out.</param>
    /// <param name="filter">What a song must fulfil. Artists are for the caller to ask about, who reads the songs.</param>
    /// <param name="limit">The most rows to find.</param>
    /// <param name="part">Where the run begins; null looks at all songs.</param>
    public SqliteSearch(SqliteConnection connection, Func<SongPlace, double> score, TrackFilter filter, int limit, ulong? part)
    {
        (_connection, _score, _filter, _part) = (connection, score, filter, part);
        _best = new BestSongs<long>(limit);
        _languages =
        [
            .. filter.Languages.Select((language, i) => ($"$asked{i}", (object?)language.ToLowerInvariant())),
            .. filter.UsualLanguages.Select((language, i) => ($"$usual{i}", (object?)language.ToLowerInvariant())),
        ];
    }

    /// <summary>How a hash stands in the file. SQLite knows signed numbers only: the top bit is turned, which keeps their order.</summary>
    public static long Number(ulong hash) => (long)(hash ^ Sign);

    /// <summary>The keys of the songs, best first.</summary>
    public long[] Run()
    {
        foreach (var isMine in new[] { true, false })
        {
            if (_filter.AllowsOrigin(isMine))
                Look(isMine);
        }
        return _best.TakeBestFirst();
    }

    private void Look(bool isMine)
    {
        var (genres, years, others) = (Genres(), Years(), Others(isMine));
        var origin = $"is_mine = {(isMine ? 1 : 0)}";
        foreach (var (index, condition) in new[] { ("genre", genres), ("year", years) })
        {
            if (condition.Length > 0 && IsFew($"{origin}{condition}", index))
            {
                Read($"INDEXED BY track_choice_{index} WHERE {origin}{genres}{years}{others}", isMine);
                return;
            }
        }
        var start = _part ?? 0;
        var looked = 0UL; // of all 2^64 hashes
        var width = _part is null ? 0 : Width();
        do
        {
            // Wraps around: a width of zero is the whole circle.
            var run = width == 0 || ulong.MaxValue - looked < width ? 0UL - looked : width;
            Range(start + looked, run);
            looked += run;
            width *= 2;
        } while (!_best.IsFull && looked != 0);

        void Range(ulong from, ulong count)
        {
            var end = from + (count - 1);
            if (end >= from)
                Hashes(from, end);
            else
            {
                Hashes(from, ulong.MaxValue);
                Hashes(0, end);
            }
        }

        void Hashes(ulong from, ulong to) => Read(string.Create(CultureInfo.InvariantCulture,
            $"NOT INDEXED WHERE {origin} AND song BETWEEN {Number(from)} AND {Number(to)}{genres}{years}{others}"), isMine);
    }

    private static ulong Key(long number) => (ulong)number ^ Sign;

    // How many of the hashes hold the part that is looked at first; 0 is all.
    private ulong Width()
    {
        var songs = SqliteRuntime.Number(_connection, "SELECT coalesce(max(key), 0) FROM track");
        return songs <= LargestPart ? 0 : (ulong)(ulong.MaxValue / (double)songs * LargestPart);
    }

    private bool IsFew(string condition, string index) => SqliteRuntime.Number(_connection,
        $"SELECT count(*) FROM (SELECT 1 FROM track_choice INDEXED BY track_choice_{index} WHERE {condition} LIMIT {LargestPart + 1})")
            <= LargestPart;

    private void Read(string rest, bool isMine)
    {
        using var command = SqliteRuntime.Command(_connection, $"SELECT {Columns} FROM track_choice {rest}", _languages);
        using var r = command.ExecuteReader();
        while (r.Read())
        {
            var place = new SongPlace(Key(r.GetInt64(1)), new ValenceArousal(r.GetDouble(2), r.GetDouble(3)), r.GetDouble(4),
                r.GetDouble(5), isMine);
            var score = _score(place);
            if (_best.Takes(score))
                _best.Add(r.GetInt64(0), score);
        }
    }

    // The filter's rule is written once, in TrackFilter: the catalogue's genres are few, and their numbers are asked for.
    private string Genres()
    {
        var numbers = new List<long>();
        var all = true;
        using var command = SqliteRuntime.Command(_connection, "SELECT number, name FROM genre");
        using var r = command.ExecuteReader();
        while (r.Read())
        {
            if (_filter.AllowsGenre(r.GetString(1)))
                numbers.Add(r.GetInt64(0));
            else
                all = false;
        }
        return all ? "" : $" AND genre IN ({string.Join(',', numbers)})";
    }

    private string Years()
    {
        var years = new StringBuilder();
        if (_filter.FromYear is { } first)
            years.Append(CultureInfo.InvariantCulture, $" AND year >= {first}");
        if (_filter.ToYear is { } last)
            years.Append(CultureInfo.InvariantCulture, $" AND year <= {last}");
        return years.ToString();
    }

    private string Others(bool isMine) =>
        (_filter.AllowExplicit ? "" : " AND explicit = 0")
        + (_filter.Languages.Count == 0 ? "" : $" AND language IN ({Named("$asked")})")
        + (isMine || _filter.UsualLanguages.Count == 0 ? "" : $" AND language IN ('', {Named("$usual")})");

    private string Named(string beginning) =>
        string.Join(", ", _languages.Select(language => language.Name).Where(name => name.StartsWith(beginning, StringComparison.Ordinal)));
}
