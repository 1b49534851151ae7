namespace Affekt.Library.Storage;

/// <summary>The tables of a listeners' file.</summary>
internal static class ListenerSchema
{
    /// <summary>"AFKL" in ASCII.</summary>
    public const int ApplicationId = 0x41464B4C;

    /// <summary>All steps that ever were. Never change one that was released; add another.</summary>
    public static IReadOnlyList<string> Steps { get; } =
    [
        // Feedback keeps a copy of what taste learns from, because songs leave catalogues.
        """
        CREATE TABLE listener (key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, created TEXT NOT NULL);
        CREATE TABLE feedback (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            listener INTEGER NOT NULL REFERENCES listener(key) ON DELETE CASCADE,
            at TEXT NOT NULL,
            kind TEXT NOT NULL,
            mode TEXT NOT NULL,
            mood_valence REAL NOT NULL,
            mood_arousal REAL NOT NULL,
            track TEXT NOT NULL,
            title TEXT NOT NULL,
            artist TEXT NOT NULL,
            genre TEXT NOT NULL,
            language TEXT NOT NULL,
            year INTEGER,
            popularity REAL NOT NULL,
            valence REAL NOT NULL,
            arousal REAL NOT NULL);
        CREATE INDEX feedback_of ON feedback(listener, number);
        CREATE TABLE correction (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            listener INTEGER NOT NULL REFERENCES listener(key) ON DELETE CASCADE,
            at TEXT NOT NULL,
            said TEXT NOT NULL,
            probabilities TEXT NOT NULL);
        """,
        // What was offered, and how likely the policy was to offer it: without that, no other policy can be judged on these events.
        """
        CREATE TABLE offer (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            listener INTEGER NOT NULL REFERENCES listener(key) ON DELETE CASCADE,
            at TEXT NOT NULL,
            policy TEXT NOT NULL,
            mode TEXT NOT NULL,
            mood_valence REAL NOT NULL,
            mood_arousal REAL NOT NULL);
        CREATE INDEX offer_of ON offer(listener, number);
        CREATE TABLE offered (
            offer INTEGER NOT NULL REFERENCES offer(number) ON DELETE CASCADE,
            position INTEGER NOT NULL,
            track TEXT NOT NULL,
            propensity REAL NOT NULL,
            PRIMARY KEY (offer, position)) WITHOUT ROWID;
        CREATE INDEX offered_track ON offered(track, offer);
        ALTER TABLE feedback ADD COLUMN offer INTEGER REFERENCES offer(number) ON DELETE SET NULL;
        """,
        // The last word that a list knew of: when that is taken back, so is the list, which would tell of it.
        """
        ALTER TABLE offer ADD COLUMN word INTEGER NOT NULL DEFAULT 0;
        """,
        ErasureSchema.Step,
        // Listeners that hang on a profile of a server go with it; those of the command line stand for themselves. Profiles
        // were named by sixteen hexadecimal digits before this was kept.
        """
        ALTER TABLE listener ADD COLUMN of_profile INTEGER NOT NULL DEFAULT 0;
        UPDATE listener SET of_profile = 1 WHERE length(name) = 16 AND name NOT GLOB '*[^0-9a-f]*';
        """,
    ];
}
