using System.Globalization;

namespace Affekt.Imaging;

/// <summary>The running account of one decode against its <see cref="DecodeLimits"/>, and its notes.</summary>
internal sealed class DecodeBudget(DecodeOptions options, CancellationToken cancellationToken)
{
    /// <summary>What one array can hold, up to 16 bytes a pixel, whatever the limits say.</summary>
    private const long MostPixels = int.MaxValue / 16;

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

    /// <summary>Refuses a picture whose stated size is zero or beyond the limits.</summary>
    public void CheckSize(long width, long height)
    {
        if (width < 1 || height < 1)
            throw new ImageFormatException(
                $"The image states a size of {width} x {height} pixels, which holds no picture; the file is damaged.");
        if (width > _limits.MaxSide || height > _limits.MaxSide)
            throw new ImageFormatException(
                $"The image is {width} x {height} pixels; a side may have at most {_limits.MaxSide}. Make it smaller.");
        long most = Math.Min(_limits.MaxPixels, MostPixels);
        if (width * height > most)
            throw new ImageFormatException(
                $"The image is {width} x {height} pixels ({Mega(width * height)} megapixels); at most {Mega(most)} are " +
                $"read. Make it smaller.");
    }

    /// <summary>How far both sides may be divided (1, 2, 4 or 8) so that enough pixels are left for the caller.</summary>
    public int Reduction(int width, int height)
    {
        if (options.EnoughPixels is not { } enough)
            return 1;
        int by = 8;
        while (by > 1 && (long)DivideUp(width, by) * DivideUp(height, by) < enough)
            by /= 2;
        return by;
    }

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

    private static string Mega(long pixels) => (pixels / 1e6).ToString("0.#", CultureInfo.InvariantCulture);
}
