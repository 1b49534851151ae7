namespace Affekt.Server.Faces;

/// <summary>As many pictures as there are cores are read at a time; the others wait their turn, with their bytes already here.</summary>
/// <remarks>A slow upload therefore holds a place in the limit of pictures, but never a core.</remarks>
internal sealed class PictureDesk : IDisposable
{
    private readonly SemaphoreSlim _places = new(Environment.ProcessorCount);

    /// <summary>Waits for a turn; dispose it when done.</summary>
    public async Task<IDisposable> TurnAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Turn(_places);
    }

    /// <inheritdoc/>
    public void Dispose() => _places.Dispose();

    private sealed class Turn(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
