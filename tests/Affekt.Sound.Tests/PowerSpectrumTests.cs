namespace Affekt.Sound.Tests;

public sealed class PowerSpectrumTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(16)]
    [InlineData(256)]
    [InlineData(1024)]
    public void It_is_the_one_by_definition(int size)
    {
        var random = new Random(size);
        var samples = Enumerable.Range(0, size).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray();
        var power = new float[size / 2 + 1];
        new PowerSpectrum(size).Read(samples, power);
        for (var k = 0; k <= size / 2; k++)
        {
            double real = 0, imaginary = 0;
            for (var i = 0; i < size; i++)
            {
                real += samples[i] * Math.Cos(2 * Math.PI * k * i / size);
                imaginary -= samples[i] * Math.Sin(2 * Math.PI * k * i / size);
            }
            Assert.Equal(real * real + imaginary * imaginary, power[k], 1e-4 * size);
        }
    }
}
