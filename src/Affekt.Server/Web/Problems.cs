using Affekt.Imaging;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace Affekt.Server.Web;

/// <summary>Every error is a problem document (RFC 9457) whose detail is one sentence for a person.</summary>
internal sealed class Problems : IExceptionHandler
{
    /// <summary>A problem with a status and one sentence.</summary>
    public static ProblemHttpResult Of(int status, string detail) =>
        TypedResults.Problem(detail, statusCode: status, title: ReasonPhrases.GetReasonPhrase(status));

    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var problem = exception switch
        {
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
                Of(StatusCodes.Status413PayloadTooLarge, $"The picture is larger than {Limits.MaxBodyBytes >> 20} MB. Make it smaller; 1024 pixels are enough."),
            BadHttpRequestException bad => Of(bad.StatusCode, bad.Message),
            ImageFormatException image => Of(StatusCodes.Status400BadRequest, image.Message),
            OperationCanceledException when httpContext.RequestAborted.IsCancellationRequested => Of(StatusCodes.Status499ClientClosedRequest, "The request was given up."),
            // What went wrong inside is for the log, not for the one who asked.
            _ => Of(StatusCodes.Status500InternalServerError, "Something went wrong inside Affekt. Its log says what."),
        };
        await problem.ExecuteAsync(httpContext).ConfigureAwait(false);
        return true;
    }
}
