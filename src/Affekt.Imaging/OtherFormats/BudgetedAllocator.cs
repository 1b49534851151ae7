using System.Buffers;
using System.Runtime.CompilerServices;
using SixLabors.ImageSharp.Memory;

namespace Affekt.Imaging.OtherFormats;

/// <summary>Gives ImageSharp its memory and books each buffer, so that one decode stays within its limit.</summary>
internal sealed class BudgetedAllocator(DecodeBudget budget) : MemoryAllocator
{
    /// <summary>Pictures are kept in pieces of this many bytes.</summary>
    private const int PieceBytes = 4 << 20;

    protected override int GetBufferCapacityInBytes() => PieceBytes;

    public override IMemoryOwner<T> Allocate<T>(int length, AllocationOptions options = AllocationOptions.None)
    {
        if (length < 0)
            throw new ImageFormatException("Decoding the image needs a buffer of negative length; the file is damaged.");
        budget.Tick();
        long bytes = (long)length * Unsafe.SizeOf<T>();
        budget.Reserve(bytes);
        T[] array = options.HasFlag(AllocationOptions.Clean) ? new T[length] : GC.AllocateUninitializedArray<T>(length);
        return new Booked<T>(array, bytes, budget);
    }

    private sealed class Booked<T>(T[] array, long bytes, DecodeBudget budget) : IMemoryOwner<T>
    {
        private bool _returned;

        public Memory<T> Memory => array;

        public void Dispose()
        {
            if (_returned)
                return;
            _returned = true;
            budget.Release(bytes);
        }
    }
}
