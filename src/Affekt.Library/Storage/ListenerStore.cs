using System.Globalization;
using System.Text.Json;
using Affekt.Music;
using Affekt.Music.Listeners;

namespace Affekt.Library.Storage;

/// <summary>What listeners said, in one SQLite file. Every call that returns has been written to the disk. Safe to use from
/// several threads.</summary>
public sealed class ListenerStore : IListenerStore, IDisposable
{
    /// <summary>The most words on songs of a listener; none is taken beyond.</summary>
    public const int MostWords = 20_000;

    /// <summary>The most corrections of a listener; none is taken beyond.</summary>
    public const int MostCorrections = 5000;

    /// <summary>How many lists are kept of a listener; older ones go.</summary>
    public const int KeptOffers = 2000;

    private const int LongestName = 64;
    private const string Columns =
        "number, at, kind, mode, mood_valence, mood_arousal, track, title, artist, genre, language, year, popularity, " +
        "valence, arousal, offer";

    private readonly string _path;
    private readonly SqliteFile _file;
    private readonly TimeProvider _clock;
    private readonly IListenerRights? _rights;

    private ListenerStore(string path, SqliteFile file, TimeProvider clock, IListenerRights? rights) =>
        (_path, _file, _clock, _rights) = (path, file, clock, rights);

    /// <summary>Opens a listeners' file, creating it when it is not there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="clock">Dates the events.</param>
    /// <param name="rights">Knows who may have something kept; null for everybody. What is left of profiles that it does not know is
    /// deleted now.</param>
    /// <exception cref="MusicException">The file is of another kind, is damaged, or was written by a newer Affekt.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static ListenerStore Open(string path, TimeProvider clock, IListenerRights? rights = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(clock);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        var file = new SqliteFile(path, () => SqliteRuntime.OpenErasing(path),
            connection => Migrations.Apply(connection, path, ListenerSchema.ApplicationId, ListenerSchema.Steps));
        try
        {
            var store = new ListenerStore(path, file, clock, rights);
            store.FinishDeletions();
            return store;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The names of all listeners, sorted.</summary>
    public IReadOnlyList<string> Names() => NamesBy("SELECT name FROM listener ORDER BY name");

    private List<string> NamesBy(string sql) => _file.Use(() =>
    {
        using var command = SqliteRuntime.Command(_file.Connection, sql);
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read())
            names.Add(reader.GetString(0));
        return names;
    });

    /// <summary>Keeps feedback. A listener comes into being with the first word.</summary>
    /// <param name="listener">A name of 1 to 64 characters.</param>
    /// <param name="kind">What was said.</param>
    /// <param name="track">Of which song.</param>
    /// <param name="mood">The present mood.</param>
    /// <param name="mode">The mode.</param>
    /// <returns>What was kept: read at once, since it may be deleted a moment later.</returns>
    public FeedbackEvent Add(string listener, FeedbackKind kind, Track track, ValenceArousal mood, MoodMode mode)
    {
        ArgumentNullException.ThrowIfNull(track);
        return _file.Transaction(() =>
        {
            var key = KeyOf(listener, create: true);
            return Insert(key, kind, track, mood, mode, LastOffer(key, track.Id)?.Number);
        });
    }

    /// <summary>Keeps feedback under the mood and mode in which the listener was last offered the song; neutral and match when
    /// it never was.</summary>
    /// <inheritdoc cref="Add(string, FeedbackKind, Track, ValenceArousal, MoodMode)"/>
    public FeedbackEvent Add(string listener, FeedbackKind kind, Track track)
    {
        ArgumentNullException.ThrowIfNull(track);
        return _file.Transaction(() =>
        {
            var key = KeyOf(listener, create: true);
            var offer = LastOffer(key, track.Id);
            return Insert(key, kind, track, offer?.Mood ?? EmotionAffect.Of(Emotion.Neutral), offer?.Mode ?? MoodMode.Match, offer?.Number);
        });
    }

    private FeedbackEvent Insert(long listener, FeedbackKind kind, Track track, ValenceArousal mood, MoodMode mode, long? offer)
    {
        RequireFewer("feedback", listener, MostWords, "words on songs");
        SqliteRuntime.Execute(_file.Connection,
            "INSERT INTO feedback (listener, at, kind, mode, mood_valence, mood_arousal, track, title, artist, genre, " +
            "language, year, popularity, valence, arousal, offer) "
            + "VALUES ($listener, $at, $kind, $mode, $mv, $ma, $track, $title, $artist, $genre, $language, $year, " +
                "$popularity, $valence, $arousal, $offer)",
            ("$listener", listener), ("$at", Now()), ("$kind", kind.ToString()), ("$mode", mode.ToString()),
                ("$mv", mood.Valence), ("$ma", mood.Arousal),
            ("$track", track.Id), ("$title", track.Title), ("$artist", track.Artist), ("$genre", track.Genre),
                ("$language", track.Language), ("$year", track.Year),
            ("$popularity", track.Popularity), ("$valence", track.Affect.Valence), ("$arousal", track.Affect.Arousal), ("$offer", offer));
        return Read($"SELECT {Columns} FROM feedback WHERE number = last_insert_rowid()").Single();
    }

    private void RequireFewer(string table, long listener, int most, string what)
    {
        var sql = $"SELECT count(*) FROM {table} WHERE listener = $listener";
        if (SqliteRuntime.Number(_file.Connection, sql, ("$listener", listener)) >= most)
            throw new MusicException($"There are {most} {what} already: take some back, or begin another profile.");
    }

    private (long Number, ValenceArousal Mood, MoodMode Mode)? LastOffer(long listener, string track)
    {
        using var command = SqliteRuntime.Command(_file.Connection,
            "SELECT o.number, o.mood_valence, o.mood_arousal, o.mode FROM offered s JOIN offer o ON o.number = s.offer " +
            "WHERE s.track = $track AND o.listener = $listener ORDER BY o.number DESC LIMIT 1",
            ("$track", track), ("$listener", listener));
        using var r = command.ExecuteReader();
        return r.Read() ? (r.GetInt64(0), new ValenceArousal(r.GetDouble(1), r.GetDouble(2)), Parse<MoodMode>(r.GetString(3))) : null;
    }

    /// <summary>Keeps what was offered, so that feedback can be linked to it and other policies judged by it.</summary>
    /// <param name="listener">A name of 1 to 64 characters.</param>
    /// <param name="policy">How the songs were chosen.</param>
    /// <param name="mood">The present mood.</param>
    /// <param name="mode">The mode.</param>
    /// <param name="songs">The songs in order, each with its propensity.</param>
    /// <returns>The offer's number.</returns>
    public long AddOffer(string listener, string policy, ValenceArousal mood, MoodMode mode, IReadOnlyList<OfferedSong> songs)
    {
        ArgumentNullException.ThrowIfNull(songs);
        return _file.Transaction(() =>
        {
            var key = KeyOf(listener, create: true);
            SqliteRuntime.Execute(_file.Connection,
                "INSERT INTO offer (listener, at, policy, mode, mood_valence, mood_arousal, word) "
                + "VALUES ($listener, $at, $policy, $mode, $mv, $ma, (SELECT coalesce(max(number), 0) FROM feedback WHERE " +
                    "listener = $listener))",
                ("$listener", key), ("$at", Now()), ("$policy", policy), ("$mode", mode.ToString()),
                    ("$mv", mood.Valence), ("$ma", mood.Arousal));
            var number = SqliteRuntime.Number(_file.Connection, "SELECT last_insert_rowid()");
            for (var i = 0; i < songs.Count; i++)
            {
                SqliteRuntime.Execute(_file.Connection,
                    "INSERT INTO offered (offer, position, track, propensity) VALUES ($offer, $position, $track, $propensity)",
                    ("$offer", number), ("$position", i + 1), ("$track", songs[i].Track), ("$propensity", songs[i].Propensity));
            }
            SqliteRuntime.Execute(_file.Connection, "DELETE FROM offer WHERE number <= "
                + "(SELECT number FROM offer WHERE listener = $listener ORDER BY number DESC LIMIT 1 OFFSET $kept) "
                + "AND listener = $listener",
                ("$listener", key), ("$kept", KeptOffers));
            return number;
        });
    }

    /// <summary>What was offered to a listener, oldest first; empty for a listener we do not know.</summary>
    public IReadOnlyList<Offer> OffersOf(string listener) => _file.Use(() =>
    {
        using var command = SqliteRuntime.Command(_file.Connection,
            "SELECT o.number, o.at, o.policy, o.mode, o.mood_valence, o.mood_arousal, s.track, s.propensity FROM offer o " +
            "LEFT JOIN offered s ON s.offer = o.number "
            + "WHERE o.listener = $listener ORDER BY o.number, s.position", ("$listener", KeyOf(listener, create: false)));
        using var r = command.ExecuteReader();
        var offers = new List<Offer>();
        var songs = new List<OfferedSong>();
        while (r.Read())
        {
            if (offers.Count == 0 || offers[^1].Number != r.GetInt64(0))
            {
                songs = [];
                offers.Add(new Offer(r.GetInt64(0), When(r.GetString(1)), r.GetString(2),
                    new ValenceArousal(r.GetDouble(4), r.GetDouble(5)), Parse<MoodMode>(r.GetString(3)), songs));
            }
            if (!r.IsDBNull(6))
                songs.Add(new OfferedSong(r.GetString(6), r.GetDouble(7)));
        }
        return offers;
    });

    /// <summary>How many lists a listener was offered.</summary>
    public int OfferCount(string listener) =>
        _file.Use(() => (int)SqliteRuntime.Number(
            _file.Connection, "SELECT count(*) FROM offer WHERE listener = $listener", ("$listener", KeyOf(listener, create: false))));

    /// <summary>Takes the last feedback back: the row is deleted, and so are the lists that were chosen with it.</summary>
    /// <returns>What was taken back, or null when there is nothing left.</returns>
    public FeedbackEvent? Undo(string listener) => _file.Transaction(() =>
    {
        var key = KeyOf(listener, create: false);
        var last = Read($"SELECT {Columns} FROM feedback WHERE listener = $listener ORDER BY number DESC LIMIT 1",
            ("$listener", key)).FirstOrDefault();
        if (last is not null)
        {
            SqliteRuntime.Execute(_file.Connection, "DELETE FROM feedback WHERE number = $number", ("$number", last.Number));
            SqliteRuntime.Execute(_file.Connection, "DELETE FROM offer WHERE listener = $listener AND word >= $number",
                ("$listener", key), ("$number", last.Number));
        }
        return last;
    });

    /// <summary>A listener's feedback, oldest first; empty for a listener we do not know.</summary>
    public IReadOnlyList<FeedbackEvent> EventsOf(string listener) =>
        _file.Use(() => Read($"SELECT {Columns} FROM feedback WHERE listener = $listener ORDER BY number",
            ("$listener", KeyOf(listener, create: false))));

    /// <summary>What a listener's feedback says about songs; neutral for a listener we do not know.</summary>
    /// <param name="listener">The name.</param>
    /// <param name="exploreSeed">See <see cref="ListenerTaste"/>.</param>
    public ListenerTaste TasteOf(string listener, int? exploreSeed = null) => new(EventsOf(listener), exploreSeed);

    /// <summary>Keeps a correction of a reading.</summary>
    /// <returns>Its number.</returns>
    public long Correct(string listener, EmotionProbabilities read, Emotion said)
    {
        ArgumentNullException.ThrowIfNull(read);
        return _file.Transaction(() =>
        {
            if (_rights?.Agrees(listener) == false)
                throw _rights.Exists(listener) ? NotKeptException.WithoutConsent() : NotKeptException.Deleted();
            var key = KeyOf(listener, create: true);
            RequireFewer("correction", key, MostCorrections, "corrections");
            SqliteRuntime.Execute(_file.Connection,
                "INSERT INTO correction (listener, at, said, probabilities) VALUES ($listener, $at, $said, $probabilities)",
                ("$listener", key), ("$at", Now()), ("$said", said.Name()),
                    ("$probabilities", JsonSerializer.Serialize(read.Values)));
            return SqliteRuntime.Number(_file.Connection, "SELECT last_insert_rowid()");
        });
    }

    /// <summary>A listener's corrections, oldest first.</summary>
    public IReadOnlyList<Correction> CorrectionsOf(string listener) => _file.Use(() =>
    {
        using var command = SqliteRuntime.Command(
            _file.Connection, "SELECT number, at, said, probabilities FROM correction WHERE listener = $listener ORDER BY number",
            ("$listener", KeyOf(listener, create: false)));
        using var r = command.ExecuteReader();
        var corrections = new List<Correction>();
        while (r.Read())
        {
            if (!Emotions.TryParse(r.GetString(2), out var said)
                || JsonSerializer.Deserialize<double[]>(r.GetString(3)) is not { Length: Emotions.Count } read)
                throw new MusicException($"{_path} is damaged: a correction cannot be read. Restore it from a copy.");
            corrections.Add(new Correction(r.GetInt64(0), When(r.GetString(1)), new EmotionProbabilities(read), said));
        }
        return corrections;
    });

    /// <summary>Deletes for good what may hold readings of a listener: corrections, and offers, which hold the mood that they
    /// were made for. Feedback stays.</summary>
    /// <returns>How many corrections and offers there were.</returns>
    public int DeleteReadings(string listener)
    {
        var deleted = _file.Transaction(() =>
        {
            var key = KeyOf(listener, create: false);
            ErasureSchema.Begin(_file.Connection);
            return SqliteRuntime.Execute(_file.Connection, "DELETE FROM correction WHERE listener = $listener", ("$listener", key))
                + SqliteRuntime.Execute(_file.Connection, "DELETE FROM offer WHERE listener = $listener", ("$listener", key));
        });
        _file.FinishErasure();
        return deleted;
    }

    /// <summary>Writes all that is kept of a listener as one JSON document.</summary>
    /// <param name="listener">The name.</param>
    /// <param name="stream">Where to; left open.</param>
    /// <exception cref="MusicException">There is no such listener.</exception>
    public void Export(string listener, Stream stream)
    {
        if (!Names().Contains(listener))
            throw new MusicException($"There is no listener '{listener}'.");
        ListenerExport.Write(listener, EventsOf(listener), OffersOf(listener), CorrectionsOf(listener), stream);
    }

    /// <summary>Deletes all that is kept of a listener for good: rows are overwritten, the file is rebuilt and the log emptied.</summary>
    /// <returns>False when there was no such listener.</returns>
    public bool Delete(string listener)
    {
        var deleted = _file.Transaction(() =>
        {
            ErasureSchema.Begin(_file.Connection);
            return SqliteRuntime.Execute(_file.Connection, "DELETE FROM listener WHERE name = $name", ("$name", listener)) > 0;
        });
        _file.FinishErasure();
        return deleted;
    }

    /// <summary>Finds out whether the file can be written.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    public void TryWrite() => _file.TryWrite();

    /// <summary>Lets the file grow to a number of pages only; beyond, writing fails as on a full disk.</summary>
    /// <param name="pages">Pages of SQLite, usually 4 KiB each; never fewer than the file has.</param>
    public void LimitPages(int pages) => _file.LimitPages(pages);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // A crash may have come between the deletion of a profile and that of its words, or before the file was rebuilt.
    private void FinishDeletions()
    {
        if (_rights is not null)
        {
            foreach (var orphan in NamesBy("SELECT name FROM listener WHERE of_profile = 1").Where(name => !_rights.Exists(name)))
                Delete(orphan);
        }
        if (_file.Use(() => ErasureSchema.IsUnderWay(_file.Connection)))
            _file.FinishErasure();
    }

    private long KeyOf(string listener, bool create)
    {
        if (string.IsNullOrWhiteSpace(listener) || listener.Length > LongestName)
            throw new MusicException($"A listener's name has 1 to {LongestName} characters.");
        if (create && _rights?.Exists(listener) == false)
            throw NotKeptException.Deleted();
        if (create)
            SqliteRuntime.Execute(_file.Connection,
                "INSERT INTO listener (name, created, of_profile) VALUES ($name, $at, $of) ON CONFLICT (name) DO NOTHING",
                ("$name", listener), ("$at", Now()), ("$of", _rights is null ? 0 : 1));
        return SqliteRuntime.Number(_file.Connection, "SELECT key FROM listener WHERE name = $name", ("$name", listener));
    }

    private List<FeedbackEvent> Read(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = SqliteRuntime.Command(_file.Connection, sql, parameters);
        using var r = command.ExecuteReader();
        var events = new List<FeedbackEvent>();
        while (r.Read())
        {
            var track = new Track
            {
                Id = r.GetString(6),
                Title = r.GetString(7),
                Artist = r.GetString(8),
                Genre = r.GetString(9),
                Language = r.GetString(10),
                Year = r.IsDBNull(11) ? null : r.GetInt32(11),
                Popularity = r.GetDouble(12),
                Affect = new ValenceArousal(r.GetDouble(13), r.GetDouble(14)),
            };
            events.Add(new FeedbackEvent(
                r.GetInt64(0), When(r.GetString(1)), Parse<FeedbackKind>(r.GetString(2)), track,
                    new ValenceArousal(r.GetDouble(4), r.GetDouble(5)), Parse<MoodMode>(r.GetString(3)))
            {
                Offer = r.IsDBNull(15) ? null : r.GetInt64(15),
            });
        }
        return events;
    }

    private T Parse<T>(string name)
        where T : struct, Enum =>
        Enum.TryParse<T>(name, out var value) ? value
            : throw new MusicException($"{_path} is damaged: '{name}' is not known there. Restore it from a copy.");

    private string Now() => _clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset When(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
