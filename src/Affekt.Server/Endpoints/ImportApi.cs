using System.ComponentModel;
using System.Security.Cryptography;
using Affekt.App.Answers;
using Affekt.App.Catalogues;
using Affekt.Library.Folders;
using Affekt.Library.Listening;
using Affekt.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Affekt.Server.Endpoints;

/// <summary>Songs come in: a table that is uploaded, or the music folders once more; progress as server-sent events.</summary>
internal static class ImportApi
{
    private static readonly string[] Types =
    [
        "text/csv", "text/tab-separated-values", "text/plain", "application/octet-stream", "application/json", "application/jsonl",
        "application/x-ndjson", "application/xml", "text/xml", "application/xspf+xml", "audio/mpegurl", "audio/x-mpegurl",
        "application/vnd.apple.mpegurl", "audio/x-scpls", "application/vnd.ms-excel",
    ];

    // The content tells what a file is; only a playlist without a header needs its ending.
    private static readonly string[] Endings = [
        ".csv", ".tsv", ".txt", ".json", ".jsonl", ".m3u", ".m3u8", ".pls", ".xspf", ".jspf", ".xml"];

    /// <summary>imports.</summary>
    public static void MapImports(this IEndpointRouteBuilder api)
    {
        var imports = api.MapGroup("/imports").WithTags("Imports").AddEndpointFilter<OnlyTrusted>();
        imports.MapGet("", (ImportJobs all) => TypedResults.Ok(new ImportsAnswer(all.All)))
            .WithSummary("The imports since the server started");
        imports.MapPost("/table", Table)
            .WithSummary("Imports a table of songs, a playlist, a player's library or an export, recognised by its content; at most 64 MB")
            .Accepts<string>("text/csv", "text/tab-separated-values").WithMetadata(new BodyLimit(Limits.MaxTableBytes))
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict)
                .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        imports.MapPost("/folders", Folders).WithSummary("Looks through the music folders again")
            .ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        api.MapGet("/listening", (MusicKeeper keeper) => TypedResults.Ok(ListeningAnswer.From(
            keeper.Listening ?? new ListeningProgress(0, 0, 0, 0, false)))).WithTags("Imports")
            .WithSummary("How much of the own music has been heard, and how long the rest takes");
        imports.MapGet("/{id:int}/events", Events).WithSummary("The progress of an import, as server-sent events, until it ends")
            .Produces<ImportJobAnswer>(StatusCodes.Status200OK, "text/event-stream").ProducesProblem(StatusCodes.Status404NotFound);
        imports.MapDelete("/{id:int}", Results<NoContent, ProblemHttpResult> (ImportJobs all, int id) => all.Stop(id)
            ? TypedResults.NoContent() : NoImport())
            .WithSummary("Stops an import; what was read stays").ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Accepted<ImportJobAnswer>, ProblemHttpResult>> Table(
        HttpRequest request, ImportJobs imports, DataFolder data,
            [Description("The file's name, which messages use")] string name = "songs.csv")
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !Types.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase))
            return Problems.Of(StatusCodes.Status415UnsupportedMediaType,
                "Send the table as text/csv, a playlist as audio/x-mpegurl or application/xspf+xml, an export as application/json.");
        // The importer reads files; this one has a name of our own and goes when the import ends.
        var path = Path.Combine(Directory.CreateDirectory(data.ImportFolder).FullName,
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)) + ".import");
        var shown = Shown(name);
        var started = false;
        try
        {
            var file = File.Create(path);
            await using (file.ConfigureAwait(false))
                await request.Body.CopyToAsync(file, request.HttpContext.RequestAborted).ConfigureAwait(false);
            var import = imports.TryStart(shown, path, () => File.Delete(path));
            started = import is not null;
            return import is null ? Busy() : TypedResults.Accepted($"/api/v1/imports/{import.Id}/events", import);
        }
        finally
        {
            if (!started)
                File.Delete(path);
        }
    }

    private static Results<Accepted<ImportJobAnswer>, ProblemHttpResult> Folders(
        ImportJobs imports, MusicFolders folders, MusicKeeper keeper)
    {
        if (folders.Folders.Count == 0)
            return Problems.Of(StatusCodes.Status404NotFound, "There are no music folders: start the server with --music FOLDER.");
        return imports.TryScan(keeper.SongsCame) is { } import
            ? TypedResults.Accepted($"/api/v1/imports/{import.Id}/events", import)
            : Busy();
    }

    private static Results<ServerSentEventsResult<ImportJobAnswer>, ProblemHttpResult> Events(
        HttpContext context, ImportJobs imports, IHostApplicationLifetime lifetime, int id)
    {
        var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        context.Response.RegisterForDispose(ending);
        return imports.Watch(id, ending.Token) is { } events ? TypedResults.ServerSentEvents(events, "progress") : NoImport();
    }

    private static ProblemHttpResult Busy() =>
        Problems.Of(StatusCodes.Status409Conflict, "Another import is running: wait for it, or stop it.");

    private static ProblemHttpResult NoImport() => Problems.Of(StatusCodes.Status404NotFound, "There is no such import.");

    private static string Shown(string name)
    {
        var shown = string.Concat(name.Where(c => !char.IsControl(c) && c is not ('/' or '\\')).TakeLast(80));
        return Endings.Contains(Path.GetExtension(shown).ToLowerInvariant()) ? shown : shown + ".csv";
    }

    // What everybody on a network may do without a token is not to fill the disk.
    private sealed class OnlyTrusted(AffektServerOptions options) : IEndpointFilter
    {
        public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
            options.IsLocal || options.AccessToken is not null
                ? next(context)
                : ValueTask.FromResult<object?>(
                    Problems.Of(StatusCodes.Status403Forbidden, "Songs can only be imported on a server that has an access token."));
    }
}
