using Affekt.Training.Augmentation;

namespace Affekt.Training.Detection;

/// <summary>What light, lens and sensor do to a picture: exposure, contrast, light from one side, blur, noise.</summary>
internal static class CanvasTone
{
    public static void Apply(FaceCanvas canvas, ref SeededRandom random)
    {
        var pixels = canvas.Pixels;
        if (random.NextFloat() < 0.25f)
            Blur(pixels, canvas.Size, 1 + (int)(random.NextFloat() * 2.3f));
        var gamma = random.NextFloat() < 0.7f ? MathF.Exp(random.Within(0.6f)) : 1;
        var contrast = random.Between(0.55f, 1.3f);
        var brightness = random.Within(35);
        var kind = random.NextFloat();
        // Dark rooms and windows behind people are what webcams meet.
        var isDark = kind < 0.25f;
        var exposure = isDark ? random.Between(0.08f, 0.5f) : kind < 0.31f ? random.Between(1.2f, 1.7f) : 1;
        var (slopeX, slopeY) = random.NextFloat() < 0.2f ? (random.Within(1), random.Within(1)) : (0, 0);
        // Little light is noisy, and what is left of a face stands barely above the noise.
        var noise = random.NextFloat() < 0.4f ? random.Between(1, isDark ? 9 : 13) : 0;
        Span<float> curve = stackalloc float[256];
        for (var i = 0; i < curve.Length; i++)
            curve[i] = ((gamma == 1 ? i : 255 * MathF.Pow(i / 255f, gamma)) - 128) * contrast * exposure + (128 + brightness) * exposure;
        for (var y = 0; y < canvas.Size; y++)
        {
            var row = pixels.AsSpan(y * canvas.Size, canvas.Size);
            var light = 1 - slopeX / 2 + slopeY * ((float)y / canvas.Size - 0.5f);
            for (var x = 0; x < row.Length; x++, light += slopeX / canvas.Size)
            {
                var value = curve[(int)Math.Clamp(row[x], 0, 255)] * light;
                if (noise > 0)
                    value += noise * random.NextNormal();
                row[x] = (int)Math.Clamp(value + 0.5f, 0, 255);
            }
        }
    }

    /// <summary>Means over three pixels in both directions, some times over.</summary>
    private static void Blur(float[] pixels, int size, int times)
    {
        var line = new float[size];
        for (var time = 0; time < times; time++)
            for (var direction = 0; direction < 2; direction++)
            {
                var (along, across) = direction == 0 ? (1, size) : (size, 1);
                for (var i = 0; i < size; i++)
                {
                    for (var j = 0; j < size; j++)
                        line[j] = pixels[i * across + j * along];
                    for (var j = 1; j < size - 1; j++)
                        pixels[i * across + j * along] = (line[j - 1] + line[j] + line[j + 1]) / 3;
                }
            }
    }
}
