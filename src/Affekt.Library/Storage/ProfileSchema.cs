namespace Affekt.Library.Storage;

/// <summary>The tables of the file of profiles.</summary>
internal static class ProfileSchema
{
    /// <summary>"AFKP" in ASCII.</summary>
    public const int ApplicationId = 0x41464B50;

    /// <summary>All steps that ever were. Never change one that was released; add another.</summary>
    public static IReadOnlyList<string> Steps { get; } =
    [
        // A browser is known by the hash of its secret, so that the file does not hold what opens a profile.
        """
        CREATE TABLE browser (key INTEGER PRIMARY KEY, secret BLOB NOT NULL UNIQUE, active INTEGER REFERENCES profile(key) ON DELETE SET NULL);
        CREATE TABLE profile (
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            browser INTEGER NOT NULL REFERENCES browser(key) ON DELETE CASCADE,
            name TEXT NOT NULL,
            created TEXT NOT NULL,
            settings TEXT NOT NULL,
            consent_what TEXT,
            consent_version INTEGER,
            consent_when TEXT);
        CREATE INDEX profile_of ON profile(browser);
        CREATE TABLE mood (
            key INTEGER PRIMARY KEY,
            profile INTEGER NOT NULL REFERENCES profile(key) ON DELETE CASCADE,
            at TEXT NOT NULL,
            way TEXT NOT NULL,
            valence REAL NOT NULL,
            arousal REAL NOT NULL,
            emotion TEXT,
            mode TEXT NOT NULL);
        CREATE INDEX mood_of ON mood(profile, key);
        """,
        ErasureSchema.Step,
    ];
}
