using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Affekt.Imaging.Png;

/// <summary>The five row filters (ISO/IEC 15948, 9).</summary>
internal static class PngFilter
{
    public const byte None = 0;
    public const byte Sub = 1;
    public const byte Up = 2;
    public const byte Average = 3;
    public const byte Paeth = 4;

    /// <summary>Undoes a filter in place.</summary>
    /// <param name="filter">The row's filter byte.</param>
    /// <param name="row">Filtered bytes in, raw bytes out.</param>
    /// <param name="previous">The raw row above, zeros for the first.</param>
    /// <param name="step">Bytes from a byte to its like in the pixel before.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Undo(byte filter, Span<byte> row, ReadOnlySpan<byte> previous, int step)
    {
        previous = previous[..row.Length];
        switch (filter)
        {
            case None:
                break;
            case Sub:
                for (int i = step; i < row.Length; i++)
                    row[i] += row[i - step];
                break;
            case Up:
                UndoUp(row, previous);
                break;
            case Average:
                for (int i = 0; i < Math.Min(step, row.Length); i++)
                    row[i] += (byte)(previous[i] >> 1);
                for (int i = step; i < row.Length; i++)
                    row[i] += (byte)((row[i - step] + previous[i]) >> 1);
                break;
            case Paeth:
                UndoPaeth(row, previous, step);
                break;
            default:
                throw PngError.Damaged("an unknown row filter");
        }
    }

    /// <summary>Filters a raw row; the arguments are those of <see cref="Undo"/>.</summary>
    public static void Apply(byte filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> previous, int step, Span<byte> filtered)
    {
        for (int i = 0; i < row.Length; i++)
        {
            int left = i >= step ? row[i - step] : 0;
            int upperLeft = i >= step ? previous[i - step] : 0;
            int above = previous[i];
            int prediction = filter switch
            {
                Sub => left,
                Up => above,
                Average => (left + above) >> 1,
                Paeth => Predict(left, above, upperLeft),
                _ => 0,
            };
            filtered[i] = (byte)(row[i] - prediction);
        }
    }

    /// <summary>The sum of differences as signed numbers: small where a filter fits (12.8).</summary>
    public static long Cost(ReadOnlySpan<byte> filtered)
    {
        long sum = 0;
        foreach (byte b in filtered)
            sum += Math.Abs((int)(sbyte)b);
        return sum;
    }

    /// <summary>The neighbour that comes nearest to left + above - upper left (9.4).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Predict(int left, int above, int upperLeft)
    {
        int toLeft = above - upperLeft;
        int toAbove = left - upperLeft;
        int distanceLeft = Math.Abs(toLeft);
        int distanceAbove = Math.Abs(toAbove);
        int distanceUpperLeft = Math.Abs(toLeft + toAbove);
        int nearest = distanceAbove < distanceLeft ? above : left;
        return distanceUpperLeft < Math.Min(distanceLeft, distanceAbove) ? upperLeft : nearest;
    }

    private static void UndoUp(Span<byte> row, ReadOnlySpan<byte> previous)
    {
        int i = 0;
        for (; i <= row.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            (new Vector<byte>(row[i..]) + new Vector<byte>(previous[i..])).CopyTo(row[i..]);
        for (; i < row.Length; i++)
            row[i] += previous[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void UndoPaeth(Span<byte> row, ReadOnlySpan<byte> previous, int step)
    {
        ref byte r = ref MemoryMarshal.GetReference(row);
        ref byte p = ref MemoryMarshal.GetReference(previous);
        // A channel at a time keeps left and upper left in registers.
        for (int channel = 0; channel < step; channel++)
        {
            int left = 0;
            int upperLeft = 0;
            for (int i = channel; i < row.Length; i += step)
            {
                int above = Unsafe.Add(ref p, i);
                left = (byte)(Unsafe.Add(ref r, i) + Predict(left, above, upperLeft));
                Unsafe.Add(ref r, i) = (byte)left;
                upperLeft = above;
            }
        }
    }
}
