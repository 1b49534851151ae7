using Affekt.App.Catalogues;
using Affekt.Library.Folders;
using Affekt.Library.Tags;
using Affekt.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Affekt.Server.Endpoints;

/// <summary>Own music: the sound of a song with seeking, and its picture.</summary>
internal static class PlayApi
{
    private const string Gone = "This song cannot be played here: its file has gone, or it was never more than a name.";

    /// <summary>GET audio and cover.</summary>
    public static void MapPlay(this IEndpointRouteBuilder api)
    {
        var play = api.MapGroup("").WithTags("Own music");
        play.MapGet("/audio", Audio).WithSummary("The sound of an own song; ranges are served, so that players can seek")
            .Produces(StatusCodes.Status200OK, contentType: "audio/mpeg")
                .Produces(StatusCodes.Status206PartialContent, contentType: "audio/mpeg")
            .ProducesProblem(StatusCodes.Status404NotFound);
        play.MapGet("/cover", Cover).WithSummary("The picture of an own song, from its file or its folder")
            .Produces(StatusCodes.Status200OK, contentType: "image/jpeg").ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>Where a song can be heard.</summary>
    public static string AudioOf(string id) => $"/api/v1/audio?id={Uri.EscapeDataString(id)}";

    /// <summary>Where a song's picture is.</summary>
    public static string CoverOf(string id) => $"/api/v1/cover?id={Uri.EscapeDataString(id)}";

    private static Results<PhysicalFileHttpResult, ProblemHttpResult> Audio(
        HttpResponse response, SongLibrary library, MusicFolders folders, string id)
    {
        if (FileOf(library, folders, id) is not { } file)
            return Problems.Of(StatusCodes.Status404NotFound, Gone);
        response.Headers.CacheControl = "private, no-cache";
        return TypedResults.PhysicalFile(file, TypeOf(file), lastModified: File.GetLastWriteTimeUtc(file), enableRangeProcessing: true);
    }

    private static Results<FileContentHttpResult, ProblemHttpResult> Cover(
        HttpResponse response, SongLibrary library, MusicFolders folders, string id)
    {
        if (FileOf(library, folders, id) is not { } file || CoverArt.Of(file, folders) is not { } picture)
            return Problems.Of(StatusCodes.Status404NotFound, "This song has no picture.");
        response.Headers.CacheControl = "private, max-age=3600";
        return TypedResults.File(picture, CoverArt.TypeOf(picture));
    }

    // A client names a song, never a file; the file must still lie where music is allowed to be played from.
    private static string? FileOf(SongLibrary library, MusicFolders folders, string id) =>
        library.Snapshot.Own.Find(id)?.Location is { } file && folders.Allows(file) ? file : null;

    private static string TypeOf(string file) => Path.GetExtension(file).ToLowerInvariant() switch
    {
        ".mp3" or ".mp2" => "audio/mpeg",
        ".flac" => "audio/flac",
        ".ogg" or ".oga" or ".opus" or ".spx" => "audio/ogg",
        ".m4a" or ".m4b" or ".mp4" => "audio/mp4",
        ".aac" => "audio/aac",
        ".wav" => "audio/wav",
        ".aif" or ".aiff" or ".aifc" => "audio/aiff",
        ".webm" => "audio/webm",
        ".mka" => "audio/x-matroska",
        ".wma" => "audio/x-ms-wma",
        _ => "application/octet-stream",
    };
}
