using Affekt.App.Answers;
using Affekt.App.Catalogues;
using Affekt.Music.Recommendations;

namespace Affekt.Server.Endpoints;

/// <summary>Answers with songs, which say of own songs where this server plays them.</summary>
/// <param name="library">Knows which songs can be played.</param>
internal sealed class PlayableSongs(SongLibrary library)
{
    /// <summary>The answer for a list.</summary>
    public RecommendationAnswer Answer(RecommendationList list, MoodMode mode)
    {
        var answer = list.ToAnswer(mode);
        return answer with { Songs = WithSound(answer.Songs) };
    }

    /// <summary>The answer for a journey.</summary>
    public JourneyAnswer Answer(Journey journey, MoodMode mode)
    {
        var answer = journey.ToAnswer(mode);
        return answer with { Songs = WithSound(answer.Songs) };
    }

    /// <summary>Says of own songs where they can be heard.</summary>
    public IReadOnlyList<SongAnswer> WithSound(IEnumerable<SongAnswer> songs) =>
        [.. songs.Select(song => library.Snapshot.CanPlay(song.Id)
            ? song with { Audio = PlayApi.AudioOf(song.Id), Cover = PlayApi.CoverOf(song.Id) } : song)];
}
