using Affekt.Imaging.Jpeg;

namespace Affekt.Imaging.Tests.Jpeg;

public class InverseDctTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(63)]
    public void Agrees_with_the_definition_in_double_precision(int acCount)
    {
        var random = new Random(7);
        double worst = 0;
        double total = 0;
        const int Blocks = 2000;
        for (int n = 0; n < Blocks; n++)
        {
            (short[] block, int[] factors) = RandomBlock(random, acCount);
            byte[] actual = new byte[64];
            InverseDct.Transform(block, factors, actual, 8);
            double[] expected = Definition(block, factors);
            for (int i = 0; i < 64; i++)
            {
                double difference = Math.Abs(Math.Clamp(expected[i], 0, 255) - actual[i]);
                worst = Math.Max(worst, difference);
                total += difference;
            }
        }
        // Rounding alone is off by 0.5 at most and 0.25 in the mean.
        Assert.InRange(worst, 0, 0.75);
        Assert.InRange(total / (Blocks * 64), 0, 0.26);
    }

    [Fact]
    public void Equals_the_plain_integer_form_on_any_input()
    {
        var random = new Random(8);
        short[] block = new short[64];
        int[] factors = new int[64];
        byte[] actual = new byte[64];
        byte[] expected = new byte[64];
        for (int n = 0; n < 5000; n++)
        {
            // Beyond what an encoder makes, up to overflow: damaged files do that.
            int range = 1 << random.Next(1, 16);
            for (int i = 0; i < 64; i++)
            {
                block[i] = (short)(random.Next(3) == 0 ? random.Next(-range, range) : 0);
                factors[i] = random.Next(1, random.Next(2) == 0 ? 256 : 65536);
            }
            InverseDct.Transform(block, factors, actual, 8);
            PlainInteger(block, factors, expected);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void Writes_only_its_eight_by_eight_samples()
    {
        byte[] samples = Enumerable.Repeat((byte)77, 20 * 8).ToArray();
        short[] block = new short[64];
        (block[0], block[9]) = (40, 13);
        int[] factors = Enumerable.Repeat(3, 64).ToArray();
        InverseDct.Transform(block, factors, samples, 20);
        for (int y = 0; y < 8; y++)
            Assert.All(samples[((20 * y) + 8)..(20 * (y + 1))], b => Assert.Equal(77, b));
    }

    private static (short[] Block, int[] Factors) RandomBlock(Random random, int acCount)
    {
        short[] block = new short[64];
        int[] factors = new int[64];
        for (int i = 0; i < 64; i++)
            factors[i] = random.Next(1, 32);
        block[0] = (short)(random.Next(-1000, 1000) / factors[0]);
        for (int i = 0; i < acCount; i++)
        {
            int at = random.Next(1, 64);
            block[at] = (short)(random.Next(-100, 100) / factors[at]);
        }
        return (block, factors);
    }

    /// <summary>T.81 A.3.3.</summary>
    private static double[] Definition(short[] block, int[] factors)
    {
        double[] samples = new double[64];
        for (int i = 0; i < 64; i++)
        {
            double sum = 0;
            for (int k = 0; k < 64; k++)
            {
                (int v, int u) = Math.DivRem(k, 8);
                double scale = (u == 0 ? Math.Sqrt(0.5) : 1) * (v == 0 ? Math.Sqrt(0.5) : 1) / 4;
                sum += scale * block[k] * factors[k]
                    * Math.Cos(((2 * (i % 8)) + 1) * u * Math.PI / 16)
                    * Math.Cos(((2 * (i / 8)) + 1) * v * Math.PI / 16);
            }
            samples[i] = sum + 128;
        }
        return samples;
    }

    private static void PlainInteger(short[] block, int[] factors, byte[] samples)
    {
        int[] work = new int[64];
        for (int i = 0; i < 64; i++)
            work[i] = block[i] * factors[i];
        if (block.AsSpan(1).IndexOfAnyExcept((short)0) < 0)
        {
            Array.Fill(samples, (byte)Math.Clamp(((work[0] + 4) >> 3) + 128, 0, 255));
            return;
        }
        for (int x = 0; x < 8; x++)
            PlainPass(work.AsSpan(x), 8, 11);
        for (int y = 0; y < 8; y++)
            PlainPass(work.AsSpan(8 * y), 1, 18);
        for (int i = 0; i < 64; i++)
            samples[i] = (byte)Math.Clamp(unchecked(work[i] + 128), 0, 255);
    }

    /// <summary>The eight-point transform as a sum over cosines of 13 fractional bits, factored as Loeffler et al. do.</summary>
    private static void PlainPass(Span<int> v, int step, int shift)
    {
        int Fix(double c) => (int)Math.Round(c * 8192);
        int x0 = v[0], x1 = v[step], x2 = v[2 * step], x3 = v[3 * step];
        int x4 = v[4 * step], x5 = v[5 * step], x6 = v[6 * step], x7 = v[7 * step];

        int rotation = (x2 + x6) * Fix(0.541196100);
        int e2 = rotation - (x6 * Fix(1.847759065));
        int e3 = rotation + (x2 * Fix(0.765366865));
        int e0 = (x0 + x4) << 13;
        int e1 = (x0 - x4) << 13;
        int[] even = [e0 + e3, e1 + e2, e1 - e2, e0 - e3];

        int all = (x7 + x3 + x5 + x1) * Fix(1.175875602);
        int z3 = all - ((x7 + x3) * Fix(1.961570560));
        int z4 = all - ((x5 + x1) * Fix(0.390180644));
        int z1 = (x7 + x1) * Fix(0.899976223);
        int z2 = (x5 + x3) * Fix(2.562915447);
        int[] odd =
        [
            (x1 * Fix(1.501321110)) - z1 + z4,
            (x3 * Fix(3.072711026)) - z2 + z3,
            (x5 * Fix(2.053119869)) - z2 + z4,
            (x7 * Fix(0.298631336)) - z1 + z3,
        ];
        int half = 1 << (shift - 1);
        for (int i = 0; i < 4; i++)
        {
            v[i * step] = (even[i] + odd[i] + half) >> shift;
            v[(7 - i) * step] = (even[i] - odd[i] + half) >> shift;
        }
    }
}
