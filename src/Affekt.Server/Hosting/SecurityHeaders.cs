using Affekt.Music.Playlists;

namespace Affekt.Server.Hosting;

/// <summary>The headers that every answer carries, and the refusal of requests that another site sends.</summary>
internal static class SecurityHeaders
{
    private static readonly string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' blob:; media-src 'self' blob:; " +
        $"frame-src {string.Join(' ', TrackEmbed.Origins)}; connect-src 'self'; manifest-src 'self'; worker-src 'self'; " +
        $"base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Adds the headers to every answer.</summary>
    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        // Error pages clear the headers that are set directly; these are set when the answer starts.
        context.Response.OnStarting(static state =>
        {
            var context = (HttpContext)state;
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=(), browsing-topics=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            if (context.Request.IsHttps)
                headers.StrictTransportSecurity = "max-age=31536000";
            if (headers.CacheControl.Count == 0)
                headers.CacheControl = "no-store";
            return Task.CompletedTask;
        }, context);

        return IsFromAnotherSite(context.Request)
            ? Problems.Of(StatusCodes.Status403Forbidden,
                "Requests that change or read something are only taken from Affekt's own page.").ExecuteAsync(context)
            : next(context);
    });

    // Browsers say where a request comes from; programs do not, and need not.
    private static bool IsFromAnotherSite(HttpRequest request)
    {
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        // A link from elsewhere may lead here; a picture or a script of another site may not make this server work.
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return site == "cross-site" && request.Headers["Sec-Fetch-Mode"] != "navigate";
        if (site is "cross-site" or "same-site")
            return true;
        // Older browsers only name the origin.
        return request.Headers.Origin is [{ Length: > 0 } origin, ..]
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var uri)
                && uri.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
