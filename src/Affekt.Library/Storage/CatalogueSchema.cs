using Affekt.Music.Catalogue;
using Microsoft.Data.Sqlite;

namespace Affekt.Library.Storage;

/// <summary>The tables of a catalogue file.</summary>
internal static class CatalogueSchema
{
    /// <summary>"AFKC" in ASCII.</summary>
    public const int ApplicationId = 0x41464B43;

    /// <summary>Gives a connection the functions that the steps call.</summary>
    public static SqliteConnection WithFunctions(SqliteConnection connection)
    {
        connection.CreateFunction("is_mine", (string id, bool hasFile) => !StarterCatalogue.Holds(id, hasFile));
        connection.CreateFunction("song_number", (string artist, string title) =>
            SqliteSearch.Number(SongPlace.KeyOf(TextKey.Song(artist, title))));
        return connection;
    }

    /// <summary>All steps that ever were. Never change one that was released; add another.</summary>
    public static IReadOnlyList<string> Steps { get; } =
    [
        // One wide row a song, because a recommendation reads hundreds of whole songs and nothing else.
        // track_place was an index over the plane, which the second step drops.
        """
        CREATE TABLE track (
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            artist TEXT NOT NULL,
            year INTEGER,
            genre TEXT NOT NULL,
            language TEXT NOT NULL,
            moods TEXT NOT NULL,
            popularity REAL NOT NULL,
            valence REAL NOT NULL,
            arousal REAL NOT NULL,
            uncertainty REAL NOT NULL,
            source TEXT NOT NULL,
            tempo REAL,
            explicit INTEGER NOT NULL,
            location TEXT);
        CREATE TABLE track_feature (
            key INTEGER PRIMARY KEY REFERENCES track(key) ON DELETE CASCADE,
            valence REAL NOT NULL, energy REAL NOT NULL, danceability REAL NOT NULL, acousticness REAL NOT NULL, instrumentalness REAL NOT NULL,
            speechiness REAL NOT NULL, liveness REAL NOT NULL, loudness REAL NOT NULL, tempo REAL NOT NULL);
        CREATE VIRTUAL TABLE track_place USING rtree(key, valence_low, valence_high, arousal_low, arousal_high, known_low, known_high);
        CREATE VIRTUAL TABLE track_text USING fts5(title, artist);
        """,
        // What a search over more songs than memory should hold goes by, little enough to go over many of them: see SqliteSearch.
        """
        DROP TABLE track_place;
        CREATE TABLE genre (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE track_choice (
            is_mine INTEGER NOT NULL,
            song INTEGER NOT NULL,
            key INTEGER NOT NULL REFERENCES track(key) ON DELETE CASCADE,
            valence REAL NOT NULL,
            arousal REAL NOT NULL,
            uncertainty REAL NOT NULL,
            popularity REAL NOT NULL,
            year INTEGER,
            genre INTEGER NOT NULL REFERENCES genre(number),
            language TEXT NOT NULL,
            explicit INTEGER NOT NULL,
            PRIMARY KEY (is_mine, song, key)) WITHOUT ROWID;
        INSERT INTO genre (name) SELECT DISTINCT genre FROM track;
        INSERT INTO track_choice SELECT is_mine(id, location IS NOT NULL), song_number(artist, title), key, valence, arousal,
            uncertainty, popularity, year, number, lower(language), explicit FROM track JOIN genre ON name = genre ORDER BY 1, 2, 3;
        CREATE UNIQUE INDEX track_choice_key ON track_choice (key);
        CREATE INDEX track_choice_genre ON track_choice (is_mine, genre);
        CREATE INDEX track_choice_year ON track_choice (is_mine, year);
        CREATE INDEX track_file ON track (id) WHERE location IS NOT NULL;
        """,
        // What own files say beyond a list, the files themselves, and what was heard in them. A song is heard once: what was heard is
        // kept under a hash of the sound, so that tags, names and folders may change. Files of songs that were imported before are
        // taken for changed.
        """
        ALTER TABLE track ADD COLUMN genres TEXT NOT NULL DEFAULT '';
        ALTER TABLE track ADD COLUMN album TEXT NOT NULL DEFAULT '';
        ALTER TABLE track ADD COLUMN album_artist TEXT NOT NULL DEFAULT '';
        ALTER TABLE track ADD COLUMN number INTEGER;
        ALTER TABLE track ADD COLUMN compilation INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE track ADD COLUMN seconds REAL;
        ALTER TABLE track ADD COLUMN music_key TEXT NOT NULL DEFAULT '';
        CREATE TABLE song_file (
            path TEXT PRIMARY KEY,
            id TEXT,
            size INTEGER NOT NULL,
            written INTEGER NOT NULL,
            passed TEXT,
            audio TEXT,
            heard INTEGER NOT NULL DEFAULT 0,
            problem TEXT,
            gone INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
        CREATE INDEX song_file_id ON song_file(id);
        CREATE INDEX song_file_audio ON song_file(audio);
        CREATE TABLE heard (
            audio TEXT PRIMARY KEY,
            version INTEGER NOT NULL,
            features BLOB NOT NULL,
            seconds REAL NOT NULL,
            complete INTEGER NOT NULL,
            tempo REAL,
            pulse REAL NOT NULL,
            music_key TEXT NOT NULL,
            key_clarity REAL NOT NULL,
            loudness REAL NOT NULL,
            decoder TEXT NOT NULL) WITHOUT ROWID;
        INSERT OR IGNORE INTO song_file (path, id, size, written) SELECT location, id, 0, 0 FROM track WHERE location IS NOT NULL;
        """,
    ];
}
