using Affekt.App.Catalogues;
using Affekt.Library.Storage;
using Affekt.Music;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Affekt.Server.Hosting;

/// <summary>Tells a supervisor that the server is up, and whether it can do its work.</summary>
internal static class Health
{
    /// <summary>GET healthz: 200 once the server answers at all; it starts only with a model that works. GET readyz: 200 while
    /// its files can be read and written and it is not stopping.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", () => TypedResults.Text("ok")).ExcludeFromDescription();
        app.MapGet("/readyz", (Readiness readiness) => readiness.Answer()).ExcludeFromDescription();
    }
}

/// <summary>Whether the server can do its work: asked of its files, by writing, at most once a second.</summary>
internal sealed class Readiness(
    IHostApplicationLifetime lifetime, ProfileStore profiles, ListenerStore listeners, SongLibrary library, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private long? _foundReady;

    /// <summary>200 or 503.</summary>
    public Results<ContentHttpResult, ProblemHttpResult> Answer()
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return Problems.Of(StatusCodes.Status503ServiceUnavailable, "The server is stopping.");
        // Whoever asks need not show a token, and must not keep the disk busy.
        lock (_lock)
        {
            if (_foundReady is { } then && time.GetElapsedTime(then) < Fresh)
                return TypedResults.Text("ready");
            _foundReady = FilesWork() ? time.GetTimestamp() : null;
            return _foundReady is not null ? TypedResults.Text("ready")
                : Problems.Of(StatusCodes.Status503ServiceUnavailable, "A file that Affekt keeps cannot be used right now.");
        }
    }

    private bool FilesWork()
    {
        try
        {
            profiles.TryWrite();
            listeners.TryWrite();
            return library.Answers();
        }
        catch (Exception exception) when (exception is MusicException or IOException or UnauthorizedAccessException)
        {
            // Which file, and why, is for the log of the request that needs it.
            return false;
        }
    }
}
