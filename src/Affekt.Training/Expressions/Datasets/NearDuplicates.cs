using System.Numerics;
using Affekt.Training.Data;

namespace Affekt.Training.Expressions.Datasets;

/// <summary>
/// Finds faces that are the same picture with other bytes: saved again, made lighter, cropped by a pixel.
/// A 64-bit difference hash proposes pairs and the correlation of the pixels decides.
/// </summary>
public static class NearDuplicates
{
    private const int Columns = 9, Rows = 8;

    /// <summary>Compares every face with every other, by 64-bit hashes: about a second for 36,000 faces.</summary>
    /// <param name="faces">At least 9x8 pixels each.</param>
    /// <param name="hashBits">Hashes that differ in at most this many of 64 bits propose a pair.</param>
    /// <param name="correlation">
    /// A pair counts when its pixels correlate at least so much: -1 to 1. On FER2013 nearly every pair from .90 on is the same
    /// photograph, looked at one by one, and below .88 most are only two smiling faces.
    /// </param>
    /// <param name="cancellation">Stops the comparison.</param>
    /// <returns>Pairs with the smaller index first, without those whose pixels are exactly the same and without blank faces.</returns>
    /// <exception cref="DatasetException">The faces are too small to be compared.</exception>
    public static IReadOnlyList<FacePair> Find(
        FaceDataset faces, int hashBits = 8, double correlation = .92, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(faces);
        if (faces.Width < Columns || faces.Height < Rows)
            throw new DatasetException(
                $"{faces.Source} has faces of {faces.Width}x{faces.Height}; near duplicates need {Columns}x{Rows} or more.");
        // Copies would repeat every pair of their first one.
        var first = PixelGroups.FirstOf(faces);
        var distinct = Enumerable.Range(0, faces.Count).Where(i => first[i] == i && !PixelGroups.IsBlank(faces.Face(i))).ToArray();
        var hashes = Array.ConvertAll(distinct, i => Hash(faces.Face(i), faces.Width, faces.Height));
        var found = new List<FacePair>();
        Parallel.For(0, distinct.Length, new ParallelOptions { CancellationToken = cancellation }, a =>
        {
            var own = hashes[a];
            for (var b = a + 1; b < hashes.Length; b++)
            {
                if (BitOperations.PopCount(own ^ hashes[b]) > hashBits)
                    continue;
                var r = Correlation(faces.Face(distinct[a]), faces.Face(distinct[b]));
                if (r >= correlation)
                    lock (found)
                        found.Add(new FacePair(distinct[a], distinct[b], r));
            }
        });
        return [.. found.OrderBy(p => p.First).ThenBy(p => p.Second)];
    }

    /// <summary>One bit for each of 8x8 neighbours in a picture averaged down to 9x8: whether it gets brighter to the right.</summary>
    internal static ulong Hash(ReadOnlySpan<byte> face, int width, int height)
    {
        ulong hash = 0;
        Span<double> means = stackalloc double[Columns];
        for (var row = 0; row < Rows; row++)
        {
            int top = row * height / Rows, bottom = (row + 1) * height / Rows;
            for (var column = 0; column < Columns; column++)
            {
                int left = column * width / Columns, right = (column + 1) * width / Columns;
                var sum = 0;
                for (var y = top; y < bottom; y++)
                    foreach (var pixel in face[(y * width + left)..(y * width + right)])
                        sum += pixel;
                means[column] = (double)sum / ((bottom - top) * (right - left));
            }
            for (var column = 0; column + 1 < Columns; column++)
                hash = hash << 1 | (means[column + 1] > means[column] ? 1u : 0u);
        }
        return hash;
    }

    /// <summary>Pearson's correlation, which does not see brightness and contrast.</summary>
    private static double Correlation(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        long sumA = 0, sumB = 0, sumAa = 0, sumBb = 0, sumAb = 0;
        for (var i = 0; i < a.Length; i++)
        {
            int x = a[i], y = b[i];
            sumA += x;
            sumB += y;
            sumAa += x * x;
            sumBb += y * y;
            sumAb += x * y;
        }
        double n = a.Length;
        var covariance = sumAb - sumA * (sumB / n);
        return covariance / Math.Sqrt((sumAa - sumA * (sumA / n)) * (sumBb - sumB * (sumB / n)));
    }
}

/// <summary>Two faces that look the same.</summary>
/// <param name="First">The smaller index.</param>
/// <param name="Second">The larger index.</param>
/// <param name="Correlation">How alike the pixels are: at most 1.</param>
public readonly record struct FacePair(int First, int Second, double Correlation);
