using System.Globalization;
using System.Text.Json;
using Affekt.Music;

namespace Affekt.Library.Storage;

/// <summary>Profiles by browser, their consent, settings and moods, in one SQLite file. Safe to use from several threads.</summary>
public sealed class ProfileStore : IListenerRights, IDisposable
{
    /// <summary>The most profiles in one browser.</summary>
    public const int MostProfiles = 20;

    /// <summary>The longest name, in characters.</summary>
    public const int LongestName = 40;

    /// <summary>How many moods are kept of a profile; older ones go.</summary>
    public const int KeptMoods = 2000;

    private const string Columns = "p.id, p.name, p.created, p.settings, p.consent_what, p.consent_version, p.consent_when";

    private readonly SqliteFile _file;
    private readonly TimeProvider _clock;
    private readonly Func<string> _newId;

    /// <summary>Opens the file, creating it when it is not there.</summary>
    /// <exception cref="MusicException">The file is of another kind, is damaged, or was written by a newer Affekt.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public ProfileStore(string path, TimeProvider clock, Func<string> newId)
    {
        (_clock, _newId) = (clock, newId);
        _file = new SqliteFile(path, () => SqliteRuntime.OpenErasing(path),
            connection => Migrations.Apply(connection, path, ProfileSchema.ApplicationId, ProfileSchema.Steps));
        try
        {
            // A crash may have come before the file was rebuilt.
            if (_file.Use(() => ErasureSchema.IsUnderWay(_file.Connection)))
                _file.FinishErasure();
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>The profiles of a browser, oldest first, and the id of the active one.</summary>
    /// <param name="secret">The hash of the browser's secret.</param>
    public (IReadOnlyList<Profile> All, Profile? Active) Of(byte[] secret) => _file.Use(() =>
    {
        var all = Read($"SELECT {Columns}, p.key = b.active FROM profile p JOIN browser b ON b.key = p.browser WHERE " +
            $"b.secret = $secret ORDER BY p.key", secret);
        return ((IReadOnlyList<Profile>)[.. all.Select(row => row.Profile)], all.FirstOrDefault(row => row.Active).Profile);
    });

    /// <summary>The active profile of a browser, or null.</summary>
    /// <param name="secret">The hash of the browser's secret.</param>
    public Profile? ActiveOf(byte[] secret) => _file.Use(() =>
        Read($"SELECT {Columns}, 1 FROM browser b JOIN profile p ON p.key = b.active WHERE b.secret = $secret", secret)
            .FirstOrDefault().Profile);

    /// <summary>Makes a profile and makes it the active one.</summary>
    /// <exception cref="MusicException">The name is empty or too long, or the browser has too many profiles.</exception>
    public Profile Create(byte[] secret, string name)
    {
        var profile = new Profile(_newId(), CheckName(name), _clock.GetUtcNow(), null, new ProfileSettings());
        return _file.Transaction(() =>
        {
            if (Number("SELECT count(*) FROM profile p JOIN browser b ON b.key = p.browser WHERE b.secret = $secret",
                ("$secret", secret)) >= MostProfiles)
                throw new MusicException($"There are {MostProfiles} profiles in this browser already: delete one first.");
            Execute("INSERT INTO browser (secret) VALUES ($secret) ON CONFLICT (secret) DO NOTHING", ("$secret", secret));
            Execute("INSERT INTO profile (id, browser, name, created, settings) SELECT $id, key, $name, $created, $settings " +
                "FROM browser WHERE secret = $secret",
                ("$secret", secret), ("$id", profile.Id), ("$name", profile.Name), ("$created", Text(profile.Created)),
                    ("$settings", Json(profile.Settings)));
            Execute("UPDATE browser SET active = last_insert_rowid() WHERE secret = $secret", ("$secret", secret));
            return profile;
        });
    }

    /// <summary>True when the browser has a profile.</summary>
    /// <param name="secret">The hash of the browser's secret.</param>
    public bool Knows(byte[] secret) =>
        _file.Use(() => Number("SELECT EXISTS (SELECT 1 FROM browser WHERE secret = $secret)", ("$secret", secret)) == 1);

    /// <inheritdoc/>
    public bool Exists(string listener) =>
        _file.Use(() => Number("SELECT EXISTS (SELECT 1 FROM profile WHERE id = $id)", ("$id", listener)) == 1);

    /// <inheritdoc/>
    public bool Agrees(string listener) => _file.Use(() => Number(
        "SELECT EXISTS (SELECT 1 FROM profile WHERE id = $id AND consent_version IS NOT NULL)", ("$id", listener)) == 1);

    /// <summary>Makes a profile of the browser its active one; null for none.</summary>
    /// <returns>False when the browser has no such profile.</returns>
    public bool Activate(byte[] secret, string? id) => _file.Use(() => id is null
        ? Execute("UPDATE browser SET active = NULL WHERE secret = $secret", ("$secret", secret)) > 0
        : Execute("UPDATE browser SET active = (SELECT key FROM profile WHERE id = $id AND browser = browser.key) WHERE secret = $secret "
            + "AND EXISTS (SELECT 1 FROM profile WHERE id = $id AND browser = browser.key)", ("$secret", secret), ("$id", id)) > 0);

    /// <summary>Gives a profile another name.</summary>
    /// <exception cref="MusicException">The name is empty or too long.</exception>
    /// <exception cref="NotKeptException">The profile was deleted.</exception>
    public void Rename(string id, string name)
    {
        var good = CheckName(name);
        Change("UPDATE profile SET name = $name WHERE id = $id", ("$id", id), ("$name", good));
    }

    /// <summary>Keeps the settings of a profile.</summary>
    /// <exception cref="NotKeptException">The profile was deleted.</exception>
    public void Save(string id, ProfileSettings settings) =>
        Change("UPDATE profile SET settings = $settings WHERE id = $id", ("$id", id), ("$settings", Json(settings)));

    /// <summary>Records that somebody agreed, with what, when and which version.</summary>
    /// <exception cref="NotKeptException">The profile was deleted.</exception>
    public Consent Agree(string id)
    {
        var consent = new Consent(Consent.Purpose, Consent.PresentVersion, _clock.GetUtcNow());
        Change("UPDATE profile SET consent_what = $what, consent_version = $version, consent_when = $when WHERE id = $id",
            ("$id", id), ("$what", consent.What), ("$version", consent.Version), ("$when", Text(consent.When)));
        return consent;
    }

    /// <summary>Takes consent back: the record goes, and with it every mood that came from a picture.</summary>
    public void Withdraw(string id) => Erase(() =>
    {
        Execute("DELETE FROM mood WHERE way IN ('Photo', 'Camera') AND profile = (SELECT key FROM profile WHERE id = $id)", ("$id", id));
        return Execute("UPDATE profile SET consent_what = NULL, consent_version = NULL, consent_when = NULL WHERE id = $id", ("$id", id));
    });

    /// <summary>Keeps a mood.</summary>
    /// <exception cref="NotKeptException">The profile was deleted, or the mood came of a picture and there is no consent.</exception>
    public void Add(string id, MoodEntry mood) => _file.Transaction(() =>
    {
        if (mood.Way is MoodWay.Photo or MoodWay.Camera && !Agrees(id))
            throw Exists(id) ? NotKeptException.WithoutConsent() : NotKeptException.Deleted();
        if (Execute("INSERT INTO mood (profile, at, way, valence, arousal, emotion, mode) SELECT key, $at, $way, $valence, " +
            "$arousal, $emotion, $mode FROM profile WHERE id = $id",
            ("$id", id), ("$at", Text(mood.At)), ("$way", mood.Way.ToString()), ("$valence", mood.Mood.Valence),
                ("$arousal", mood.Mood.Arousal),
            ("$emotion", mood.Emotion?.Name()), ("$mode", mood.Mode.ToString())) == 0)
            throw NotKeptException.Deleted();
        return Execute("DELETE FROM mood WHERE key IN (SELECT m.key FROM mood m JOIN profile p ON p.key = m.profile WHERE " +
            "p.id = $id ORDER BY m.key DESC LIMIT -1 OFFSET $kept)",
            ("$id", id), ("$kept", KeptMoods));
    });

    /// <summary>The latest moods of a profile, oldest first.</summary>
    public IReadOnlyList<MoodEntry> MoodsOf(string id, int limit = KeptMoods) => _file.Use(() =>
    {
        using var command = SqliteRuntime.Command(_file.Connection,
            "SELECT m.at, m.way, m.valence, m.arousal, m.emotion, m.mode FROM mood m JOIN profile p ON p.key = m.profile " +
            "WHERE p.id = $id ORDER BY m.key DESC LIMIT $limit",
            ("$id", id), ("$limit", limit));
        using var r = command.ExecuteReader();
        var moods = new List<MoodEntry>();
        while (r.Read())
        {
            Emotion? named = !r.IsDBNull(4) && Emotions.TryParse(r.GetString(4), out var emotion) ? emotion : null;
            moods.Add(new MoodEntry(When(r.GetString(0)), Enum.Parse<MoodWay>(r.GetString(1)),
                new ValenceArousal(r.GetDouble(2), r.GetDouble(3)), named, Enum.Parse<MoodMode>(r.GetString(5))));
        }
        moods.Reverse();
        return moods;
    });

    /// <summary>Deletes a profile for good; its browser too when it was the last.</summary>
    public void Delete(string id) => Erase(() =>
    {
        Execute("DELETE FROM profile WHERE id = $id", ("$id", id));
        return Execute("DELETE FROM browser WHERE NOT EXISTS (SELECT 1 FROM profile WHERE browser = browser.key)");
    });

    /// <summary>Finds out whether the file can be written.</summary>
    /// <exception cref="IOException">It cannot.</exception>
    public void TryWrite() => _file.TryWrite();

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>A name without blanks around it.</summary>
    /// <exception cref="MusicException">It is empty or too long.</exception>
    public static string CheckName(string? name) =>
        name?.Trim() is { Length: >= 1 and <= LongestName } good && !good.Any(char.IsControl)
            ? good
            : throw new MusicException($"A profile's name has 1 to {LongestName} characters.");

    private List<(Profile Profile, bool Active)> Read(string sql, byte[] secret)
    {
        using var command = SqliteRuntime.Command(_file.Connection, sql, ("$secret", secret));
        using var r = command.ExecuteReader();
        var rows = new List<(Profile, bool)>();
        while (r.Read())
        {
            var consent = r.IsDBNull(4) ? null : new Consent(r.GetString(4), r.GetInt32(5), When(r.GetString(6)));
            var settings = JsonSerializer.Deserialize(r.GetString(3), ProfileJson.Default.ProfileSettings) ?? new ProfileSettings();
            rows.Add((new Profile(r.GetString(0), r.GetString(1), When(r.GetString(2)), consent, settings), !r.IsDBNull(7)
                && r.GetInt64(7) == 1));
        }
        return rows;
    }

    private void Change(string sql, params (string Name, object? Value)[] parameters)
    {
        if (_file.Use(() => Execute(sql, parameters)) == 0)
            throw NotKeptException.Deleted();
    }

    // What is deleted is overwritten (secure_delete), the file is written anew without it, and the log is emptied.
    private void Erase(Func<int> delete)
    {
        _file.Transaction(() =>
        {
            ErasureSchema.Begin(_file.Connection);
            return delete();
        });
        _file.FinishErasure();
    }

    private int Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        SqliteRuntime.Execute(_file.Connection, sql, parameters);

    private long Number(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        SqliteRuntime.Number(_file.Connection, sql, parameters);

    private static string Json(ProfileSettings settings) => JsonSerializer.Serialize(settings, ProfileJson.Default.ProfileSettings);

    private static string Text(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset When(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
