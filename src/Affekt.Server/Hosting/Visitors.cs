using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Affekt.Library.Storage;

namespace Affekt.Server.Hosting;

/// <summary>Who asks: a browser carries a random secret in a cookie, and its profiles hang on that secret. No profile is
/// needed to try anything.</summary>
/// <param name="profiles">The profiles.</param>
internal sealed class Visitors(ProfileStore profiles)
{
    /// <summary>What a profile is called that came into being with a first word, until it is given a name.</summary>
    public const string FirstName = "Me";

    private const string PlainCookie = "affekt-browser";

    // Browsers take a cookie of this prefix only over https, for the whole host and for no other.
    private const string SecureCookie = "__Host-affekt-browser";
    private const int SecretBytes = 32;

    /// <summary>True when the request carries a browser's secret.</summary>
    public static bool HasCookie(HttpContext context) => SecretOf(context) is not null;

    /// <summary>The active profile of the browser that asks, or null.</summary>
    public Profile? Of(HttpContext context) => SecretOf(context) is { } secret ? profiles.ActiveOf(secret) : null;

    /// <summary>All profiles of the browser that asks, and the active one.</summary>
    public (IReadOnlyList<Profile> All, Profile? Active) AllOf(HttpContext context) =>
        SecretOf(context) is { } secret ? profiles.Of(secret) : ([], null);

    /// <summary>The active profile; one is made when there is none.</summary>
    public Profile Require(HttpContext context) => Of(context) ?? Create(context, FirstName);

    /// <summary>Makes a profile for the browser that asks, and gives it a cookie if it has none.</summary>
    /// <exception cref="Affekt.Music.MusicException">The name is empty or too long, or there are too many profiles.</exception>
    public Profile Create(HttpContext context, string name)
    {
        if (SecretOf(context) is { } known)
            return profiles.Create(known, name);
        var value = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var profile = profiles.Create(Hash(value), name);
        context.Response.Cookies.Append(NameOf(context.Request), value, Options(context.Request, TimeSpan.FromDays(365)));
        return profile;
    }

    /// <summary>Makes another profile the active one; null for none.</summary>
    /// <returns>False when the browser has no such profile.</returns>
    public bool Activate(HttpContext context, string? id) => SecretOf(context) is { } secret ? profiles.Activate(secret, id) : id is null;

    /// <summary>Deletes a profile; the cookie goes with the last one.</summary>
    public void Delete(HttpContext context, string id)
    {
        profiles.Delete(id);
        if (AllOf(context).All.Count == 0)
            context.Response.Cookies.Delete(NameOf(context.Request), Options(context.Request, null));
    }

    private static byte[]? SecretOf(HttpContext context) =>
        context.Request.Cookies[NameOf(context.Request)] is { Length: > 20 and < 100 } value ? Hash(value) : null;

    private static byte[] Hash(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value));

    private static string NameOf(HttpRequest request) => request.IsHttps ? SecureCookie : PlainCookie;

    private static CookieOptions Options(HttpRequest request, TimeSpan? life) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Strict,
        Secure = request.IsHttps,
        Path = "/",
        MaxAge = life,
        IsEssential = true,
    };
}
