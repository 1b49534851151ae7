using Affekt.Music;
using Affekt.Server.Contracts;
using Affekt.Server.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Affekt.Server.Music;

/// <summary>Songs for a mood, journeys, and what the page draws: the places of emotions and songs.</summary>
internal static class MusicApi
{
    /// <summary>GET recommendations, journeys, affect and tracks.</summary>
    public static void MapMusic(this IEndpointRouteBuilder api)
    {
        var music = api.MapGroup("").WithTags("Music");
        music.MapGet("/recommendations", Recommend)
            .WithSummary("Songs for an emotion, or for a point of valence and arousal")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        music.MapGet("/journeys", Travel)
            .WithSummary("Songs in order, from a mood towards the target of a mode")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        music.MapGet("/affect", () => TypedResults.Ok(Affect))
            .WithSummary("The seven emotions and where they lie");
        music.MapGet("/tracks", (MemoryCatalogue catalogue) => TypedResults.Ok(Tracks(catalogue)))
            .WithSummary("The songs of the catalogue and where they lie");
    }

    private static readonly AffectAnswer Affect = new([.. Emotions.All.Select(emotion =>
    {
        var place = EmotionAffect.Of(emotion);
        return new EmotionAnswer(emotion.Name(), Digits.Round(place.Valence), Digits.Round(place.Arousal), Digits.Round(EmotionAffect.UncertaintyOf(emotion)));
    })]);

    private static Results<Ok<RecommendationAnswer>, ProblemHttpResult> Recommend(
        Recommender recommender, string? emotion = null, double? valence = null, double? arousal = null, string mode = "match", int n = 5)
    {
        try
        {
            var wish = MoodWish.Read(emotion, valence, arousal, mode);
            return TypedResults.Ok(recommender.Recommend(wish.ToRecommendation(n)).ToAnswer(wish.Mode));
        }
        catch (MusicException exception)
        {
            return Problems.Of(StatusCodes.Status400BadRequest, exception.Message);
        }
    }

    private static Results<Ok<JourneyAnswer>, ProblemHttpResult> Travel(
        JourneyPlanner planner, HttpContext context, string? emotion = null, double? valence = null, double? arousal = null, string mode = "lift", int n = 8)
    {
        try
        {
            var wish = MoodWish.Read(emotion, valence, arousal, mode);
            return TypedResults.Ok(planner.Plan(wish.ToJourney(n), context.RequestAborted).ToAnswer(wish.Mode));
        }
        catch (MusicException exception)
        {
            return Problems.Of(StatusCodes.Status400BadRequest, exception.Message);
        }
    }

    private static TracksAnswer Tracks(MemoryCatalogue catalogue) => new([.. catalogue.Tracks.Select(track =>
        new TrackAnswer(track.Id, track.Title, track.Artist, Digits.Round(track.Affect.Valence), Digits.Round(track.Affect.Arousal), track.Popularity))]);
}
