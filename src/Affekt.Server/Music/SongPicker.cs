using Affekt.Music;
using Affekt.Server.Contracts;
using Affekt.Server.Listeners;

namespace Affekt.Server.Music;

/// <summary>Chooses songs for whoever asks: the mood, the filter, and what the profile has said of songs before.</summary>
internal sealed class SongPicker(Library library, Tastes tastes)
{
    /// <summary>Songs for a mood, best first.</summary>
    /// <exception cref="MusicException">The request is out of range.</exception>
    public RecommendationList Recommend(RecommendationRequest request, SongFilter wish, Profile? profile)
    {
        var filter = wish.For(profile);
        var taste = tastes.Of(profile);
        return RequireOwn(filter).Recommender(filter.Own ?? false).Recommend(
            request with { Filter = filter.ToTrackFilter(), Novelty = filter.Discovery ?? 0, Excluded = taste?.Hidden ?? request.Excluded },
            taste?.ScoreFor(request.Mood.Target));
    }

    /// <summary>Songs from a mood towards the target of a mode.</summary>
    /// <exception cref="MusicException">The request is out of range, or too few songs pass the filter.</exception>
    public Journey Travel(JourneyRequest request, SongFilter wish, Profile? profile, CancellationToken cancellationToken)
    {
        var filter = wish.For(profile);
        return RequireOwn(filter).Planner(filter.Own ?? false).Plan(
            request with { Filter = filter.ToTrackFilter(), Excluded = tastes.Of(profile)?.Hidden ?? request.Excluded }, cancellationToken);
    }

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
        [.. songs.Select(song => library.Shelf.CanPlay(song.Id) ? song with { Audio = PlayApi.AudioOf(song.Id), Cover = PlayApi.CoverOf(song.Id) } : song)];

    private Shelf RequireOwn(SongFilter filter)
    {
        var shelf = library.Shelf;
        return filter.Own != true || shelf.Own.Count > 0
            ? shelf
            : throw new MusicException("This server has no music to play: start it with --music FOLDER, or allow other songs in the settings.");
    }
}
