using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.RateLimiting;

namespace Affekt.Server.Hosting;

/// <summary>What one request may cost, and how many there may be.</summary>
internal static class Limits
{
    /// <summary>The largest body of other requests: 8 MB.</summary>
    public const int MaxBodyBytes = 8 << 20;

    /// <summary>The largest picture: 32 MB, as photos of 60 megapixels have them.</summary>
    public const int MaxPictureBytes = 32 << 20;

    /// <summary>The largest table of songs: 64 MB.</summary>
    public const int MaxTableBytes = 64 << 20;

    /// <summary>The policy of endpoints that take pictures.</summary>
    public const string Pictures = "pictures";

    /// <summary>The policy of endpoints where a secret could be guessed.</summary>
    public const string Guesses = "guesses";

    /// <summary>How many pictures may be on their way at once: as many as are read at a time, and four times as many that wait.
    /// Never more than 32, so that their bodies take at most a gigabyte.</summary>
    public static int PicturesAtOnce { get; } = Math.Min(5 * Environment.ProcessorCount, 32);

    private const int RequestsASecond = 50;
    private const int RequestsAtOnce = 200;
    private const int GuessesAMinute = 10;

    /// <summary>The largest body that the request's endpoint takes, in bytes. Routing has written it into the request by its
    /// <see cref="BodyLimit"/>; the endpoint itself is forgotten by the time an error is explained.</summary>
    public static long MaxBodyOf(HttpContext context) =>
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? MaxBodyBytes;

    /// <summary>
    /// Pictures are limited for all together, because they cost time and memory. Other machines are limited one by one; this
    /// machine is not, since whoever sits at it can stop the server anyway.
    /// </summary>
    public static void AddLimits(this IServiceCollection services) => services.AddRateLimiter(options =>
    {
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, IPAddress>(context =>
            context.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address)
                ? RateLimitPartition.GetTokenBucketLimiter(address, static _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = RequestsAtOnce,
                    TokensPerPeriod = RequestsASecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                    AutoReplenishment = true,
                })
                : RateLimitPartition.GetNoLimiter(IPAddress.Loopback));
        options.AddConcurrencyLimiter(Pictures, limiter => limiter.PermitLimit = PicturesAtOnce);
        options.AddPolicy(Guesses, context => RateLimitPartition.GetFixedWindowLimiter(
            context.Connection.RemoteIpAddress ?? IPAddress.None,
            static _ => new FixedWindowRateLimiterOptions { PermitLimit = GuessesAMinute, Window = TimeSpan.FromMinutes(1) }));
        options.OnRejected = static async (context, _) =>
        {
            var guessing = context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>()?.PolicyName == Guesses;
            context.HttpContext.Response.Headers.RetryAfter = guessing ? "60" : "1";
            await Problems.Of(StatusCodes.Status429TooManyRequests, guessing ? "Too many tries. Wait a minute."
                : "Too many requests at once. Try again in a second.")
                .ExecuteAsync(context.HttpContext).ConfigureAwait(false);
        };
    });
}

/// <summary>What an endpoint takes instead of <see cref="Limits.MaxBodyBytes"/>.</summary>
/// <param name="MaxRequestBodySize">Bytes.</param>
internal sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
