namespace Affekt.Neural.Tensors;

/// <summary>
/// A window on activations [images, height, width, channels] in NHWC order whose rows may be apart, so that a border of
/// zeros around each image (the padding of a following convolution) costs no copy.
/// </summary>
internal readonly unsafe struct TensorView(float* data, int images, Shape shape, nint rowStride, nint imageStride)
{
    /// <summary>The first channel of pixel (0, 0) of the first image; border pixels lie before it.</summary>
    public readonly float* Data = data;
    public readonly int Images = images;
    public readonly int Height = shape.Height;
    public readonly int Width = shape.Width;
    public readonly int Channels = shape.Channels;

    /// <summary>Floats from one row to the next.</summary>
    public readonly nint RowStride = rowStride;

    /// <summary>Floats from one image to the next.</summary>
    public readonly nint ImageStride = imageStride;

    public Shape Shape => new(Height, Width, Channels);

    public float* Row(int image, int y) => Data + image * ImageStride + y * RowStride;

    /// <summary>True when the pixels of all images follow each other without a gap.</summary>
    public bool IsContiguous =>
        (Height == 1 || RowStride == (nint)Width * Channels) && (Images == 1 || ImageStride == (nint)Height * Width * Channels);
}
