namespace Affekt.Music.Listeners;

/// <summary>What recommendation needs to know of listeners, and where it logs the lists that it gave them.</summary>
public interface IListenerStore
{
    /// <summary>What a listener's feedback tells so far; an unknown listener has a taste without feedback.</summary>
    /// <param name="listener">A name of 1 to 64 characters.</param>
    /// <param name="exploreSeed">The seed of a taste drawn from its posterior; null for the mean.</param>
    ListenerTaste TasteOf(string listener, int? exploreSeed = null);

    /// <summary>How many lists the listener was offered: 0 or more.</summary>
    int OfferCount(string listener);

    /// <summary>Logs a list.</summary>
    /// <param name="listener">A name of 1 to 64 characters.</param>
    /// <param name="policy">How the list was chosen.</param>
    /// <param name="mood">The mood that it was for.</param>
    /// <param name="mode">Where the music should go.</param>
    /// <param name="songs">The songs' ids with their propensities, in order.</param>
    /// <returns>The number of the list.</returns>
    /// <exception cref="MusicException">The name is out of range.</exception>
    long AddOffer(string listener, string policy, ValenceArousal mood, MoodMode mode, IReadOnlyList<OfferedSong> songs);
}
