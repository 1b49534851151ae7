using Affekt.App.Answers;
using Affekt.App.Pictures;
using Affekt.App.Songs;
using Affekt.Imaging;
using Affekt.Music.Recommendations;
using Affekt.Server.Hosting;
using Affekt.Vision;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Affekt.Server.Endpoints;

/// <summary>A picture in; faces, their readings and songs out. The picture lives in memory for the length of the request.</summary>
internal static class MoodApi
{
    /// <summary>POST mood.</summary>
    public static void MapMood(this IEndpointRouteBuilder api) =>
        api.MapPost("/mood", ReadMood)
            .WithTags("Faces")
            .WithSummary("Reads the faces in a picture and recommends songs for the largest")
            .WithDescription($"The body is a {Upload.Types} of at most {Limits.MaxPictureBytes >> 20} MB, or a multipart " +
                $"form with one such file. The " +
                "picture is not kept. "
                + $"The person in it must have agreed: browsers record that with PUT profile/consent; programs state it " +
                    $"with the header {ConsentGate.Header}.")
            .AddOpenApiOperationTransformer(static (operation, _, _) =>
            {
                operation.RequestBody = Upload.Description;
                return Task.CompletedTask;
            })
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .AddEndpointFilter<ConsentGate>()
            .WithMetadata(new BodyLimit(Limits.MaxPictureBytes))
            .RequireRateLimiting(Limits.Pictures)
            .DisableAntiforgery();

    private static async Task<Results<Ok<MoodAnswer>, ProblemHttpResult>> ReadMood(
        HttpRequest request, IFaceFinder finder, EmotionReader reader, SongPicker picker, PlayableSongs playable,
            Visitors visitors, PictureReadLimiter limiter,
            Telemetry telemetry, TimeProvider time,
        [AsParameters] SongQuery filter, string mode = "match", int n = 5)
    {
        var cancellationToken = request.HttpContext.RequestAborted;
        var towards = ModeParser.Parse(mode);
        if (n is < 0 or > RecommendationRequest.MaxCount)
            return Problems.Of(StatusCodes.Status400BadRequest, $"Ask for 0 to {RecommendationRequest.MaxCount} songs, not {n}.");
        try
        {
            var bytes = await Upload.ReadAsync(request, cancellationToken).ConfigureAwait(false);
            using var turn = await limiter.TurnAsync(cancellationToken).ConfigureAwait(false);
            using var activity = telemetry.StartReading();

            var watch = new StepWatch(time);
            Upload.RequirePicture(bytes.Span);
            var picture = ImageDecoder.DecodePicture(bytes.Span, FacePictures.Options, cancellationToken);
            var image = picture.Image;
            var decode = watch.Lap();
            var found = FaceOrder.MainFirst(finder.Find(image), image.Width, image.Height);
            var detect = watch.Lap();
            var faces = reader.ReadAll(image, found);
            var read = watch.Lap();
            var songs = faces.Count == 0 || n == 0 ? null
                : picker.Recommend(RecommendationRequest.For(faces[0].Reading, towards) with { Count = n },
                    filter.ToFilter(request.HttpContext),
                    visitors.Of(request.HttpContext));
            var times = new MoodTimes(decode, detect, read, watch.Lap());
            telemetry.Count(times, faces.Count);
            return TypedResults.Ok(new MoodAnswer(
                null, picture.Width, picture.Height, [.. faces.Select(face => face.In(picture).ToAnswer())], towards.Name(),
                songs?.Target.ToAnswer(), songs is null ? [] : playable.WithSound(songs.Songs.Select(SongAnswers.ToAnswer)), times)
            {
                Notes = picture.Notes.Count > 0 ? picture.Notes : null,
            });
        }
        catch (UploadException exception)
        {
            return Problems.Of(exception.Status, exception.Message);
        }
    }
}
