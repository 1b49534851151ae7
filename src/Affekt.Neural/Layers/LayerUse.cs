namespace Affekt.Neural;

/// <summary>What layers are prepared for.</summary>
internal enum LayerUse
{
    /// <summary>Forward and back again, with weights that change.</summary>
    Training,

    /// <summary>Forward, for one image or a few at a time.</summary>
    FewImages,

    /// <summary>Forward, for so many images at a time that reading more weights to multiply less pays.</summary>
    ManyImages,
}
