using System.Runtime.CompilerServices;

namespace Affekt.Imaging;

/// <summary>Lays transparent pixels on white, as a page or a viewer shows them.</summary>
internal static class OnWhite
{
    /// <summary>value alpha + 255 (1 - alpha), rounded.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Compose(byte value, byte alpha)
    {
        int sum = (value * alpha) + (255 * (255 - alpha)) + 127;
        return (byte)(sum / 255);
    }
}
