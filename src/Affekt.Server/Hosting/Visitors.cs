using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Affekt.Library.Storage;

namespace Affekt.Server.Hosting;

/// <summary>Who asks: a browser carries a random secret in a cookie, and its profiles hang on that secret. No profile is
/// needed to try anything.</summary>
/// <remarks>A secret that opens nothing is never taken up, whoever put it there: a new profile gets a new secret.</remarks>
/// <param name="profiles">The profiles.</param>
/// <param name="time">Tells how long ago a profile was deleted.</param>
internal sealed class Visitors(ProfileStore profiles, TimeProvider time) : IDisposable
{
    /// <summary>What a profile is called that came into being with a first word, until it is given a name.</summary>
    public const string FirstName = "Me";

    // The name is kept for those who have the cookie of an older Affekt.
    private const string PlainCookie = "affekt-browser";

    // Browsers take a cookie of this prefix only over https, for the whole host and for no other.
    private const string SecureCookie = "__Host-affekt-browser";
    private const int SecretBytes = 32;
    private const int MostDeletions = 1000;
    private const int NewBrowsersADay = 200;

    // As long as a request may be on its way that was sent before the deletion.
    private static readonly TimeSpan OnItsWay = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, long> _deletions = [];

    // A family or a school behind one address does not come near it.
    private readonly PartitionedRateLimiter<HttpContext> _newBrowsers = PartitionedRateLimiter.Create<HttpContext, IPAddress>(
        static context => Addresses.OthersOf(context) is { } address
            ? RateLimitPartition.GetFixedWindowLimiter(address, static _ => new FixedWindowRateLimiterOptions
            {
                PermitLimit = NewBrowsersADay,
                Window = TimeSpan.FromDays(1),
            })
            : RateLimitPartition.GetNoLimiter(IPAddress.Loopback));

    /// <summary>True when the request carries a browser's secret.</summary>
    public static bool HasCookie(HttpContext context) => ValueOf(context) is not null;

    /// <summary>The active profile of the browser that asks, or null.</summary>
    public Profile? Of(HttpContext context) => SecretOf(context) is { } secret ? profiles.ActiveOf(secret) : null;

    /// <summary>All profiles of the browser that asks, and the active one.</summary>
    public (IReadOnlyList<Profile> All, Profile? Active) AllOf(HttpContext context) =>
        SecretOf(context) is { } secret ? profiles.Of(secret) : ([], null);

    /// <summary>The active profile; one is made when there is none.</summary>
    /// <exception cref="NotKeptException">The browser's profile was deleted a moment ago, while the request was on its way.</exception>
    public Profile Require(HttpContext context)
    {
        if (Of(context) is { } profile)
            return profile;
        if (SecretOf(context) is { } secret && WasJustDeleted(secret))
            throw NotKeptException.Deleted();
        return Create(context, FirstName);
    }

    /// <summary>Makes a profile for the browser that asks, and gives it a cookie if it has none that we know.</summary>
    /// <exception cref="Affekt.Music.MusicException">The name is empty or too long, or there are too many profiles.</exception>
    public Profile Create(HttpContext context, string name)
    {
        if (SecretOf(context) is { } known && profiles.Knows(known))
            return profiles.Create(known, name);
        using var place = _newBrowsers.AttemptAcquire(context);
        if (!place.IsAcquired)
            throw new BusyException($"There are {NewBrowsersADay} new profiles from this address today. Try again tomorrow.");
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
        if (SecretOf(context) is { } secret)
            NoteDeletion(secret);
        profiles.Delete(id);
        if (AllOf(context).All.Count > 0)
            return;
        context.Response.Cookies.Delete(NameOf(context.Request), Options(context.Request, null));
        if (!context.Request.IsHttps)
            context.Response.Cookies.Delete(PlainCookie, Options(context.Request, null));
    }

    /// <summary>The name of a cookie: over plain http it carries the port, since cookies of one host are shared by all its
    /// ports, and another server there may be another Affekt.</summary>
    public static string NameOf(HttpRequest request, string plain, string secure) =>
        request.IsHttps ? secure : $"{plain}-{request.Host.Port ?? 80}";

    /// <inheritdoc/>
    public void Dispose() => _newBrowsers.Dispose();

    private void NoteDeletion(byte[] secret)
    {
        lock (_deletions)
        {
            if (_deletions.Count >= MostDeletions)
                _deletions.Clear();
            _deletions[Convert.ToHexString(secret)] = time.GetTimestamp();
        }
    }

    private bool WasJustDeleted(byte[] secret)
    {
        lock (_deletions)
            return _deletions.TryGetValue(Convert.ToHexString(secret), out var then) && time.GetElapsedTime(then) < OnItsWay;
    }

    private static byte[]? SecretOf(HttpContext context) => ValueOf(context) is { } value ? Hash(value) : null;

    private static string? ValueOf(HttpContext context)
    {
        var cookies = context.Request.Cookies;
        var value = cookies[NameOf(context.Request)] ?? (context.Request.IsHttps ? null : cookies[PlainCookie]);
        return value is { Length: > 20 and < 100 } ? value : null;
    }

    private static byte[] Hash(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value));

    private static string NameOf(HttpRequest request) => NameOf(request, PlainCookie, SecureCookie);

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
