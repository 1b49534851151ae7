using System.Threading.RateLimiting;

namespace Affekt.Server.Hosting;

/// <summary>Pictures are read as far as memory and cores go; the others wait their turn, with their bytes already here, and
/// where too many wait the next one is refused.</summary>
/// <remarks>A slow upload takes no turn before it has arrived. A turn may end after the server has.</remarks>
internal sealed class PictureReadLimiter : IDisposable
{
    private const int WaitingForEachRead = 8;

    private readonly int _megabytes;
    private readonly ConcurrencyLimiter _memory;

    private readonly ConcurrencyLimiter _cores = new(
        new ConcurrencyLimiterOptions { PermitLimit = Environment.ProcessorCount, QueueLimit = int.MaxValue });

    /// <param name="options">Say how much memory there is.</param>
    public PictureReadLimiter(AffektServerOptions options)
    {
        // A picture counts with the memory that it will take, in megabytes.
        _megabytes = (int)Math.Clamp((options.MemoryBytes / 3) >> 20, 128, 2048);
        _memory = new ConcurrencyLimiter(
            new ConcurrencyLimiterOptions { PermitLimit = _megabytes, QueueLimit = WaitingForEachRead * _megabytes });
    }

    /// <summary>Waits for a turn; dispose it when done.</summary>
    /// <param name="bytes">The memory that the picture will take; more than there is waits until it is alone.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="BusyException">Too much waits already.</exception>
    public async Task<IDisposable> TurnAsync(long bytes, CancellationToken cancellationToken)
    {
        var permits = (int)Math.Clamp((bytes >> 20) + 1, 1, _megabytes);
        var memory = await _memory.AcquireAsync(permits, cancellationToken).ConfigureAwait(false);
        if (!memory.IsAcquired)
        {
            memory.Dispose();
            throw new BusyException();
        }
        try
        {
            return new Turn(memory, await _cores.AcquireAsync(1, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _memory.Dispose();
        _cores.Dispose();
    }

    private sealed class Turn(RateLimitLease memory, RateLimitLease core) : IDisposable
    {
        public void Dispose()
        {
            core.Dispose();
            memory.Dispose();
        }
    }
}
