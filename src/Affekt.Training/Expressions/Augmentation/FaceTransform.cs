using Affekt.Training.Augmentation;

namespace Affekt.Training.Expressions.Augmentation;

/// <summary>One concrete variation of a face. The content is mirrored, sheared, rotated, magnified and moved, in this order,
/// about the centre of the crop.</summary>
/// <param name="Flip">Mirror left and right.</param>
/// <param name="RotationDegrees">Counter-clockwise as seen.</param>
/// <param name="Scale">Magnification: above 1 the face grows.</param>
/// <param name="ShearDegrees">Positive moves the lower part to the right.</param>
/// <param name="ShiftX">To the right, in pixels of the face.</param>
/// <param name="ShiftY">Down, in pixels of the face.</param>
/// <param name="Brightness">Added, as a share of the range 0..255.</param>
/// <param name="Contrast">Multiplies the difference to the mean.</param>
/// <param name="NoiseDeviation">Standard deviation of normal noise, in 0..255.</param>
/// <param name="Erased">The rectangle to cover with random pixels, in the output; empty for none.</param>
/// <param name="NoiseSeed">Where the noise and the random pixels come from.</param>
/// <param name="BlurDeviation">Standard deviation of a Gaussian blur, in pixels of the output; 0 for none.</param>
/// <param name="ShadeX">Light from the side: how much brighter the right border is than the middle, as a share.</param>
/// <param name="ShadeY">Light from below, likewise.</param>
public readonly record struct FaceTransform(
    bool Flip, float RotationDegrees, float Scale, float ShearDegrees, float ShiftX, float ShiftY,
    float Brightness, float Contrast, float NoiseDeviation, ErasedArea Erased, ulong NoiseSeed, float BlurDeviation = 0,
    float ShadeX = 0, float ShadeY = 0)
{
    /// <summary>Changes nothing: the centre crop.</summary>
    public static FaceTransform Identity { get; } = new(false, 0, 1, 0, 0, 0, 0, 1, 0, default, 0);

    /// <summary>Draws a variation that depends on the arguments alone.</summary>
    /// <param name="options">The limits.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">The epoch, counted from anywhere.</param>
    /// <param name="row">The face's row in its source.</param>
    public static FaceTransform Draw(AugmentationOptions options, ulong seed, int epoch, int row)
    {
        ArgumentNullException.ThrowIfNull(options);
        var random = new SeededRandom(seed, epoch, row);
        var drawn = new FaceTransform(
            random.NextFloat() < options.FlipProbability,
            random.Within(options.RotationDegrees),
            random.Between(options.ScaleMin, options.ScaleMax),
            random.Within(options.ShearDegrees),
            random.Within(options.ShiftPixels),
            random.Within(options.ShiftPixels),
            random.Within(options.Brightness),
            1 + random.Within(options.Contrast),
            random.Between(0, options.NoiseDeviation),
            ErasedArea.Draw(options, ref random),
            random.Next());
        var isNoisy = random.NextFloat() < options.NoiseProbability;
        var isBlurred = random.NextFloat() < options.BlurProbability;
        var blur = random.Between(0, options.BlurDeviation);
        // Drawn last, so that runs without shading go as they went before it existed.
        var shade = random.NextFloat() < 0.5f ? random.Between(0, options.Shading) : 0;
        var (sin, cos) = MathF.SinCos(random.Within(MathF.PI));
        return drawn with
        {
            NoiseDeviation = isNoisy ? drawn.NoiseDeviation : 0,
            BlurDeviation = isBlurred ? blur : 0,
            ShadeX = shade * cos,
            ShadeY = shade * sin,
        };
    }
}

/// <summary>A rectangle of the output.</summary>
/// <param name="X">The leftmost pixel.</param>
/// <param name="Y">The topmost pixel.</param>
/// <param name="Width">Pixels across; 0 for none.</param>
/// <param name="Height">Pixels down.</param>
public readonly record struct ErasedArea(int X, int Y, int Width, int Height)
{
    internal static ErasedArea Draw(AugmentationOptions options, ref SeededRandom random)
    {
        var size = options.OutputSize;
        var erase = random.NextFloat() < options.ErasingProbability;
        var area = random.Between(options.ErasingMinArea, options.ErasingMaxArea) * size * size;
        // Evenly in the logarithm, so that wide and tall rectangles are equally likely.
        var aspect = MathF.Exp(random.Within(MathF.Log(3.3f)));
        var width = Math.Clamp((int)MathF.Round(MathF.Sqrt(area * aspect)), 1, size);
        var height = Math.Clamp((int)MathF.Round(MathF.Sqrt(area / aspect)), 1, size);
        var x = (int)(random.NextFloat() * (size - width + 1));
        var y = (int)(random.NextFloat() * (size - height + 1));
        return erase ? new ErasedArea(x, y, width, height) : default;
    }
}
