using Affekt.Library.Storage;
using Affekt.Music.Listeners;
using Affekt.Music.Recommendations;

namespace Affekt.App.Songs;

/// <summary>What listeners like, computed once after each word of theirs, with the last list that was chosen by it.</summary>
/// <param name="store">Where their words are kept.</param>
public sealed class TasteCache(ListenerStore store)
{
    // Tastes are small, but visitors may be many: those who come back are computed again.
    private const int Kept = 256;

    private readonly Dictionary<string, Lazy<KnownTaste>> _known = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>The taste of a profile; null while nothing was said.</summary>
    public KnownTaste? Of(Profile? profile)
    {
        if (profile is null)
            return null;
        Lazy<KnownTaste>? known;
        lock (_lock)
        {
            if (!_known.TryGetValue(profile.Id, out known))
            {
                if (_known.Count >= Kept)
                    _known.Clear();
                _known[profile.Id] = known = new Lazy<KnownTaste>(() => new KnownTaste(store.TasteOf(profile.Id)));
            }
        }
        try
        {
            // Outside of the lock: who has said much keeps nobody else waiting. A word that is said meanwhile has this taste
            // forgotten, so that it serves what was asked before and nothing later.
            return known.Value.Taste.Count > 0 ? known.Value : null;
        }
        catch
        {
            // The next one tries again.
            Forget(profile.Id);
            throw;
        }
    }

    /// <summary>Forgets what was computed: something was said.</summary>
    public void Forget(string id)
    {
        lock (_lock)
            _known.Remove(id);
    }
}

/// <summary>A taste, and the last list that was chosen by it.</summary>
/// <param name="taste">What the words so far tell.</param>
public sealed class KnownTaste(ListenerTaste taste)
{
    private readonly Lock _lock = new();
    private RecommendationKey? _asked;
    private RecommendationList? _list;

    /// <summary>What the words so far tell.</summary>
    public ListenerTaste Taste => taste;

    /// <summary>The list for a question: the last one when that was asked before, else a new one.</summary>
    public RecommendationList ListFor(RecommendationKey question, Func<RecommendationList> choose)
    {
        lock (_lock)
        {
            if (_list is null || !question.Equals(_asked))
                (_list, _asked) = (choose(), question);
            return _list;
        }
    }
}
