using Affekt.Music;

namespace Affekt.Library.Imports;

/// <summary>One song of a list or library that was read.</summary>
/// <param name="Place">Where it stands, for messages: "line 12" or "song 12".</param>
/// <param name="Values">What the file says of it, by <see cref="SongColumns.Places"/>; null where it says nothing.</param>
internal readonly record struct SongEntry(string Place, string?[] Values)
{
    /// <summary>An entry of which nothing is known yet.</summary>
    public static SongEntry At(string place) => new(place, new string?[SongColumns.All.Count]);

    /// <summary>The values as the fields of a row.</summary>
    public IReadOnlyList<string> Fields => [.. Values.Select(value => value ?? "")];

    /// <summary>The value of a column; empty when there is none.</summary>
    public string this[string column] => Values[SongColumns.Places[column]] ?? "";

    /// <summary>Says a value; the first that is said counts.</summary>
    public void Say(string column, string? value)
    {
        if (value is { Length: > 0 })
            Values[SongColumns.Places[column]] ??= value;
    }
}

/// <summary>A file that holds songs as entries: a playlist, a player's library, a service's export.</summary>
internal abstract class SongSource : IDisposable
{
    /// <summary>What the file is; may be told only after the first entry was read.</summary>
    public abstract string Format { get; }

    /// <summary>The share of the file that was read: 0 to 1.</summary>
    public abstract double Fraction { get; }

    /// <summary>Things that are no songs and were passed over, such as podcast episodes.</summary>
    public int Others { get; protected set; }

    /// <summary>The folder that relative paths start from; null when the file came without its folder.</summary>
    public string? Folder { get; init; }

    /// <summary>The entries, read one by one.</summary>
    /// <exception cref="MusicException">The file is damaged from here on.</exception>
    public abstract IEnumerable<SongEntry> Read();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the file.</summary>
    protected abstract void Dispose(bool disposing);
}
