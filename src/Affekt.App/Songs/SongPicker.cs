using Affekt.App.Catalogues;
using Affekt.Library.Storage;
using Affekt.Music;
using Affekt.Music.Listeners;
using Affekt.Music.Recommendations;

namespace Affekt.App.Songs;

/// <summary>Chooses songs for whoever asks: the mood, the filter, and what the profile has said of songs before.</summary>
/// <remarks>
/// Who has said nothing gets what everybody gets, and nothing is logged. Who has, gets lists of
/// <see cref="PersonalRecommender"/>, which are logged with their propensities. The same question gets the same list, without
/// another offer, until something is said.
/// </remarks>
public sealed class SongPicker(SongLibrary library, TasteCache tastes, ListenerStore listeners, TimeProvider time)
{
    /// <summary>From how many draws propensities are estimated here: enough to tell one in sixty from none, at a fourth of the
    /// cost on the command line.</summary>
    public const int Draws = 63;

    /// <summary>Songs for a mood, best first.</summary>
    /// <exception cref="MusicException">The request is out of range.</exception>
    public RecommendationList Recommend(RecommendationRequest request, SongFilter wish, Profile? profile)
    {
        var filter = wish.For(profile);
        var snapshot = RequireOwn(filter);
        var own = filter.Own ?? false;
        var asked = request with
        {
            Filter = filter.ToTrackFilter(),
            Novelty = filter.Discovery ?? 0,
            Source = filter.Source ?? MusicSource.Both,
            Draw = Draw(profile),
        };
        return tastes.Of(profile) is { } known ? known.ListFor(RecommendationKey.Of(snapshot, asked, filter), Personal)
            : snapshot.Recommender(own).Recommend(asked);

        RecommendationList Personal()
        {
            try
            {
                return new PersonalRecommender(snapshot.Songs(own), listeners, Draws).Recommend(profile!.Id, asked, known.Taste).List;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Where nothing can be written any more, there are songs all the same: those that are expected to please, for
                // what is not logged need not explore.
                return snapshot.Recommender(own)
                    .Recommend(asked with { Excluded = known.Taste.Hidden }, known.Taste.ScoreFor(asked.Mood.Start));
            }
        }
    }

    /// <summary>Songs from a mood towards the target of a mode.</summary>
    /// <exception cref="MusicException">The request is out of range, or too few songs pass the filter.</exception>
    public Journey Travel(JourneyRequest request, SongFilter wish, Profile? profile, CancellationToken cancellationToken)
    {
        var filter = wish.For(profile);
        var snapshot = RequireOwn(filter);
        var own = filter.Own ?? false;
        var asked = request with
        {
            Filter = filter.ToTrackFilter(),
            Source = filter.Source ?? MusicSource.Both,
            Draw = Draw(profile),
        };
        if (tastes.Of(profile) is not { } known)
            return snapshot.Planner(own).Plan(asked, cancellationToken);
        try
        {
            return new PersonalRecommender(snapshot.Songs(own), listeners, Draws).Plan(profile!.Id, asked, known.Taste, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return snapshot.Planner(own)
                .Plan(asked with { Excluded = known.Taste.Hidden }, known.Taste.ScoreFor(asked.Mood.Start), cancellationToken);
        }
    }

    // Another day draws other songs, and so does another profile. A first word makes a profile: until the next day its draw stays
    // the one without a profile, so that the list in front of the listener does not change under their hands.
    private SongDraw Draw(Profile? profile)
    {
        var today = DateOnly.FromDateTime(time.GetLocalNow().DateTime);
        var isNew = profile is not null && DateOnly.FromDateTime(profile.Created.ToLocalTime().DateTime) >= today;
        return SongDraw.For(profile is null || isNew ? "" : profile.Id, today);
    }

    private CatalogueSnapshot RequireOwn(SongFilter filter)
    {
        var snapshot = library.Snapshot;
        return filter.Own != true || snapshot.Own.Count > 0
            ? snapshot
            : throw new MusicException(
                "This server has no music to play: start it with --music FOLDER, or allow other songs in the settings.");
    }
}
