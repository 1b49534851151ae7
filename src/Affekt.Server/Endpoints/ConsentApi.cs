using Affekt.App.Answers;
using Affekt.Library.Storage;
using Affekt.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Affekt.Server.Endpoints;

/// <summary>Consent: given before a picture is read, taken back as easily, and taking it back deletes what came of pictures.</summary>
internal static class ConsentApi
{
    /// <summary>profile/consent.</summary>
    public static void MapConsent(this IEndpointRouteBuilder api)
    {
        var consent = api.MapGroup("").WithTags("Consent");
        consent.MapPut("/profile/consent", Agree)
            .WithSummary("Records that the person agreed to having pictures read: what, when, which version")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        consent.MapDelete("/profile/consent", Withdraw)
            .WithSummary("Takes consent back; the record, moods from pictures, corrections of readings and the log of lists are deleted");
    }

    private static Results<Ok<ConsentAnswer>, ProblemHttpResult> Agree(
        HttpContext context, Visitors visitors, ProfileStore profiles, ConsentBody body) =>
        body.Version == Consent.PresentVersion
            ? TypedResults.Ok(profiles.Agree(visitors.Require(context).Id).ToAnswer())
            : Problems.Of(StatusCodes.Status400BadRequest,
                $"The question has changed: show version {Consent.PresentVersion} and ask again.");

    private static NoContent Withdraw(HttpContext context, Visitors visitors, ProfileStore profiles, ListenerStore listeners)
    {
        if (visitors.Of(context) is { } profile)
        {
            profiles.Withdraw(profile.Id);
            listeners.DeleteReadings(profile.Id);
        }
        return TypedResults.NoContent();
    }
}
