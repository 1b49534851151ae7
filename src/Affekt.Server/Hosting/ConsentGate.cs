using System.Globalization;
using Affekt.Library.Storage;

namespace Affekt.Server.Hosting;

/// <summary>Nothing of a picture is read before the person agreed. Stands in front of every endpoint that takes pictures.</summary>
internal sealed class ConsentGate(Visitors visitors, AffektServerOptions options) : IEndpointFilter
{
    /// <summary>The header in which a program states that the person in the picture agreed: the version of the question.</summary>
    public const string Header = "Affekt-Consent";

    /// <inheritdoc/>
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        Refusal(context.HttpContext) is { } reason
            ? ValueTask.FromResult<object?>(Problems.Of(StatusCodes.Status403Forbidden, reason))
            : next(context);

    private string? Refusal(HttpContext context)
    {
        var stated = context.Request.Headers[Header].ToString();
        if (IsBrowser(context))
        {
            return visitors.Of(context)?.Consent is { Version: Consent.PresentVersion }
                ? null
                : "No picture is read before you agreed: PUT /api/v1/profile/consent first.";
        }
        if (stated == Consent.PresentVersion.ToString(CultureInfo.InvariantCulture))
            return null;
        if (stated.Length > 0)
            return $"The header {Header} must hold {Consent.PresentVersion}, the present version of the question.";
        // On this machine alone a program is run by the person themselves; elsewhere it speaks for others and has to say so.
        return options.IsLocal
            ? null
            : $"No picture is read before the person in it agreed: state that with the header {Header}: {Consent.PresentVersion}.";
    }

    // Browsers say where a request comes from, or carry our cookie; programs do neither.
    private static bool IsBrowser(HttpContext context) =>
        Visitors.HasCookie(context) || context.Request.Headers.ContainsKey("Sec-Fetch-Site") || context.Request.Headers.Origin.Count > 0;
}
