using System.Text.Json;
using Affekt.App.Answers;
using Affekt.App.Songs;
using Affekt.Library.Storage;
using Affekt.Music;
using Affekt.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Affekt.Server.Endpoints;

/// <summary>The profiles of a browser: made, chosen, renamed, exported, deleted.</summary>
internal static class ProfileApi
{
    private const string NoProfile = "There is no profile in this browser: make one with POST /api/v1/profiles.";

    /// <summary>profiles and profile.</summary>
    public static void MapProfiles(this IEndpointRouteBuilder api)
    {
        var profiles = api.MapGroup("").WithTags("Profiles");
        profiles.MapGet("/profiles", All).WithSummary("The profiles of this browser, and the one that is used");
        profiles.MapPost("/profiles", Create).WithSummary(
            "Makes a profile and uses it; the browser gets a cookie with a random secret").ProducesProblem(StatusCodes.Status400BadRequest);
        profiles.MapPut("/profiles/active", Activate).WithSummary("Uses another profile, or none")
            .ProducesProblem(StatusCodes.Status404NotFound);
        profiles.MapPut("/profile/name", Rename).WithSummary("Gives the profile another name")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        profiles.MapPut("/profile/settings", Save).WithSummary("Keeps how its owner likes page and songs")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        profiles.MapGet("/profile/export", Export).WithSummary("Everything that is kept of the profile, as one JSON document")
            .Produces(StatusCodes.Status200OK, contentType: "application/json").ProducesProblem(StatusCodes.Status404NotFound);
        profiles.MapDelete("/profile", Delete).WithSummary("Deletes everything that is kept of the profile, for good")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>The answer for a profile.</summary>
    public static ProfileAnswer ToAnswer(this Profile profile) =>
        new(profile.Id, profile.Name, profile.Created, profile.Consent?.ToAnswer(), profile.Settings);

    /// <summary>The answer for consent.</summary>
    public static ConsentAnswer ToAnswer(this Consent consent) => new(consent.What, consent.Version, consent.When);

    private static Ok<ProfilesAnswer> All(HttpContext context, Visitors visitors)
    {
        var (all, active) = visitors.AllOf(context);
        return TypedResults.Ok(new ProfilesAnswer(active?.Id, [.. all.Select(ToAnswer)], Consent.PresentVersion));
    }

    private static Created<ProfileAnswer> Create(HttpContext context, Visitors visitors, NameBody body) =>
        TypedResults.Created("/api/v1/profiles", visitors.Create(context, ProfileStore.CheckName(body.Name)).ToAnswer());

    private static Results<Ok<ProfilesAnswer>, ProblemHttpResult> Activate(HttpContext context, Visitors visitors, ActiveBody body) =>
        visitors.Activate(context, body.Id)
            ? All(context, visitors)
            : Problems.Of(StatusCodes.Status404NotFound, "This browser has no such profile.");

    private static Results<Ok<ProfileAnswer>, ProblemHttpResult> Rename(
        HttpContext context, Visitors visitors, ProfileStore profiles, NameBody body)
    {
        if (visitors.Of(context) is not { } profile)
            return Problems.Of(StatusCodes.Status404NotFound, NoProfile);
        profiles.Rename(profile.Id, ProfileStore.CheckName(body.Name));
        return TypedResults.Ok(visitors.Of(context)!.ToAnswer());
    }

    private static Ok<ProfileAnswer> Save(HttpContext context, Visitors visitors, ProfileStore profiles, ProfileSettings body)
    {
        if (body.Discovery is not (>= 0 and <= 1))
            throw new MusicException("Discovery is a number from 0 to 1.");
        if (body.Languages is null || body.Languages.Count > 50
            || body.Languages.Any(language => language is not { Length: 2 or 3 } || !language.All(char.IsAsciiLetterLower)))
            throw new MusicException("Languages are at most 50 codes of two or three small letters, such as en or zxx.");
        var profile = visitors.Require(context);
        profiles.Save(profile.Id, body);
        return TypedResults.Ok((profile with { Settings = body }).ToAnswer());
    }

    private static Results<FileContentHttpResult, ProblemHttpResult> Export(
        HttpContext context, Visitors visitors, ProfileStore profiles, ListenerStore listeners)
    {
        if (visitors.Of(context) is not { } profile)
            return Problems.Of(StatusCodes.Status404NotFound, NoProfile);
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WritePropertyName("profile");
            JsonSerializer.Serialize(json, profile.ToAnswer(), AnswerJson.Default.ProfileAnswer);
            json.WritePropertyName("moods");
            JsonSerializer.Serialize(json, HistoryApi.MoodsOf(profiles, profile), AnswerJson.Default.IReadOnlyListMoodEntryAnswer);
            json.WritePropertyName("listener");
            if (listeners.Names().Contains(profile.Id))
            {
                using var words = new MemoryStream();
                listeners.Export(profile.Id, words);
                json.WriteRawValue(words.GetBuffer().AsSpan(0, (int)words.Length));
            }
            else
            {
                json.WriteNullValue();
            }
            json.WriteEndObject();
        }
        return TypedResults.File(stream.ToArray(), "application/json", "affekt-profile.json");
    }

    private static Results<NoContent, ProblemHttpResult> Delete(
        HttpContext context, Visitors visitors, ListenerStore listeners, TasteCache tastes)
    {
        if (visitors.Of(context) is not { } profile)
            return Problems.Of(StatusCodes.Status404NotFound, NoProfile);
        try
        {
            // The profile goes first: from then on nothing is kept under its name, so that no word comes in between.
            visitors.Delete(context, profile.Id);
        }
        finally
        {
            listeners.Delete(profile.Id);
            tastes.Forget(profile.Id);
        }
        return TypedResults.NoContent();
    }
}
