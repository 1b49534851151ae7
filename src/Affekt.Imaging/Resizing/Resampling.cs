namespace Affekt.Imaging;

/// <summary>
/// The filter of <see cref="Image.Resize"/>. When a picture gets smaller every filter widens with the ratio, so that all
/// source pixels count and nothing aliases.
/// </summary>
public enum Resampling
{
    /// <summary>The mean over each pixel's area; enlarging repeats pixels. OpenCV's INTER_AREA.</summary>
    Box,

    /// <summary>Triangle: linear interpolation, smooth and without ringing.</summary>
    Bilinear,

    /// <summary>Cubic of Catmull and Rom (a = -0.5), sharper, rings a little.</summary>
    CatmullRom,

    /// <summary>Windowed sinc over three lobes, the sharpest, rings most.</summary>
    Lanczos3,
}
