using Affekt.Imaging;
using Affekt.Library.Storage;
using Affekt.Music;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Affekt.Server.Hosting;

/// <summary>Every error is a problem document (RFC 9457) whose detail is one sentence for a person.</summary>
internal sealed partial class Problems(ILogger<Problems> logger) : IExceptionHandler
{
    /// <summary>A problem with a status and one sentence.</summary>
    public static ProblemHttpResult Of(int status, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: ReasonPhrases.GetReasonPhrase(status));

    /// <summary>Gives a sentence to problems that routing found.</summary>
    public static void Explain(ProblemDetailsContext context) =>
        context.ProblemDetails.Detail ??= context.HttpContext.Response.StatusCode switch
        {
            StatusCodes.Status400BadRequest => "The request cannot be understood.",
            StatusCodes.Status404NotFound => "There is nothing at this address.",
            StatusCodes.Status405MethodNotAllowed => "This address does not take this method.",
            StatusCodes.Status415UnsupportedMediaType => "Send JSON, and say so: Content-Type: application/json.",
            _ => null,
        };

    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var problem = exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
                Of(StatusCodes.Status413PayloadTooLarge,
                    $"The body is larger than the {Limits.MaxBodyOf(httpContext) >> 20} MB that are taken here. For a " +
                    $"picture, 1024 pixels a side are enough."),
            BadHttpRequestException bad => Of(bad.StatusCode, bad.Message),
            ImageFormatException image => Of(StatusCodes.Status400BadRequest, image.Message),
            NotKeptException kept => Of(kept.NeedsConsent ? StatusCodes.Status403Forbidden : StatusCodes.Status409Conflict, kept.Message),
            BusyException busy => Of(StatusCodes.Status429TooManyRequests, busy.Message),
            // A file of ours that cannot be used is no fault of the one who asked.
            MusicException { InnerException: not null } or IOException
                or UnauthorizedAccessException when !httpContext.RequestAborted.IsCancellationRequested => Unavailable(exception),
            MusicException music => Of(StatusCodes.Status400BadRequest, music.Message),
            OperationCanceledException or IOException when httpContext.RequestAborted.IsCancellationRequested =>
                Of(StatusCodes.Status499ClientClosedRequest, "The request was given up."),
            OperationCanceledException => Of(StatusCodes.Status503ServiceUnavailable,
                "This took too long, because much is asked at once. Try again in a moment."),
            // JSON in an encoding that nobody knows; the framework takes that for a mistake of ours.
            InvalidOperationException when HasUnknownCharset(httpContext.Request) =>
                Of(StatusCodes.Status400BadRequest, "The charset of the body is none that is known: send UTF-8."),
            // What went wrong inside is for the log, not for the one who asked.
            _ => Unexpected(exception),
        };
        if (exception is BusyException)
            httpContext.Response.Headers.RetryAfter = "1";
        await problem.ExecuteAsync(httpContext).ConfigureAwait(false);
        return true;
    }

    private static bool HasUnknownCharset(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.Charset.HasValue && type.Encoding is null;

    private ProblemHttpResult Unavailable(Exception exception)
    {
        LogUnavailable(exception.GetType().Name, exception.StackTrace);
        return Of(StatusCodes.Status503ServiceUnavailable,
            "A file that Affekt keeps cannot be used right now. Try again; its log says more.");
    }

    private ProblemHttpResult Unexpected(Exception exception)
    {
        LogUnexpected(exception.GetType().Name, exception.StackTrace);
        return Of(StatusCodes.Status500InternalServerError, "Something went wrong inside Affekt. Its log says what.");
    }

    // Messages of exceptions may quote what a request held; types and places do not.
    [LoggerMessage(1, LogLevel.Error, "A file cannot be used: {Type}{Trace}")]
    private partial void LogUnavailable(string type, string? trace);

    [LoggerMessage(2, LogLevel.Error, "A request failed: {Type}{Trace}")]
    private partial void LogUnexpected(string type, string? trace);
}
