using System.Threading.RateLimiting;

namespace Affekt.Server.Hosting;

/// <summary>As many pictures as there are cores are read at a time; the others wait their turn, with their bytes already here.</summary>
/// <remarks>A slow upload therefore holds a place in the limit of pictures, but never a core. A turn may end after the server
/// has.</remarks>
internal sealed class PictureReadLimiter : IDisposable
{
    private readonly ConcurrencyLimiter _places = new(
        new ConcurrencyLimiterOptions { PermitLimit = Environment.ProcessorCount, QueueLimit = int.MaxValue });

    /// <summary>Waits for a turn; dispose it when done.</summary>
    public async Task<IDisposable> TurnAsync(CancellationToken cancellationToken) =>
        await _places.AcquireAsync(1, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();
}
