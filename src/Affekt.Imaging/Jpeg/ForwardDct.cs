using System.Runtime.Intrinsics;

namespace Affekt.Imaging.Jpeg;

/// <summary>The 8x8 forward DCT (T.81 A.3.3) as two products with the matrix of cosines.</summary>
internal static class ForwardDct
{
    /// <summary>[frequency, position].</summary>
    private static readonly float[] s_cosines = CreateCosines();

    /// <summary>[position, frequency].</summary>
    private static readonly float[] s_transposed = Transpose(s_cosines);

    /// <param name="samples">[8, 8], less 128.</param>
    /// <param name="coefficients">[8, 8], natural order.</param>
    public static void Transform(ReadOnlySpan<float> samples, Span<float> coefficients)
    {
        Span<float> columns = stackalloc float[64];
        Multiply(s_cosines, samples, columns);
        Multiply(columns, s_transposed, coefficients);
    }

    /// <summary>Product of 8x8 matrices.</summary>
    private static void Multiply(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> product)
    {
        for (int row = 0; row < 8; row++)
        {
            Vector256<float> sum = Vector256<float>.Zero;
            for (int i = 0; i < 8; i++)
                sum += Vector256.Create(right.Slice(8 * i, 8)) * left[(8 * row) + i];
            sum.CopyTo(product[(8 * row)..]);
        }
    }

    private static float[] CreateCosines()
    {
        float[] cosines = new float[64];
        for (int u = 0; u < 8; u++)
        {
            for (int x = 0; x < 8; x++)
                cosines[(8 * u) + x] = (float)(Math.Cos(((2 * x) + 1) * u * Math.PI / 16) * (u == 0 ? Math.Sqrt(0.125) : 0.5));
        }
        return cosines;
    }

    private static float[] Transpose(float[] matrix)
    {
        float[] result = new float[64];
        for (int i = 0; i < 64; i++)
            result[i] = matrix[((i & 7) * 8) + (i >> 3)];
        return result;
    }
}
