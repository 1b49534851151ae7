namespace Affekt.Neural.Tensors;

/// <summary>
/// The memory behind one node's activations or gradients: either for a whole batch, or a scratch area for each worker that
/// holds one group of images. Each image has a border of zeros that nobody writes.
/// </summary>
internal sealed class TensorStorage
{
    private readonly AlignedBuffer[] _buffers;
    private readonly nint _rowStride;
    private readonly nint _imageStride;
    private readonly nint _origin;

    private TensorStorage(Shape shape, int border, bool isBatchWide, int images, int copies)
    {
        Shape = shape;
        IsBatchWide = isBatchWide;
        _rowStride = (nint)(shape.Width + 2 * border) * shape.Channels;
        _imageStride = _rowStride * (shape.Height + 2 * border);
        _origin = border * _rowStride + (nint)border * shape.Channels;
        _buffers = new AlignedBuffer[copies];
        for (var i = 0; i < copies; i++)
            _buffers[i] = new AlignedBuffer((long)_imageStride * images);
    }

    public Shape Shape { get; }

    public bool IsBatchWide { get; }

    public static TensorStorage ForBatch(Shape shape, int border, int batchSize) => new(shape, border, true, batchSize, 1);

    public static TensorStorage ForWorkers(Shape shape, int border, int groupSize, int workers) =>
        new(shape, border, false, groupSize, workers);

    public TensorView View(int firstImage, int images, int worker) => IsBatchWide
        ? _buffers[0].ViewOf(_origin + firstImage * _imageStride, images, Shape, _rowStride, _imageStride)
        : _buffers[worker].ViewOf(_origin, images, Shape, _rowStride, _imageStride);
}
