using System.Net;
using System.Threading.RateLimiting;

namespace Affekt.Server.Hosting;

/// <summary>How often one address may show a wrong token, by whatever way: as a header, as a cookie or for a session.</summary>
internal sealed class GuessLimiter : IDisposable
{
    /// <summary>What is answered to an address that tried too often.</summary>
    public const string Refusal = "Too many tries. Wait a minute.";

    private const int GuessesAMinute = 10;

    private readonly PartitionedRateLimiter<IPAddress> _guesses = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        static address => RateLimitPartition.GetFixedWindowLimiter(address, static _ => new FixedWindowRateLimiterOptions
        {
            PermitLimit = GuessesAMinute,
            Window = TimeSpan.FromMinutes(1),
        }));

    /// <summary>True while the address of a request may try another token.</summary>
    public bool MayTry(HttpContext context)
    {
        using var lease = _guesses.AttemptAcquire(AddressOf(context), permitCount: 0);
        return lease.IsAcquired;
    }

    /// <summary>Counts a wrong token.</summary>
    public void CountWrong(HttpContext context) => _guesses.AttemptAcquire(AddressOf(context)).Dispose();

    /// <summary>The refusal of an address that tried too often.</summary>
    public static Task RefuseAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "60";
        return Problems.Of(StatusCodes.Status429TooManyRequests, Refusal).ExecuteAsync(context);
    }

    /// <inheritdoc/>
    public void Dispose() => _guesses.Dispose();

    private static IPAddress AddressOf(HttpContext context) => Addresses.GroupOf(context.Connection.RemoteIpAddress);
}
