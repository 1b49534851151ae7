using System.Globalization;

namespace Affekt.Imaging;

/// <summary>The running account of one decode against its <see cref="DecodeLimits"/>.</summary>
internal sealed class DecodeBudget(DecodeLimits limits, CancellationToken cancellationToken)
{
    /// <summary>What one array can hold, up to 16 bytes a pixel, whatever the limits say.</summary>
    private const long MostPixels = int.MaxValue / 16;

    private readonly long _start = limits.TimeProvider.GetTimestamp();
    private long _held;

    public int MaxScans => limits.MaxScans;

    /// <summary>Refuses a picture whose stated size is zero or beyond the limits.</summary>
    public void CheckSize(long width, long height)
    {
        if (width < 1 || height < 1)
            throw new ImageFormatException(
                $"The image states a size of {width} x {height} pixels, which holds no picture; the file is damaged.");
        if (width > limits.MaxSide || height > limits.MaxSide)
            throw new ImageFormatException(
                $"The image is {width} x {height} pixels; a side may have at most {limits.MaxSide}. Make it smaller.");
        long most = Math.Min(limits.MaxPixels, MostPixels);
        if (width * height > most)
            throw new ImageFormatException(
                $"The image is {width} x {height} pixels ({Mega(width * height)} megapixels); at most {Mega(most)} are " +
                $"read. Make it smaller.");
    }

    /// <summary>Books memory that is about to be allocated.</summary>
    public void Reserve(long bytes)
    {
        _held += bytes;
        if (_held > limits.MaxMemoryBytes)
            throw new ImageFormatException(
                $"Decoding the image needs more than {limits.MaxMemoryBytes >> 20} MB of memory. Make it smaller.");
    }

    /// <summary>Returns memory that is no longer referenced.</summary>
    public void Release(long bytes) => _held -= bytes;

    /// <summary>Called every row or so: stops at cancellation and at the time limit.</summary>
    public void Tick()
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (limits.TimeProvider.GetElapsedTime(_start) > limits.MaxDuration)
            throw new ImageFormatException(
                $"Decoding the image takes longer than " +
                $"{limits.MaxDuration.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s. Make it smaller or save it again.");
    }

    private static string Mega(long pixels) => (pixels / 1e6).ToString("0.#", CultureInfo.InvariantCulture);
}
