namespace Affekt.Imaging;

/// <summary>
/// How a stored picture is turned so that it stands upright: the values of EXIF tag 0x0112 (CIPA DC-008).
/// Each name says what is done to the stored picture.
/// </summary>
public enum Orientation
{
    /// <summary>Shown as stored.</summary>
    Normal = 1,

    /// <summary>Mirrored left to right.</summary>
    FlipHorizontal = 2,

    /// <summary>Turned by 180 degrees.</summary>
    Rotate180 = 3,

    /// <summary>Mirrored top to bottom.</summary>
    FlipVertical = 4,

    /// <summary>Rows become columns: mirrored at the diagonal from top left.</summary>
    Transpose = 5,

    /// <summary>Turned clockwise by 90 degrees.</summary>
    Rotate90 = 6,

    /// <summary>Mirrored at the diagonal from top right.</summary>
    Transverse = 7,

    /// <summary>Turned clockwise by 270 degrees.</summary>
    Rotate270 = 8,
}

internal static class OrientationExtensions
{
    public static bool SwapsSides(this Orientation orientation) => orientation >= Orientation.Transpose;
}
