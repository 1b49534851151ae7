using System.Runtime.InteropServices;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Advanced;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.PixelFormats;

namespace Affekt.Imaging.OtherFormats;

/// <summary>What of a pixel's channels a file holds.</summary>
internal enum PixelKind
{
    Gray,
    GrayAlpha,
    Rgb,
    Rgba,

    /// <summary>Alpha counts only where any pixel sets it.</summary>
    RgbaUnlessUnset,
}

/// <summary>Decodes with ImageSharp inside our limits, and takes the pixels over.</summary>
internal static class SharpPicture
{
    /// <summary>Decodes a stream.</summary>
    /// <param name="stream">A file of the decoder's format.</param>
    /// <param name="decoder">ImageSharp's decoder.</param>
    /// <param name="kind">What its pixels hold.</param>
    /// <param name="name">The format's name in messages.</param>
    /// <param name="budget">The size was checked; memory is booked here.</param>
    /// <param name="reduction">By how much the sides are divided: 1, 2, 4 or 8.</param>
    /// <param name="lastRowIsEmpty">All bytes of the last row are zero, as those of rows that were never decoded.</param>
    /// <exception cref="ImageFormatException">Whatever goes wrong.</exception>
    public static Image Decode(
        Stream stream, IImageDecoder decoder, PixelKind kind, string name, DecodeBudget budget, int reduction, out bool lastRowIsEmpty)
    {
        try
        {
            Configuration configuration = Configure(budget);
            return kind switch
            {
                PixelKind.Gray => Take<L8, GrayRow>(
                    decoder.Decode<L8>(configuration, stream, budget.CancellationToken), reduction, budget, out lastRowIsEmpty),
                PixelKind.GrayAlpha => Take<La16, GrayOnWhiteRow>(
                    decoder.Decode<La16>(configuration, stream, budget.CancellationToken), reduction, budget, out lastRowIsEmpty),
                PixelKind.Rgb => Take<Rgb24, RgbRow>(
                    decoder.Decode<Rgb24>(configuration, stream, budget.CancellationToken), reduction, budget, out lastRowIsEmpty),
                _ => TakeRgba(
                    decoder.Decode<Rgba32>(configuration, stream, budget.CancellationToken), kind, reduction, budget, out lastRowIsEmpty),
            };
        }
        catch (Exception e) when (IsForeign(e))
        {
            throw Translate(e, name);
        }
    }

    /// <summary>The size that a header states.</summary>
    /// <exception cref="ImageFormatException">Whatever goes wrong.</exception>
    public static (int Width, int Height) Identify(Stream stream, IImageInfoDetector detector, string name, DecodeBudget budget)
    {
        try
        {
            IImageInfo info = detector.Identify(Configure(budget), stream, budget.CancellationToken)
                ?? throw new InvalidImageContentException("no header");
            return (info.Width, info.Height);
        }
        catch (Exception e) when (IsForeign(e))
        {
            throw Translate(e, name);
        }
    }

    private static Configuration Configure(DecodeBudget budget) => new()
    {
        MemoryAllocator = new BudgetedAllocator(budget),
        // The account of memory is kept by one thread.
        MaxDegreeOfParallelism = 1,
    };

    /// <summary>A decoder of hostile bytes may throw anything; only our own and a cancellation pass.</summary>
    private static bool IsForeign(Exception e) => e is not (ImageFormatException or OperationCanceledException);

    private static ImageFormatException Translate(Exception e, string name) => e switch
    {
        NotSupportedException => new ImageFormatException(
            $"This is a kind of {name} that Affekt does not read; save it as JPEG or PNG.", e),
        _ => new ImageFormatException($"The {name} is damaged or truncated. Copy or save it again.", e),
    };

    private static Image TakeRgba(
        Image<Rgba32> decoded, PixelKind kind, int reduction, DecodeBudget budget, out bool lastRowIsEmpty) =>
        kind == PixelKind.RgbaUnlessUnset && !UsesAlpha(decoded)
            ? Take<Rgba32, RgbWithoutAlphaRow>(decoded, reduction, budget, out lastRowIsEmpty)
            : Take<Rgba32, RgbOnWhiteRow>(decoded, reduction, budget, out lastRowIsEmpty);

    private static bool UsesAlpha(Image<Rgba32> decoded)
    {
        for (int y = 0; y < decoded.Height; y++)
        {
            foreach (Rgba32 pixel in decoded.DangerousGetPixelRowMemory(y).Span)
            {
                if (pixel.A != 0)
                    return true;
            }
        }
        return false;
    }

    private static Image Take<TPixel, TRow>(Image<TPixel> decoded, int reduction, DecodeBudget budget, out bool lastRowIsEmpty)
        where TPixel : unmanaged, IPixel<TPixel>
        where TRow : struct, IPixelRow<TPixel>
    {
        using (decoded)
        {
            lastRowIsEmpty = !MemoryMarshal.AsBytes(decoded.DangerousGetPixelRowMemory(decoded.Height - 1).Span).ContainsAnyExcept((byte)0);
            int width = DecodeBudget.DivideUp(decoded.Width, reduction);
            int height = DecodeBudget.DivideUp(decoded.Height, reduction);
            budget.Reserve((long)width * height * TRow.Channels);
            Image image = Image.Uninitialized(width, height, TRow.Channels);
            if (reduction > 1)
            {
                Shrink<TPixel, TRow>(decoded, reduction, image, budget);
                return image;
            }
            int rowBytes = width * TRow.Channels;
            for (int y = 0; y < height; y++)
            {
                budget.Tick();
                TRow.Convert(decoded.DangerousGetPixelRowMemory(y).Span, image.Pixels.AsSpan(y * rowBytes, rowBytes));
            }
            return image;
        }
    }

    /// <summary>Each pixel becomes the mean of those that it stands for.</summary>
    private static void Shrink<TPixel, TRow>(Image<TPixel> decoded, int by, Image image, DecodeBudget budget)
        where TPixel : unmanaged, IPixel<TPixel>
        where TRow : struct, IPixelRow<TPixel>
    {
        int channels = image.Channels;
        byte[] row = new byte[decoded.Width * channels];
        int[] sums = new int[image.Width * channels];
        for (int y = 0; y < image.Height; y++)
        {
            budget.Tick();
            Array.Clear(sums);
            int end = Math.Min((y + 1) * by, decoded.Height);
            for (int line = y * by; line < end; line++)
            {
                TRow.Convert(decoded.DangerousGetPixelRowMemory(line).Span, row);
                for (int x = 0; x < decoded.Width; x++)
                {
                    for (int c = 0; c < channels; c++)
                        sums[(x / by * channels) + c] += row[(x * channels) + c];
                }
            }
            Span<byte> pixels = image.Pixels.AsSpan(y * sums.Length, sums.Length);
            for (int i = 0; i < sums.Length; i++)
            {
                int across = Math.Min(by, decoded.Width - (i / channels * by));
                int count = across * (end - (y * by));
                pixels[i] = (byte)((sums[i] + (count / 2)) / count);
            }
        }
    }
}
