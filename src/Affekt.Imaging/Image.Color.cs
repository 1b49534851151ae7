using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Affekt.Imaging;

public sealed partial class Image
{
    /// <summary>
    /// The picture in gray: luma of ITU-R BT.601, Y = 0.299 R + 0.587 G + 0.114 B, rounded. This is the gray of OpenCV,
    /// PIL and FER data. A gray picture is returned as it is.
    /// </summary>
    public Image ToGray()
    {
        if (Channels == 1)
            return this;
        byte[] gray = GC.AllocateUninitializedArray<byte>(Width * Height);
        Luma(Pixels, gray);
        return new Image(Width, Height, 1, gray);
    }

    /// <summary>The picture with three channels; gray becomes R = G = B. An RGB picture is returned as it is.</summary>
    public Image ToRgb()
    {
        if (Channels == 3)
            return this;
        byte[] rgb = GC.AllocateUninitializedArray<byte>(Width * Height * 3);
        for (int i = 0; i < Pixels.Length; i++)
            rgb.AsSpan(3 * i, 3).Fill(Pixels[i]);
        return new Image(Width, Height, 3, rgb);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Luma(ReadOnlySpan<byte> rgb, Span<byte> gray)
    {
        ref byte source = ref MemoryMarshal.GetReference(rgb[..(3 * gray.Length)]);
        for (int i = 0; i < gray.Length; i++, source = ref Unsafe.Add(ref source, 3))
        {
            // 16 fractional bits; the factors add up to 1, so gray stays what it is.
            int sum = (19595 * source) + (38470 * Unsafe.Add(ref source, 1)) + (7471 * Unsafe.Add(ref source, 2));
            gray[i] = (byte)((sum + 32768) >> 16);
        }
    }
}
