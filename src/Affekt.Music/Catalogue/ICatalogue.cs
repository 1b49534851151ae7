namespace Affekt.Music.Catalogue;

/// <summary>The read side of a collection of songs. Safe to use from several threads.</summary>
public interface ICatalogue
{
    /// <summary>The number of songs.</summary>
    int Count { get; }

    /// <summary>The song with this id, or null.</summary>
    Track? Find(string id);

    /// <summary>The songs that score highest among all that pass the filter: what lists and journeys are
    /// chosen from. Look in one origin at a time where that origin may hold few of many songs.</summary>
    /// <param name="score">The score of a song; negative infinity leaves it out.</param>
    /// <param name="filter">What a song must fulfil.</param>
    /// <param name="limit">The most songs to return, above zero.</param>
    /// <param name="part">
    /// A number lets a very large catalogue look at an even part of its songs only, another part for another number; null looks
    /// at all of them.
    /// </param>
    /// <returns>At most <paramref name="limit"/> songs, best first.</returns>
    IReadOnlyList<Track> Best(Func<SongPlace, double> score, TrackFilter filter, int limit, ulong? part = null);

    /// <summary>Songs whose title or artist contains every word of <paramref name="text"/> (case and accents ignored), best
    /// known first.</summary>
    /// <param name="text">One or more words; blank text finds nothing.</param>
    /// <param name="limit">The most songs to return, above zero.</param>
    IReadOnlyList<Track> Search(string text, int limit);
}
