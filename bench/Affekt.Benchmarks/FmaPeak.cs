using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Affekt.Benchmarks;

/// <summary>The most multiply-adds that this processor does: independent chains in registers, no memory.</summary>
internal static class FmaPeak
{
    /// <summary>GFLOP/s on one thread, best of several runs.</summary>
    public static double Measure()
    {
        var best = 0.0;
        for (var run = 0; run < 12; run++)
        {
            const int Iterations = 2_000_000;
            var start = Stopwatch.GetTimestamp();
            var (lanes, sink) = Avx512F.IsSupported ? (16, Chains512(Iterations)) : (8, Chains256(Iterations));
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (float.IsNaN(sink))
                throw new InvalidOperationException("The chains overflowed.");
            best = Math.Max(best, 12.0 * lanes * 2 * Iterations / seconds / 1e9);
        }
        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Chains512(int iterations)
    {
        var m = Vector512.Create(0.5f);
        Vector512<float> a = m, b = m, c = m, d = m, e = m, f = m, g = m, h = m, i = m, j = m, k = m, l = m;
        for (var n = 0; n < iterations; n++)
        {
            a = Avx512F.FusedMultiplyAdd(a, m, m);
            b = Avx512F.FusedMultiplyAdd(b, m, m);
            c = Avx512F.FusedMultiplyAdd(c, m, m);
            d = Avx512F.FusedMultiplyAdd(d, m, m);
            e = Avx512F.FusedMultiplyAdd(e, m, m);
            f = Avx512F.FusedMultiplyAdd(f, m, m);
            g = Avx512F.FusedMultiplyAdd(g, m, m);
            h = Avx512F.FusedMultiplyAdd(h, m, m);
            i = Avx512F.FusedMultiplyAdd(i, m, m);
            j = Avx512F.FusedMultiplyAdd(j, m, m);
            k = Avx512F.FusedMultiplyAdd(k, m, m);
            l = Avx512F.FusedMultiplyAdd(l, m, m);
        }
        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Chains256(int iterations)
    {
        var m = Vector256.Create(0.5f);
        Vector256<float> a = m, b = m, c = m, d = m, e = m, f = m, g = m, h = m, i = m, j = m, k = m, l = m;
        for (var n = 0; n < iterations; n++)
        {
            a = Vector256.FusedMultiplyAdd(a, m, m);
            b = Vector256.FusedMultiplyAdd(b, m, m);
            c = Vector256.FusedMultiplyAdd(c, m, m);
            d = Vector256.FusedMultiplyAdd(d, m, m);
            e = Vector256.FusedMultiplyAdd(e, m, m);
            f = Vector256.FusedMultiplyAdd(f, m, m);
            g = Vector256.FusedMultiplyAdd(g, m, m);
            h = Vector256.FusedMultiplyAdd(h, m, m);
            i = Vector256.FusedMultiplyAdd(i, m, m);
            j = Vector256.FusedMultiplyAdd(j, m, m);
            k = Vector256.FusedMultiplyAdd(k, m, m);
            l = Vector256.FusedMultiplyAdd(l, m, m);
        }
        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
