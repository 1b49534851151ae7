using System.ComponentModel;
using Affekt.App.Answers;
using Affekt.App.Catalogues;
using Affekt.App.Songs;
using Affekt.Library.Storage;
using Affekt.Library.Tags;
using Affekt.Music;
using Affekt.Music.Playlists;
using Affekt.Server.Hosting;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Affekt.Server.Endpoints;

/// <summary>Songs for a mood, journeys, search, playlists, and what the page draws: the places of emotions and songs.</summary>
internal static class MusicApi
{
    private const int MostFound = 100;
    private const int MostDrawn = 2000;

    /// <summary>GET recommendations, journeys, affect, tracks, search and playlists.</summary>
    public static void MapMusic(this IEndpointRouteBuilder api)
    {
        var music = api.MapGroup("").WithTags("Music");
        music.MapGet("/recommendations", Recommend)
            .WithSummary("Songs for an emotion, or for a point of valence and arousal").RequireRateLimiting(Limits.Questions)
            .ProducesProblem(StatusCodes.Status400BadRequest);
        music.MapGet("/journeys", Travel)
            .WithSummary("Songs in order, from a mood towards the target of a mode").RequireRateLimiting(Limits.Questions)
            .ProducesProblem(StatusCodes.Status400BadRequest);
        music.MapGet("/affect", () => TypedResults.Ok(Affect))
            .WithSummary("The seven emotions and where they lie");
        music.MapGet("/tracks", Tracks)
            .WithSummary("Songs of the catalogue and where they lie: own ones and the best known ones first")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        music.MapGet("/song", Song).WithSummary("All that is known of a song, and why it stands where it stands")
            .ProducesProblem(StatusCodes.Status404NotFound);
        music.MapGet("/search", Search)
            .WithSummary("Songs whose title or artist contains every word, best known first")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        music.MapGet("/playlists/{format}", Playlist)
            .WithSummary("Songs as a playlist file: m3u8, xspf, jspf or csv")
            .Produces(StatusCodes.Status200OK, contentType: "application/octet-stream")
            .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static readonly AffectAnswer Affect = new([.. Emotions.All.Select(emotion =>
    {
        var place = EmotionAffect.Of(emotion);
        return new EmotionAnswer(
            emotion.Name(), Digits.Round(place.Valence), Digits.Round(place.Arousal), Digits.Round(EmotionAffect.UncertaintyOf(emotion)));
    })]);

    private static Ok<RecommendationAnswer> Recommend(
        SongPicker picker, PlayableSongs songs, Visitors visitors, HttpContext context, [AsParameters] SongQuery filter,
        string? emotion = null, double? valence = null, double? arousal = null, string mode = "match", int n = 5)
    {
        var wish = RequestedMood.Read(emotion, valence, arousal, mode);
        return TypedResults.Ok(songs.Answer(
            picker.Recommend(wish.ToRecommendation(n), filter.ToFilter(context), visitors.Of(context)), wish.Mode));
    }

    private static Ok<JourneyAnswer> Travel(
        SongPicker picker, PlayableSongs songs, Visitors visitors, HttpContext context, TimeProvider time, [AsParameters] SongQuery filter,
        string? emotion = null, double? valence = null, double? arousal = null, string mode = "lift", int n = 8)
    {
        var wish = RequestedMood.Read(emotion, valence, arousal, mode);
        using var deadline = new CancellationTokenSource(Limits.LongestQuestion, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, deadline.Token);
        return TypedResults.Ok(songs.Answer(
            picker.Travel(wish.ToJourney(n), filter.ToFilter(context), visitors.Of(context), either.Token), wish.Mode));
    }

    private static Ok<TracksAnswer> Tracks(SongLibrary library, [Description("1 to 2000")] int limit = MostDrawn)
    {
        if (limit is < 1 or > MostDrawn)
            throw new MusicException($"Ask for 1 to {MostDrawn} songs, not {limit}.");
        var snapshot = library.Snapshot;
        return TypedResults.Ok(new TracksAnswer([.. snapshot.Sample(limit).Select(track =>
            new TrackAnswer(track.Id, track.Title, track.Artist, Digits.Round(track.Affect.Valence),
                Digits.Round(track.Affect.Arousal), track.Popularity))],
            snapshot.All.Count, snapshot.Own.Count));
    }

    private static Results<Ok<SongDetailAnswer>, ProblemHttpResult> Song(
        SongLibrary library, ILibraryStore store, AffektServerOptions options, [Description("The song's id")] string id) =>
        library.Snapshot.Find(id) is not { } track ? Problems.Of(StatusCodes.Status404NotFound, "The catalogue has no such song.")
            // Where files lie on this machine is nobody's business elsewhere.
            : TypedResults.Ok(SongDetailAnswer.Of(track, store) is var song && options.IsLocal ? song : song with { File = null });

    private static Ok<SearchAnswer> Search(
        SongLibrary library, PlayableSongs songs, [Description("One or more words")] string q, int limit = 20)
    {
        if (q.Length > 200)
            throw new MusicException("Search for at most 200 characters.");
        if (limit is < 1 or > MostFound)
            throw new MusicException($"Ask for 1 to {MostFound} songs, not {limit}.");
        return TypedResults.Ok(new SearchAnswer(songs.WithSound(library.Snapshot.All.Search(q, limit).Select(track => track.ToAnswer()))));
    }

    private static Results<FileContentHttpResult, ProblemHttpResult> Playlist(
        SongLibrary library, AffektServerOptions options, [Description("m3u8, xspf, jspf or csv")] string format,
            [Description("The songs' ids, in order")] string[] id, string title = "Affekt")
    {
        var form = PlaylistFormats.Parse(format);
        if (id.Length is 0 or > MostFound || title.Length > 200)
            throw new MusicException($"A playlist has 1 to {MostFound} songs and a title of at most 200 characters.");
        var tracks = new List<Track>(id.Length);
        foreach (var one in id)
        {
            if (library.Snapshot.Find(one) is not { } track)
                return Problems.Of(StatusCodes.Status404NotFound, $"The catalogue has no song '{one}'.");
            // Where files lie on this machine is nobody's business elsewhere.
            tracks.Add(options.IsLocal ? track : track with { Location = null });
        }
        using var stream = new MemoryStream();
        if (PlaylistWriter.Write(title, tracks, form, stream, new PlaylistOptions { Seconds = SongLengths.Of }) == tracks.Count)
            throw new MusicException("None of these songs has a file here that an M3U8 could name: ask for xspf, jspf or csv.");
        var (type, ending) = form switch
        {
            PlaylistFormat.M3U8 => ("application/vnd.apple.mpegurl", "m3u8"),
            PlaylistFormat.Xspf => ("application/xspf+xml", "xspf"),
            PlaylistFormat.Jspf => ("application/json", "jspf"),
            _ => ("text/csv", "csv"),
        };
        return TypedResults.File(stream.ToArray(), type, $"affekt.{ending}");
    }
}
