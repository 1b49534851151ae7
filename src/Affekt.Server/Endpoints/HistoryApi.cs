using Affekt.App.Answers;
using Affekt.App.Songs;
using Affekt.Library.Storage;
using Affekt.Music;
using Affekt.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Affekt.Server.Endpoints;

/// <summary>The moods that a profile had, kept on this server and nowhere else.</summary>
internal static class HistoryApi
{
    /// <summary>profile/moods and profile/history.</summary>
    public static void MapHistory(this IEndpointRouteBuilder api)
    {
        var history = api.MapGroup("").WithTags("History");
        history.MapGet("/profile/history", All).WithSummary("The moods of the profile, and its words on songs; empty without a profile");
        history.MapPost("/profile/moods", Keep)
            .WithSummary("Keeps a mood; moods from pictures need consent, and nothing is kept without a profile")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status403Forbidden);
    }

    /// <summary>All moods of a profile, oldest first.</summary>
    public static IReadOnlyList<MoodEntryAnswer> MoodsOf(ProfileStore profiles, Profile profile) =>
    [
        .. profiles.MoodsOf(profile.Id).Select(entry => new MoodEntryAnswer(
            entry.At, NameOf(entry.Way), Digits.Round(entry.Mood.Valence), Digits.Round(entry.Mood.Arousal),
                entry.Emotion?.Name(), entry.Mode.Name())),
    ];

    private static Ok<ProfileHistoryAnswer> All(HttpContext context, Visitors visitors, ProfileStore profiles, ListenerStore listeners) =>
        TypedResults.Ok(visitors.Of(context) is { } profile
            ? new ProfileHistoryAnswer(MoodsOf(profiles, profile),
                [.. listeners.EventsOf(profile.Id).Select(word => FeedbackAnswer.From(word).WithSong())])
            : new ProfileHistoryAnswer([], []));

    private static NoContent Keep(
        HttpContext context, Visitors visitors, ProfileStore profiles, TimeProvider time, MoodBody body)
    {
        var way = ParseWay(body.Way);
        var mood = ModeParser.Point(body.Valence, body.Arousal);
        var mode = ModeParser.Parse(body.Mode ?? "match");
        Emotion? emotion = body.Emotion is null ? null : Emotions.TryParse(body.Emotion, out var named) ? named
            : throw new MusicException($"Unknown emotion '{body.Emotion}': choose one of {string.Join(", ", Emotions.Names)}.");
        if (visitors.Of(context) is not { } profile)
            return TypedResults.NoContent();
        profiles.Add(profile.Id, new MoodEntry(time.GetUtcNow(), way, mood, emotion, mode));
        return TypedResults.NoContent();
    }

    private static MoodWay ParseWay(string? name)
    {
        foreach (var way in Enum.GetValues<MoodWay>())
        {
            if (NameOf(way).Equals(name, StringComparison.OrdinalIgnoreCase))
                return way;
        }
        throw new MusicException($"Unknown way '{name}': choose one of {string.Join(", ", Enum.GetValues<MoodWay>().Select(NameOf))}.");
    }

    private static string NameOf(MoodWay way) => way.ToString().ToLowerInvariant();
}
