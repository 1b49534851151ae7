using System.Runtime.CompilerServices;
using Affekt.Neural.Kernels.Simd;

namespace Affekt.Neural.Kernels.Winograd;

/// <summary>
/// One dimension of F(m, 3) of Lavin and Gray, "Fast algorithms for convolutional neural networks" (2016): m outputs of a
/// kernel of three by m + 2 multiplications. The matrices are those of Cook and Toom with infinity and as many of the points
/// 0, 1, -1, 2, -2, 1/2, -1/2 as are needed. Each function reads and writes registers that lie a step of floats apart; two of them, one
/// after the other, transform a square.
/// </summary>
internal unsafe interface IWinogradSize<TSimd> where TSimd : struct, ISimd<TSimd>
{
    /// <summary>m.</summary>
    static abstract int Outputs { get; }

    /// <summary>Bᵀ: m + 2 inputs.</summary>
    static abstract void Input(float* source, nint sourceStep, float* target, nint targetStep);

    /// <summary>Aᵀ: from m + 2 products to m outputs.</summary>
    static abstract void Output(float* source, nint sourceStep, float* target, nint targetStep);

    /// <summary>G: from three weights to m + 2.</summary>
    static abstract void Weights(float* source, nint sourceStep, float* target, nint targetStep);
}

/// <summary>F(3, 3): 5 multiplications for 3 outputs.</summary>
internal readonly unsafe struct WinogradSize3<TSimd> : IWinogradSize<TSimd> where TSimd : struct, ISimd<TSimd>
{
    public static int Outputs => 3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input(float* source, nint sourceStep, float* target, nint targetStep)
    {
        TSimd d0 = TSimd.Load(source), d1 = TSimd.Load(source + sourceStep), d2 = TSimd.Load(source + 2 * sourceStep);
        TSimd d3 = TSimd.Load(source + 3 * sourceStep), d4 = TSimd.Load(source + 4 * sourceStep);
        var two = TSimd.Create(2);
        var end = TSimd.Subtract(d3, d1);
        // 2 d0 - d1 - 2 d2 + d3; -2 d1 - d2 + d3; 2 d1 - 3 d2 + d3; d3 - d1; 2 d1 - d2 - 2 d3 + d4.
        TSimd.Store(TSimd.MultiplyAdd(two, TSimd.Subtract(d0, d2), end), target);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Create(-2), d1, TSimd.Subtract(d3, d2)), target + targetStep);
        TSimd.Store(TSimd.MultiplyAdd(two, d1, TSimd.MultiplyAdd(TSimd.Create(-3), d2, d3)), target + 2 * targetStep);
        TSimd.Store(end, target + 3 * targetStep);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Create(-2), end, TSimd.Subtract(d4, d2)), target + 4 * targetStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output(float* source, nint sourceStep, float* target, nint targetStep)
    {
        TSimd m0 = TSimd.Load(source), m1 = TSimd.Load(source + sourceStep), m2 = TSimd.Load(source + 2 * sourceStep);
        TSimd m3 = TSimd.Load(source + 3 * sourceStep), m4 = TSimd.Load(source + 4 * sourceStep);
        var sum = TSimd.Add(m1, m2);
        TSimd.Store(TSimd.Add(TSimd.Add(m0, sum), m3), target);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Create(2), m3, TSimd.Subtract(m1, m2)), target + targetStep);
        TSimd.Store(TSimd.Add(TSimd.MultiplyAdd(TSimd.Create(4), m3, sum), m4), target + 2 * targetStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights(float* source, nint sourceStep, float* target, nint targetStep)
    {
        TSimd g0 = TSimd.Load(source), g1 = TSimd.Load(source + sourceStep), g2 = TSimd.Load(source + 2 * sourceStep);
        var even = TSimd.Add(g0, g2);
        TSimd.Store(TSimd.Multiply(g0, TSimd.Create(1f / 2)), target);
        TSimd.Store(TSimd.Multiply(TSimd.Add(even, g1), TSimd.Create(-1f / 2)), target + targetStep);
        TSimd.Store(TSimd.Multiply(TSimd.Subtract(even, g1), TSimd.Create(-1f / 6)), target + 2 * targetStep);
        TSimd.Store(TSimd.Multiply(TSimd.MultiplyAdd(TSimd.Create(2), g1, TSimd.MultiplyAdd(TSimd.Create(4), g2, g0)),
            TSimd.Create(1f / 6)), target + 3 * targetStep);
        TSimd.Store(g2, target + 4 * targetStep);
    }
}

/// <summary>F(4, 3): 6 multiplications for 4 outputs.</summary>
internal readonly unsafe struct WinogradSize4<TSimd> : IWinogradSize<TSimd> where TSimd : struct, ISimd<TSimd>
{
    public static int Outputs => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input(float* source, nint sourceStep, float* target, nint targetStep)
    {
        TSimd d0 = TSimd.Load(source), d1 = TSimd.Load(source + sourceStep), d2 = TSimd.Load(source + 2 * sourceStep);
        TSimd d3 = TSimd.Load(source + 3 * sourceStep), d4 = TSimd.Load(source + 4 * sourceStep), d5 = TSimd.Load(source + 5 * sourceStep);
        var four = TSimd.Create(4);
        TSimd even = TSimd.MultiplyAdd(TSimd.Create(-4), d2, d4), odd = TSimd.MultiplyAdd(TSimd.Create(-4), d1, d3);
        TSimd evenStep = TSimd.Subtract(d4, d2), oddStep = TSimd.Subtract(d3, d1);
        // 4 d0 - 5 d2 + d4; the four inner rows; 4 d1 - 5 d3 + d5.
        TSimd.Store(TSimd.MultiplyAdd(four, TSimd.Subtract(d0, d2), evenStep), target);
        TSimd.Store(TSimd.Add(even, odd), target + targetStep);
        TSimd.Store(TSimd.Subtract(even, odd), target + 2 * targetStep);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Create(2), oddStep, evenStep), target + 3 * targetStep);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Create(-2), oddStep, evenStep), target + 4 * targetStep);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Create(-4), oddStep, TSimd.Subtract(d5, d3)), target + 5 * targetStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output(float* source, nint sourceStep, float* target, nint targetStep)
    {
        TSimd m0 = TSimd.Load(source), m1 = TSimd.Load(source + sourceStep), m2 = TSimd.Load(source + 2 * sourceStep);
        TSimd m3 = TSimd.Load(source + 3 * sourceStep), m4 = TSimd.Load(source + 4 * sourceStep), m5 = TSimd.Load(source + 5 * sourceStep);
        TSimd sum1 = TSimd.Add(m1, m2), difference1 = TSimd.Subtract(m1, m2), sum2 = TSimd.Add(m3, m4),
            difference2 = TSimd.Subtract(m3, m4);
        TSimd.Store(TSimd.Add(TSimd.Add(m0, sum1), sum2), target);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Create(2), difference2, difference1), target + targetStep);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Create(4), sum2, sum1), target + 2 * targetStep);
        TSimd.Store(TSimd.Add(TSimd.MultiplyAdd(TSimd.Create(8), difference2, difference1), m5), target + 3 * targetStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights(float* source, nint sourceStep, float* target, nint targetStep)
    {
        TSimd g0 = TSimd.Load(source), g1 = TSimd.Load(source + sourceStep), g2 = TSimd.Load(source + 2 * sourceStep);
        TSimd even1 = TSimd.Multiply(TSimd.Add(g0, g2), TSimd.Create(-1f / 6)), odd1 = TSimd.Multiply(g1, TSimd.Create(-1f / 6));
        TSimd even2 = TSimd.Multiply(TSimd.MultiplyAdd(TSimd.Create(4), g2, g0), TSimd.Create(1f / 24)),
            odd2 = TSimd.Multiply(g1, TSimd.Create(1f / 12));
        TSimd.Store(TSimd.Multiply(g0, TSimd.Create(1f / 4)), target);
        TSimd.Store(TSimd.Add(even1, odd1), target + targetStep);
        TSimd.Store(TSimd.Subtract(even1, odd1), target + 2 * targetStep);
        TSimd.Store(TSimd.Add(even2, odd2), target + 3 * targetStep);
        TSimd.Store(TSimd.Subtract(even2, odd2), target + 4 * targetStep);
        TSimd.Store(g2, target + 5 * targetStep);
    }
}

/// <summary>F(6, 3): 8 multiplications for 6 outputs.</summary>
internal readonly unsafe struct WinogradSize6<TSimd> : IWinogradSize<TSimd> where TSimd : struct, ISimd<TSimd>
{
    public static int Outputs => 6;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Input(float* source, nint sourceStep, float* target, nint targetStep)
    {
        TSimd d0 = TSimd.Load(source), d1 = TSimd.Load(source + sourceStep), d2 = TSimd.Load(source + 2 * sourceStep),
            d3 = TSimd.Load(source + 3 * sourceStep);
        TSimd d4 = TSimd.Load(source + 4 * sourceStep), d5 = TSimd.Load(source + 5 * sourceStep),
            d6 = TSimd.Load(source + 6 * sourceStep), d7 = TSimd.Load(source + 7 * sourceStep);
        // d0 - 21/4 d2 + 21/4 d4 - d6, and the same of d7, d5, d3, d1.
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Create(21f / 4), TSimd.Subtract(d4, d2), TSimd.Subtract(d0, d6)), target);
        TSimd.Store(TSimd.MultiplyAdd(TSimd.Create(21f / 4), TSimd.Subtract(d3, d5), TSimd.Subtract(d7, d1)), target + 7 * targetStep);

        var even = TSimd.MultiplyAdd(TSimd.Create(-17f / 4), d4, TSimd.Add(d2, d6));
        var odd = TSimd.MultiplyAdd(TSimd.Create(-17f / 4), d3, TSimd.Add(d1, d5));
        TSimd.Store(TSimd.Add(even, odd), target + targetStep);
        TSimd.Store(TSimd.Subtract(even, odd), target + 2 * targetStep);

        even = TSimd.MultiplyAdd(TSimd.Create(1f / 4), d2, TSimd.MultiplyAdd(TSimd.Create(-5f / 4), d4, d6));
        odd = TSimd.MultiplyAdd(TSimd.Create(1f / 2), d1, TSimd.MultiplyAdd(TSimd.Create(-5f / 2), d3, TSimd.Add(d5, d5)));
        TSimd.Store(TSimd.Add(even, odd), target + 3 * targetStep);
        TSimd.Store(TSimd.Subtract(even, odd), target + 4 * targetStep);

        even = TSimd.MultiplyAdd(TSimd.Create(4), d2, TSimd.MultiplyAdd(TSimd.Create(-5), d4, d6));
        odd = TSimd.MultiplyAdd(TSimd.Create(1f / 2), d5, TSimd.MultiplyAdd(TSimd.Create(-5f / 2), d3, TSimd.Add(d1, d1)));
        TSimd.Store(TSimd.Add(even, odd), target + 5 * targetStep);
        TSimd.Store(TSimd.Subtract(even, odd), target + 6 * targetStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Output(float* source, nint sourceStep, float* target, nint targetStep)
    {
        TSimd m0 = TSimd.Load(source), m1 = TSimd.Load(source + sourceStep), m2 = TSimd.Load(source + 2 * sourceStep),
            m3 = TSimd.Load(source + 3 * sourceStep);
        TSimd m4 = TSimd.Load(source + 4 * sourceStep), m5 = TSimd.Load(source + 5 * sourceStep),
            m6 = TSimd.Load(source + 6 * sourceStep), m7 = TSimd.Load(source + 7 * sourceStep);
        TSimd sum1 = TSimd.Add(m1, m2), sum2 = TSimd.Add(m3, m4), sum3 = TSimd.Add(m5, m6);
        TSimd difference1 = TSimd.Subtract(m1, m2), difference2 = TSimd.Subtract(m3, m4), difference3 = TSimd.Subtract(m5, m6);
        TSimd.Store(TSimd.Add(TSimd.Add(m0, sum1), TSimd.Add(sum2, sum3)), target);
        TSimd.Store(Combine(2, difference2, 1f / 2, difference3, difference1), target + targetStep);
        TSimd.Store(Combine(4, sum2, 1f / 4, sum3, sum1), target + 2 * targetStep);
        TSimd.Store(Combine(8, difference2, 1f / 8, difference3, difference1), target + 3 * targetStep);
        TSimd.Store(Combine(16, sum2, 1f / 16, sum3, sum1), target + 4 * targetStep);
        TSimd.Store(Combine(32, difference2, 1f / 32, difference3, TSimd.Add(difference1, m7)), target + 5 * targetStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Weights(float* source, nint sourceStep, float* target, nint targetStep)
    {
        TSimd g0 = TSimd.Load(source), g1 = TSimd.Load(source + sourceStep), g2 = TSimd.Load(source + 2 * sourceStep);
        TSimd even = TSimd.Multiply(TSimd.Add(g0, g2), TSimd.Create(-2f / 9)), odd = TSimd.Multiply(g1, TSimd.Create(-2f / 9));
        TSimd.Store(g0, target);
        TSimd.Store(TSimd.Add(even, odd), target + targetStep);
        TSimd.Store(TSimd.Subtract(even, odd), target + 2 * targetStep);
        even = TSimd.Multiply(TSimd.MultiplyAdd(TSimd.Create(4), g2, g0), TSimd.Create(1f / 90));
        odd = TSimd.Multiply(g1, TSimd.Create(1f / 45));
        TSimd.Store(TSimd.Add(even, odd), target + 3 * targetStep);
        TSimd.Store(TSimd.Subtract(even, odd), target + 4 * targetStep);
        even = TSimd.Multiply(TSimd.MultiplyAdd(TSimd.Create(4), g0, g2), TSimd.Create(8f / 45));
        odd = TSimd.Multiply(g1, TSimd.Create(16f / 45));
        TSimd.Store(TSimd.Add(even, odd), target + 5 * targetStep);
        TSimd.Store(TSimd.Subtract(even, odd), target + 6 * targetStep);
        TSimd.Store(g2, target + 7 * targetStep);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TSimd Combine(float factor2, TSimd value2, float factor3, TSimd value3, TSimd rest) =>
        TSimd.MultiplyAdd(TSimd.Create(factor2), value2, TSimd.MultiplyAdd(TSimd.Create(factor3), value3, rest));
}
