namespace Affekt.Neural.Operations;

/// <summary>Which point of the input an output pixel stands for; the names and formulas are those of ONNX's Resize.</summary>
public enum ResizeCoordinates
{
    /// <summary>(x + 1/2) / scale - 1/2: pixels are areas.</summary>
    HalfPixel,
    /// <summary>As <see cref="HalfPixel"/>, but 0 where the output has one pixel.</summary>
    PytorchHalfPixel,
    /// <summary>x * (input - 1) / (output - 1): the corners' centres stay.</summary>
    AlignCorners,
    /// <summary>x / scale.</summary>
    Asymmetric,
}

/// <summary>How a point becomes a pixel where only one is taken.</summary>
public enum ResizeRounding
{
    /// <summary>To the nearest, halves down.</summary>
    PreferFloor,
    /// <summary>To the nearest, halves up.</summary>
    PreferCeiling,
    /// <summary>Down.</summary>
    Floor,
    /// <summary>Up.</summary>
    Ceiling,
}
