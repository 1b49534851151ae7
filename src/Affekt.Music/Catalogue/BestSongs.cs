namespace Affekt.Music.Catalogue;

/// <summary>Collects the songs that score highest: what every search ends in, in memory or in a database. For one thread.</summary>
/// <typeparam name="T">A song, or whatever leads to it.</typeparam>
/// <param name="limit">The most songs to keep, above zero.</param>
public sealed class BestSongs<T>(int limit)
{
    private readonly PriorityQueue<T, double> _kept = new(limit + 1);

    /// <summary>True when only better songs can still be added.</summary>
    public bool IsFull => _kept.Count == limit;

    /// <summary>True when a song with this score would be kept; negative infinity never is.</summary>
    public bool Takes(double score) =>
        !double.IsNegativeInfinity(score) && (!IsFull || _kept.TryPeek(out _, out var least) && score > least);

    /// <summary>Adds a song that <see cref="Takes"/> let in; the worst one leaves if there are too many.</summary>
    public void Add(T song, double score)
    {
        if (IsFull)
            _kept.DequeueEnqueue(song, score);
        else
            _kept.Enqueue(song, score);
    }

    /// <summary>Empties the collection: best first.</summary>
    public T[] TakeBestFirst()
    {
        var songs = new T[_kept.Count];
        for (var i = songs.Length - 1; i >= 0; i--)
            songs[i] = _kept.Dequeue();
        return songs;
    }
}
