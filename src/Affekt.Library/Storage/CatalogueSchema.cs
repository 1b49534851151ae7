namespace Affekt.Library.Storage;

/// <summary>The tables of a catalogue file.</summary>
internal static class CatalogueSchema
{
    /// <summary>"AFKC" in ASCII.</summary>
    public const int ApplicationId = 0x41464B43;

    /// <summary>All steps that ever were. Never change one that was released; add another.</summary>
    public static IReadOnlyList<string> Steps { get; } =
    [
        // One wide row a song, because a recommendation reads hundreds of whole songs and nothing else.
        // track_place holds valence, arousal and popularity / 100, so that a search can ask for well-known songs near a point.
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
    ];
}
