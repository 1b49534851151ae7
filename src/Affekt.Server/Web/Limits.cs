using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Affekt.Server.Web;

/// <summary>What one request may cost, and how many pictures are read at a time.</summary>
internal static class Limits
{
    /// <summary>The largest body: 8 MB.</summary>
    public const int MaxBodyBytes = 8 << 20;

    /// <summary>The policy of endpoints that read pictures.</summary>
    public const string Pictures = "pictures";

    /// <summary>
    /// As many pictures as there are cores are read at a time, four times as many wait; the next is told to come back in a second.
    /// </summary>
    public static void AddPictureLimit(this IServiceCollection services) => services.AddRateLimiter(options =>
    {
        options.AddConcurrencyLimiter(Pictures, limiter =>
        {
            limiter.PermitLimit = Environment.ProcessorCount;
            limiter.QueueLimit = 4 * Environment.ProcessorCount;
            limiter.QueueProcessingOrder = QueueProcessingOrder.OldestFirst;
        });
        options.OnRejected = static async (context, _) =>
        {
            context.HttpContext.Response.Headers.RetryAfter = "1";
            await Problems.Of(StatusCodes.Status429TooManyRequests, "Too many pictures at once. Try again in a second.")
                .ExecuteAsync(context.HttpContext).ConfigureAwait(false);
        };
    });
}
