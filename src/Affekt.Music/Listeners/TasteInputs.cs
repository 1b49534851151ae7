using Affekt.Music.Catalogue;

namespace Affekt.Music.Listeners;

/// <summary>A song in a mood as taste sees it: few of <see cref="Width"/> inputs are not zero.</summary>
/// <remarks>Place, place relative to the mood, popularity, age, and hashed genre, artists and language.</remarks>
public sealed class TasteInputs
{
    private const int Plain = 7;
    private const int GenreBuckets = 16;
    private const int ArtistBuckets = 32;
    private const int LanguageBuckets = 6;

    /// <summary>Where popularity stands.</summary>
    public const int Popularity = 5;

    /// <summary>The number of inputs.</summary>
    public const int Width = Plain + GenreBuckets + ArtistBuckets + LanguageBuckets;

    private readonly List<(int At, double Value)> _entries = new(Plain + 4);

    /// <summary>The inputs of a song heard in a mood.</summary>
    public TasteInputs(Track track, ValenceArousal mood)
    {
        _entries.AddRange(
        [
            (0, 0.5), (1, track.Affect.Valence), (2, track.Affect.Arousal), (3, track.Affect.Valence - mood.Valence),
                (4, track.Affect.Arousal - mood.Arousal),
            (Popularity, (track.Popularity - 50) / 50), (6, ((track.Year ?? 1990) - 1990) / 40.0),
        ]);
        Mark(track.Genre, Plain, GenreBuckets, 0.7);
        foreach (var artist in TextKey.Artists(track.Artist))
            Mark(artist, Plain + GenreBuckets, ArtistBuckets, 1);
        Mark(track.Language, Plain + GenreBuckets + ArtistBuckets, LanguageBuckets, 0.5);
    }

    /// <summary>The inputs that are not zero by definition.</summary>
    public IReadOnlyList<(int At, double Value)> Entries => _entries;

    /// <summary>The product with a weight for each input.</summary>
    public double Dot(double[] weights)
    {
        var sum = 0.0;
        foreach (var (at, value) in _entries)
            sum += value * weights[at];
        return sum;
    }

    /// <summary>The part of the product that is the same for every song.</summary>
    public double Constant(double[] weights) => _entries[0].Value * weights[_entries[0].At];

    private void Mark(string name, int first, int buckets, double value)
    {
        if (name.Length == 0)
            return;
        var at = first + (int)(StableHash.Of(name) % (uint)buckets);
        if (!_entries.Exists(entry => entry.At == at))
            _entries.Add((at, value));
    }
}

/// <summary>FNV-1a: string.GetHashCode differs from run to run, and what is learned must survive a restart.</summary>
public static class StableHash
{
    /// <summary>The value, the same on every machine.</summary>
    public static uint Of(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text)
            hash = (hash ^ c) * 16777619u;
        return hash ^ (hash >> 15);
    }
}
