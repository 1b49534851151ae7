using Affekt.App.Catalogues;
using Affekt.Library.Storage;
using Affekt.Music;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Affekt.Server.Hosting;

/// <summary>Tells a supervisor that the server is up, and whether it can do its work.</summary>
internal static class Health
{
    /// <summary>GET healthz: 200 once the server answers at all; it starts only with a model that works. GET readyz: 200 while
    /// its files answer and it is not stopping.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", () => TypedResults.Text("ok")).ExcludeFromDescription();
        app.MapGet("/readyz", Ready).ExcludeFromDescription();
    }

    private static Results<ContentHttpResult, ProblemHttpResult> Ready(
        IHostApplicationLifetime lifetime, ProfileStore profiles, SongLibrary library)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, "The server is stopping.");
        try
        {
            if (profiles.Answers() && library.Answers())
                return TypedResults.Text("ready");
        }
        catch (Exception exception) when (exception is MusicException or IOException or UnauthorizedAccessException)
        {
            // Which file, and why, is for the log of the request that needs it.
        }
        return Problems.Of(StatusCodes.Status503ServiceUnavailable, "A file that Affekt keeps cannot be used right now.");
    }
}
