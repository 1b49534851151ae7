namespace Affekt.Training.Expressions.Augmentation;

/// <summary>The brightness of FER2013, which inputs are scaled by.</summary>
public static class FerNormalisation
{
    /// <summary>The mean of all Training pixels without the rows that leak, in 0..255.</summary>
    public const float Mean = 129.25f;

    /// <summary>The standard deviation of the same pixels, in 0..255.</summary>
    public const float Deviation = 64.99f;
}

/// <summary>
/// How faces are varied in training. Every amount is a limit: each face and epoch draws evenly from within it. The defaults
/// are a good start for 48x48 faces;
/// <see cref="None"/> varies nothing.
/// </summary>
public sealed record AugmentationOptions
{
    /// <summary>The side of the square that comes out, in pixels: what the network takes.</summary>
    public int OutputSize { get; init; } = 44;

    /// <summary>The side of the square of the face that fills the output, in the face's pixels; null for
    /// <see cref="OutputSize"/>, which resamples nothing.</summary>
    public int? CropSize { get; init; }

    /// <summary>Subtracted from each pixel, in 0..255.</summary>
    public float Mean { get; init; } = FerNormalisation.Mean;

    /// <summary>Each pixel is divided by this, in 0..255, after the mean is subtracted.</summary>
    public float Deviation { get; init; } = FerNormalisation.Deviation;

    /// <summary>How often a face is mirrored: 0 to 1.</summary>
    public float FlipProbability { get; init; } = .5f;

    /// <summary>Rotation about the centre, either way, in degrees.</summary>
    public float RotationDegrees { get; init; } = 10;

    /// <summary>Shift along each axis, either way, in pixels of the face. It moves the crop as well, so it is the random crop
    /// too.</summary>
    public float ShiftPixels { get; init; } = 3;

    /// <summary>The smallest magnification.</summary>
    public float ScaleMin { get; init; } = .9f;

    /// <summary>The largest magnification.</summary>
    public float ScaleMax { get; init; } = 1.15f;

    /// <summary>Horizontal shear, either way, in degrees.</summary>
    public float ShearDegrees { get; init; } = 5;

    /// <summary>Brightness added, either way, as a share of the range 0..255.</summary>
    public float Brightness { get; init; } = .1f;

    /// <summary>Contrast: the difference to <see cref="Mean"/> is multiplied by 1 +- this.</summary>
    public float Contrast { get; init; } = .2f;

    /// <summary>Light from one side, as in a studio: the largest difference between the crop's border and its middle, as a share
    /// of the light; half of the faces have none.</summary>
    public float Shading { get; init; }

    /// <summary>The largest standard deviation of normal noise, in 0..255.</summary>
    public float NoiseDeviation { get; init; }

    /// <summary>How often there is noise: 0 to 1.</summary>
    public float NoiseProbability { get; init; } = 1;

    /// <summary>The largest standard deviation of a Gaussian blur, in pixels of the output.</summary>
    public float BlurDeviation { get; init; }

    /// <summary>How often a face is blurred: 0 to 1.</summary>
    public float BlurProbability { get; init; } = 1;

    /// <summary>How often a rectangle is covered with random pixels: 0 to 1 (Zhong et al., "Random erasing data augmentation",
    /// 2017).</summary>
    public float ErasingProbability { get; init; } = .25f;

    /// <summary>The smallest rectangle, as a share of the output's area.</summary>
    public float ErasingMinArea { get; init; } = .02f;

    /// <summary>The largest rectangle, as a share of the output's area.</summary>
    public float ErasingMaxArea { get; init; } = .2f;

    /// <summary>Only the centre crop: nothing is drawn at random.</summary>
    public static AugmentationOptions None { get; } = new()
    {
        FlipProbability = 0,
        RotationDegrees = 0,
        ShiftPixels = 0,
        ScaleMin = 1,
        ScaleMax = 1,
        ShearDegrees = 0,
        Brightness = 0,
        Contrast = 0,
        NoiseDeviation = 0,
        BlurDeviation = 0,
        ErasingProbability = 0,
    };

    /// <summary>Refuses values that make no sense.</summary>
    /// <exception cref="ArgumentException">The message names the value.</exception>
    public void Validate()
    {
        Check(OutputSize >= 1 && CropSize is null or >= 1, "sizes must be 1 or more");
        Check(Deviation > 0 && float.IsFinite(Mean), "the deviation must be above 0");
        Check(FlipProbability is >= 0 and <= 1 && ErasingProbability is >= 0 and <= 1 && NoiseProbability is >= 0 and <= 1
            && BlurProbability is >= 0 and <= 1, "probabilities lie between 0 and 1");
        Check(Shading is >= 0 and <= 1, "shading lies between 0 and 1");
        Check(RotationDegrees >= 0 && ShiftPixels >= 0 && Brightness >= 0 && NoiseDeviation >= 0
            && BlurDeviation >= 0, "limits must not be negative");
        Check(ShearDegrees is >= 0 and < 80 && Contrast is >= 0 and <= 1, "shear must be below 80 degrees and contrast at most 1");
        Check(ScaleMin > 0 && ScaleMax >= ScaleMin, "the smallest scale must be above 0 and not above the largest");
        Check(ErasingMinArea is > 0 and <= 1 && ErasingMaxArea <= 1
            && ErasingMaxArea >= ErasingMinArea, "areas to erase lie between 0 and 1, the smallest first");
    }

    private static void Check(bool holds, string rule)
    {
        if (!holds)
            throw new ArgumentException($"Augmentation: {rule}.");
    }
}
