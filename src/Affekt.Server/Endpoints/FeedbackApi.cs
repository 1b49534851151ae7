using Affekt.App.Answers;
using Affekt.App.Catalogues;
using Affekt.App.Songs;
using Affekt.Library.Storage;
using Affekt.Music;
using Affekt.Music.Listeners;
using Affekt.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Affekt.Server.Endpoints;

/// <summary>What somebody says of a song or of a reading. Recommendations learn from it.</summary>
internal static class FeedbackApi
{
    /// <summary>feedback and corrections.</summary>
    public static void MapFeedback(this IEndpointRouteBuilder api)
    {
        var feedback = api.MapGroup("").WithTags("Feedback");
        feedback.MapPost("/feedback", Say).WithSummary("Like, dislike, skip, play or hide a song; a profile is made when there is none")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        feedback.MapDelete("/feedback/last", Undo).WithSummary("Takes the last word on a song back")
            .ProducesProblem(StatusCodes.Status404NotFound);
        feedback.MapPost("/corrections", Correct)
            .WithSummary("Says what a reading should have been; the person's word wins. Needs consent, as the reading does")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden);
    }

    private static Results<Created<FeedbackAnswer>, ProblemHttpResult> Say(
        HttpContext context, Visitors visitors, ListenerStore listeners, TasteCache tastes, SongLibrary library, FeedbackBody body)
    {
        var kind = ParseKind(body.Kind);
        var mood = ModeParser.Point(body.Valence, body.Arousal);
        var mode = ModeParser.Parse(body.Mode ?? "match");
        if (body.Song is null || library.Snapshot.Find(body.Song) is not { } track)
            return Problems.Of(StatusCodes.Status404NotFound, "The catalogue has no such song.");
        var profile = visitors.Require(context);
        var word = listeners.Add(profile.Id, kind, track, mood, mode);
        tastes.Forget(profile.Id);
        return TypedResults.Created((string?)null, FeedbackAnswer.From(word).WithSong());
    }

    private static Results<Ok<FeedbackAnswer>, ProblemHttpResult> Undo(
        HttpContext context, Visitors visitors, ListenerStore listeners, TasteCache tastes)
    {
        if (visitors.Of(context) is not { } profile || listeners.Undo(profile.Id) is not { } word)
            return Problems.Of(StatusCodes.Status404NotFound, "There is nothing to take back.");
        tastes.Forget(profile.Id);
        return TypedResults.Ok(FeedbackAnswer.From(word).WithSong());
    }

    private static Created<CorrectionAnswer> Correct(HttpContext context, Visitors visitors, ListenerStore listeners, CorrectionBody body)
    {
        if (!Emotions.TryParse(body.Said, out var said))
            throw new MusicException($"Unknown emotion '{body.Said}': choose one of {string.Join(", ", Emotions.Names)}.");
        var read = new double[Emotions.Count];
        foreach (var emotion in Emotions.All)
        {
            if (body.Probabilities is null || !body.Probabilities.TryGetValue(emotion.Name(), out var value)
                || value is not (>= 0 and <= 1))
                throw new MusicException($"Give all seven probabilities, each from 0 to 1: {emotion.Name()} is missing or out of range.");
            read[(int)emotion] = value;
        }
        if (read.Sum() <= 0)
            throw new MusicException("At least one probability must be above zero.");
        var probabilities = new EmotionProbabilities(read);
        var number = listeners.Correct(visitors.Require(context).Id, probabilities, said);
        return TypedResults.Created((string?)null, new CorrectionAnswer(number, probabilities.Top.Name(), said.Name()));
    }

    private static FeedbackKind ParseKind(string? name)
    {
        foreach (var kind in Enum.GetValues<FeedbackKind>())
        {
            if (NameOf(kind).Equals(name, StringComparison.OrdinalIgnoreCase))
                return kind;
        }
        throw new MusicException(
            $"Unknown feedback '{name}': choose one of {string.Join(", ", Enum.GetValues<FeedbackKind>().Select(NameOf))}.");
    }

    private static string NameOf(FeedbackKind kind) => kind.ToString().ToLowerInvariant();
}
