using Affekt.App.Answers;
using Affekt.App.Pictures;
using Affekt.App.Songs;
using Affekt.Imaging.Decoding;
using Affekt.Library.Storage;
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
        HttpRequest request, IFaceFinder finder, EmotionReader reader, SongPicker picker, PlayableSongs playable, Visitors visitors,
        UploadMemory uploads, PictureReadLimiter limiter, Telemetry telemetry, TimeProvider time,
        [AsParameters] SongQuery filter, string mode = "match", int n = 5)
    {
        var cancellationToken = request.HttpContext.RequestAborted;
        var towards = ModeParser.Parse(mode);
        if (n is < 0 or > RecommendationRequest.MaxCount)
            return Problems.Of(StatusCodes.Status400BadRequest, $"Ask for 0 to {RecommendationRequest.MaxCount} songs, not {n}.");
        try
        {
            using var held = uploads.Begin();
            var bytes = await ReceiveAsync(request, held, time, cancellationToken).ConfigureAwait(false);
            using var turn = await limiter.TurnAsync(Upload.RequirePicture(bytes.Span), cancellationToken).ConfigureAwait(false);
            using var activity = telemetry.StartReading();

            var watch = new StepWatch(time);
            var picture = ImageDecoder.DecodePicture(bytes.Span, FacePictures.Options, cancellationToken);
            var image = picture.Image;
            var decode = watch.Lap();
            var found = FaceOrder.MainFirst(finder.Find(image), image.Width, image.Height);
            var detect = watch.Lap();
            var faces = reader.ReadAll(image, found);
            var read = watch.Lap();
            var profile = visitors.Of(request.HttpContext);
            // Consent may have been taken back, or the profile deleted, while the picture was read.
            if (Visitors.HasCookie(request.HttpContext) && profile?.Consent is null)
                throw NotKeptException.WithoutConsent();
            var songs = faces.Count == 0 || n == 0 ? null
                : picker.Recommend(RecommendationRequest.For(faces[0].Reading, towards) with { Count = n },
                    filter.ToFilter(request.HttpContext), profile);
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

    // Whoever sends slowly is given up, so that what has arrived is not held for ever.
    private static async Task<ReadOnlyMemory<byte>> ReceiveAsync(
        HttpRequest request, UploadMemory.Share held, TimeProvider time, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Limits.LongestUpload, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await Upload.ReadAsync(request, held, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new UploadException(StatusCodes.Status408RequestTimeout, "The picture took too long to arrive. Make it smaller.");
        }
    }
}
