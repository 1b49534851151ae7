namespace Affekt.Imaging;

/// <summary>The running account of one decode against its <see cref="DecodeLimits"/>, and its notes.</summary>
internal sealed class DecodeBudget(DecodeOptions options, CancellationToken cancellationToken)
{
    private readonly DecodeLimits _limits = options.Limits;
    private readonly List<string> _notes = [];
    private long _held;
    private long _blocks;

    public int MaxScans => _limits.MaxScans;

    /// <summary>For decoders that look at it themselves.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>What was overlooked in the file, one sentence each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Says once that something was overlooked.</summary>
    public void Note(string sentence)
    {
        if (!_notes.Contains(sentence))
            _notes.Add(sentence);
    }

    /// <inheritdoc cref="DecodeLimits.RequireSize"/>
    public void CheckSize(long width, long height) => _limits.RequireSize(width, height);

    /// <inheritdoc cref="DecodeOptions.Reduction"/>
    public int Reduction(int width, int height) => options.Reduction(width, height);

    /// <summary>Books memory that is about to be allocated.</summary>
    public void Reserve(long bytes)
    {
        if (_held + bytes > _limits.MaxMemoryBytes)
            throw new ImageFormatException(
                $"Decoding the image needs more than {_limits.MaxMemoryBytes >> 20} MB of memory. Make it smaller.");
        _held += bytes;
    }

    /// <summary>Returns memory that is no longer referenced.</summary>
    public void Release(long bytes) => _held -= bytes;

    /// <summary>Called every row or so: books blocks that were decoded, and stops at cancellation.</summary>
    public void Spend(long blocks)
    {
        Tick();
        _blocks += blocks;
        if (_blocks > _limits.MaxBlocks)
            throw new ImageFormatException("Decoding the image takes too much work for its size. Save it again as an ordinary JPEG.");
    }

    /// <summary>Called every row or so: stops at cancellation.</summary>
    public void Tick() => cancellationToken.ThrowIfCancellationRequested();

    public static int DivideUp(int value, int by) => (value + by - 1) / by;
}
