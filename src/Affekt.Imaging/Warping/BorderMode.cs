namespace Affekt.Imaging;

/// <summary>What <see cref="Image.Warp"/> sees beyond the source picture.</summary>
public enum BorderMode
{
    /// <summary>The nearest pixel of the border, over and over.</summary>
    Clamp,

    /// <summary>One value in all channels.</summary>
    Fill,
}
