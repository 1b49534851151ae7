using Affekt.Imaging;
using Affekt.Music;
using Affekt.Server.Contracts;
using Affekt.Server.Music;
using Affekt.Server.Web;
using Affekt.Vision;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Affekt.Server.Faces;

/// <summary>A picture in; faces, their readings and songs out. The picture lives in memory for the length of the request.</summary>
internal static class MoodApi
{
    /// <summary>POST mood.</summary>
    public static void MapMood(this IEndpointRouteBuilder api) =>
        api.MapPost("/mood", ReadMood)
            .WithTags("Faces")
            .WithSummary("Reads the faces in a picture and recommends songs for the largest")
            .WithDescription("The body is a JPEG, PNG or BMP of at most 8 MB, or a multipart form with one such file. The picture is not kept.")
            .AddOpenApiOperationTransformer(static (operation, _, _) =>
            {
                operation.RequestBody = Upload.Description;
                return Task.CompletedTask;
            })
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType)
            .ProducesProblem(StatusCodes.Status429TooManyRequests)
            .RequireRateLimiting(Limits.Pictures)
            .DisableAntiforgery();

    private static async Task<Results<Ok<MoodAnswer>, ProblemHttpResult>> ReadMood(
        HttpRequest request, IFaceFinder finder, EmotionReader reader, Recommender recommender, TimeProvider time,
        string mode = "match", int n = 5)
    {
        var cancellationToken = request.HttpContext.RequestAborted;
        try
        {
            var towards = MoodWish.ParseMode(mode);
            if (n is < 0 or > RecommendationRequest.MaxCount)
                return Problems.Of(StatusCodes.Status400BadRequest, $"Ask for 0 to {RecommendationRequest.MaxCount} songs, not {n}.");
            var bytes = await Upload.ReadAsync(request, cancellationToken).ConfigureAwait(false);

            var watch = new StepWatch(time);
            Upload.RequirePicture(bytes.Span);
            var image = ImageDecoder.Decode(bytes.Span, cancellationToken: cancellationToken);
            var decode = watch.Lap();
            var found = FaceOrder.MainFirst(finder.Find(image), image.Width, image.Height);
            var detect = watch.Lap();
            var faces = reader.ReadAll(image, found);
            var read = watch.Lap();
            var songs = faces.Count == 0 || n == 0 ? null : recommender.Recommend(RecommendationRequest.For(faces[0].Reading, towards) with { Count = n });
            var recommend = watch.Lap();
            return TypedResults.Ok(new MoodAnswer(
                null, image.Width, image.Height, [.. faces.Select(face => face.ToAnswer())], towards.Name(),
                songs?.Target.ToAnswer(), [.. songs?.Songs.Select(Songs.ToAnswer) ?? []], new MoodTimes(decode, detect, read, recommend)));
        }
        catch (MusicException exception)
        {
            return Problems.Of(StatusCodes.Status400BadRequest, exception.Message);
        }
        catch (UploadException exception)
        {
            return Problems.Of(exception.Status, exception.Message);
        }
    }
}
