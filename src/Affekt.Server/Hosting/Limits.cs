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

    /// <summary>The policy of endpoints that choose songs.</summary>
    public const string Questions = "questions";

    /// <summary>The longest that the body of a picture may take to arrive.</summary>
    public static TimeSpan LongestUpload { get; } = TimeSpan.FromMinutes(2);

    /// <summary>The longest that the choice of songs may take.</summary>
    public static TimeSpan LongestQuestion { get; } = TimeSpan.FromSeconds(10);

    private const int RequestsASecond = 50;
    private const int RequestsAtOnce = 200;
    private const int PicturesOfOneAddress = 8;
    private const int QuestionsWaiting = 64;

    // Choosing songs takes a core; who waits, waits a moment only.
    private static readonly int QuestionsAtOnce = 2 * Environment.ProcessorCount;

    /// <summary>The largest body that the request's endpoint takes, in bytes. Routing has written it into the request by its
    /// <see cref="BodyLimit"/>; the endpoint itself is forgotten by the time an error is explained.</summary>
    public static long MaxBodyOf(HttpContext context) =>
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize ?? MaxBodyBytes;

    /// <summary>
    /// Other machines are limited one by one; this machine is not, since whoever sits at it can stop the server anyway. What
    /// all pictures together take is limited by <see cref="UploadMemory"/> and <see cref="PictureReadLimiter"/>.
    /// </summary>
    public static void AddLimits(this IServiceCollection services) => services.AddRateLimiter(options =>
    {
        options.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, IPAddress>(context =>
            Addresses.OthersOf(context) is { } address
                ? RateLimitPartition.GetTokenBucketLimiter(address, static _ => new TokenBucketRateLimiterOptions
                {
                    TokenLimit = RequestsAtOnce,
                    TokensPerPeriod = RequestsASecond,
                    ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                    AutoReplenishment = true,
                })
                : RateLimitPartition.GetNoLimiter(IPAddress.Loopback));
        options.AddPolicy(Pictures, context => Addresses.OthersOf(context) is { } address
            ? RateLimitPartition.GetConcurrencyLimiter(
                address, static _ => new ConcurrencyLimiterOptions { PermitLimit = PicturesOfOneAddress })
            : RateLimitPartition.GetNoLimiter(IPAddress.Loopback));
        options.AddConcurrencyLimiter(Questions, limiter =>
            (limiter.PermitLimit, limiter.QueueLimit) = (QuestionsAtOnce, QuestionsWaiting));
        options.OnRejected = static async (context, _) =>
        {
            context.HttpContext.Response.Headers.RetryAfter = "1";
            await Problems.Of(StatusCodes.Status429TooManyRequests, "Too many requests at once. Try again in a second.")
                .ExecuteAsync(context.HttpContext).ConfigureAwait(false);
        };
    });
}

/// <summary>What an endpoint takes instead of <see cref="Limits.MaxBodyBytes"/>.</summary>
/// <param name="MaxRequestBodySize">Bytes.</param>
internal sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;
