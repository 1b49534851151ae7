namespace Affekt.Server.Hosting;

/// <summary>The memory that bodies of pictures take while they arrive and wait, all together.</summary>
/// <remarks>What has not arrived takes nothing: a slow upload holds as much as it sent.</remarks>
internal sealed class UploadMemory(AffektServerOptions options)
{
    private readonly long _most = Math.Clamp(options.MemoryBytes / 6, 2L * Limits.MaxPictureBytes, 1L << 30);

    private long _held;

    /// <summary>Begins with nothing; dispose it when the body is no longer needed.</summary>
    public Share Begin() => new(this);

    /// <summary>What one body takes.</summary>
    public sealed class Share(UploadMemory all) : IDisposable
    {
        private long _bytes;

        /// <summary>Books bytes that are about to be allocated.</summary>
        /// <exception cref="BusyException">All together take too much.</exception>
        public void Take(long bytes)
        {
            if (Interlocked.Add(ref all._held, bytes) > all._most)
            {
                Interlocked.Add(ref all._held, -bytes);
                throw new BusyException();
            }
            _bytes += bytes;
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            Interlocked.Add(ref all._held, -_bytes);
            _bytes = 0;
        }
    }
}

/// <summary>There is no room for another one at this moment. The message is one line.</summary>
internal sealed class BusyException(string message = "Too many pictures at once. Try again in a second.") : Exception(message);
