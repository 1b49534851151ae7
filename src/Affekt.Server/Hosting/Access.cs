using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Affekt.App.Answers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Affekt.Server.Hosting;

/// <summary>The access token of a server that other machines reach: as a bearer token, or as a cookie that a browser gets for it.</summary>
internal static class Access
{
    private const string PlainCookie = "affekt-access";
    private const string SecureCookie = "__Host-affekt-access";

    /// <summary>Refuses the API to whoever does not show the token. The page itself holds nothing and is open, so that it can
    /// ask for it.</summary>
    public static void UseAccessToken(this IApplicationBuilder app, string? token)
    {
        if (token is null)
            return;
        var expected = SHA256.HashData(Encoding.UTF8.GetBytes(token));
        var pass = Encoding.ASCII.GetBytes(PassOf(token));
        var guesses = app.ApplicationServices.GetRequiredService<GuessLimiter>();
        app.Use((context, next) =>
        {
            var (request, path) = (context.Request, context.Request.Path);
            var guarded = path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
                || path.StartsWithSegments("/openapi", StringComparison.OrdinalIgnoreCase);
            // What the cookie holds cannot be guessed; who has it is not shut out by what others of the same address try.
            if (!guarded || path == "/api/v1/session" || ShowsPass(request, pass))
                return next(context);
            var shows = request.Headers.Authorization.Count > 0 || request.Cookies.ContainsKey(NameOf(request));
            if (shows && !guesses.MayTry(context))
                return GuessLimiter.RefuseAsync(context);
            if (ShowsToken(request, expected))
                return next(context);
            if (shows)
                guesses.CountWrong(context);
            if (request.Cookies.ContainsKey(NameOf(request)))
                context.Response.Cookies.Delete(NameOf(request), Options(request, null));
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Problems.Of(StatusCodes.Status401Unauthorized, "This Affekt asks for its access token.").ExecuteAsync(context);
        });
    }

    /// <summary>POST session: the token for a cookie.</summary>
    public static void MapSession(this IEndpointRouteBuilder api, string? token) => api.MapPost("/session",
        Results<NoContent, ProblemHttpResult> (HttpContext context, GuessLimiter guesses, TokenBody body) =>
        {
            if (token is null)
                return TypedResults.NoContent();
            if (!guesses.MayTry(context))
            {
                context.Response.Headers.RetryAfter = "60";
                return Problems.Of(StatusCodes.Status429TooManyRequests, GuessLimiter.Refusal);
            }
            if (!Same(SHA256.HashData(Encoding.UTF8.GetBytes(token)), SHA256.HashData(Encoding.UTF8.GetBytes(body.Token ?? ""))))
            {
                guesses.CountWrong(context);
                return Problems.Of(StatusCodes.Status401Unauthorized, "That is not the access token.");
            }
            context.Response.Cookies.Append(NameOf(context.Request), PassOf(token), Options(context.Request, TimeSpan.FromDays(90)));
            return TypedResults.NoContent();
        })
        .WithTags("Access").WithSummary("Exchanges the access token for a cookie, for browsers")
        .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status429TooManyRequests);

    private static CookieOptions Options(HttpRequest request, TimeSpan? life) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = request.IsHttps,
        Path = "/",
        MaxAge = life,
        IsEssential = true,
    };

    private static bool ShowsToken(HttpRequest request, byte[] expected)
    {
        var header = request.Headers.Authorization.ToString();
        const string Scheme = "Bearer ";
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            && Same(expected, SHA256.HashData(Encoding.UTF8.GetBytes(header[Scheme.Length..].Trim())));
    }

    private static bool ShowsPass(HttpRequest request, byte[] pass) =>
        request.Cookies[NameOf(request)] is { } cookie && Same(pass, Encoding.UTF8.GetBytes(cookie));

    // Comparing takes as long for a wrong guess as for a good one.
    private static bool Same(byte[] a, byte[] b) => CryptographicOperations.FixedTimeEquals(a, b);

    // What the cookie holds proves the token without being it.
    private static string PassOf(string token) =>
        Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(token), "affekt-access"u8));

    private static string NameOf(HttpRequest request) => Visitors.NameOf(request, PlainCookie, SecureCookie);
}
