using Affekt.Music;

namespace Affekt.Server.Listeners;

/// <summary>What listeners like, computed once after each word of theirs.</summary>
/// <param name="store">Where their words are kept.</param>
internal sealed class Tastes(ListenerStore store)
{
    // Tastes are small, but visitors may be many: those who come back are computed again.
    private const int Kept = 256;

    private readonly Dictionary<string, ListenerTaste> _known = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>The taste of a profile; null while nothing was said.</summary>
    public ListenerTaste? Of(Profile? profile)
    {
        if (profile is null)
            return null;
        // Reading happens within the lock, so that a word that is said meanwhile is not overlooked.
        lock (_lock)
        {
            if (!_known.TryGetValue(profile.Id, out var taste))
            {
                if (_known.Count >= Kept)
                    _known.Clear();
                _known[profile.Id] = taste = store.TasteOf(profile.Id);
            }
            return taste.Count > 0 ? taste : null;
        }
    }

    /// <summary>Forgets what was computed: something was said.</summary>
    public void Forget(string id)
    {
        lock (_lock)
            _known.Remove(id);
    }
}
