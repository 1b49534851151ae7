using System.Runtime.InteropServices;

namespace Affekt.Neural.Tensors;

/// <summary>Zeroed float memory that starts on a 64-byte boundary (one cache line, one 512-bit vector) and is never moved.</summary>
internal sealed class AlignedBuffer
{
    private const int AlignmentInFloats = 16;

    // Vector loads of the last channels of the last pixel may run past the end; what they read there is discarded.
    private const int Slack = 64;
    private readonly float[] _array;
    private readonly int _offset;

    public AlignedBuffer(long length)
    {
        if (length < 0 || length > Array.MaxLength - AlignmentInFloats - Slack)
            throw new ArgumentOutOfRangeException(nameof(length), length, "A buffer holds at most 2^31 floats.");
        Length = (int)length;
        // The pinned heap neither moves arrays nor needs an explicit release.
        _array = GC.AllocateArray<float>(Length + AlignmentInFloats + Slack, pinned: true);
        unsafe
        {
            var address = (nuint)Marshal.UnsafeAddrOfPinnedArrayElement(_array, 0);
            _offset = (int)((64 - address % 64) % 64 / sizeof(float));
        }
    }

    public int Length { get; }

    public Span<float> Span => _array.AsSpan(_offset, Length);

    public unsafe float* Pointer => (float*)Marshal.UnsafeAddrOfPinnedArrayElement(_array, _offset);

    public unsafe TensorView ViewOf(nint origin, int images, Shape shape, nint rowStride, nint imageStride) =>
        new(Pointer + origin, images, shape, rowStride, imageStride);
}
