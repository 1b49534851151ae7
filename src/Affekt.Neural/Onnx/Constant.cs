using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Affekt.Neural.Onnx;

/// <summary>A tensor whose numbers are known when the file is read: real numbers, or integers (and booleans).</summary>
internal sealed class Constant
{
    private readonly float[]? _floats;
    private readonly long[]? _integers;

    public Constant(int[] dimensions, float[] values) => (Dimensions, _floats) = (dimensions, values);

    public Constant(int[] dimensions, long[] values) => (Dimensions, _integers) = (dimensions, values);

    public int[] Dimensions { get; }

    public int Count => _floats?.Length ?? _integers!.Length;

    public bool IsInteger => _integers is not null;

    /// <summary>The numbers, integers rounded to the nearest float.</summary>
    public float[] Floats => _floats ?? Array.ConvertAll(_integers!, v => (float)v);

    /// <summary>The numbers, which must be integers.</summary>
    /// <exception cref="InvalidOperationException">They are real.</exception>
    public long[] Integers => _integers ?? throw new InvalidOperationException("a constant holds real numbers; expected integers.");

    public Constant Reshaped(int[] dimensions) =>
        _floats is not null ? new Constant(dimensions, _floats) : new Constant(dimensions, _integers!);

    /// <exception cref="ModelFormatException">The tensor contradicts itself, or is too large.</exception>
    public static Constant From(OnnxTensor tensor, string title, ModelLimits limits)
    {
        if (tensor.IsExternal)
            throw new ModelFormatException($"{title} keeps its numbers in another file; expected them in the model file itself.");
        var count = 1L;
        foreach (var dimension in tensor.Dimensions)
        {
            if (dimension < 0 || dimension > limits.MaxTensorElements || (count *= dimension) > limits.MaxTensorElements)
                throw new ModelFormatException(
                    $"{title} is declared as {string.Join('x', tensor.Dimensions)}; at most {limits.MaxTensorElements} numbers are read.");
        }
        var dimensions = tensor.Dimensions.ConvertAll(d => (int)d).ToArray();
        var length = (int)count;
        if (tensor.Raw is { } raw)
            return FromRaw(tensor.Type, dimensions, length, raw.Span, title);
        return tensor.Type switch
        {
            ElementType.Float => new Constant(dimensions, [.. Counted(tensor.Floats, length, title)]),
            ElementType.Double => new Constant(dimensions, Counted(tensor.Doubles, length, title).ConvertAll(v => (float)v).ToArray()),
            ElementType.Float16 => new Constant(
                dimensions, Counted(tensor.Integers, length, title)
                .ConvertAll(v => (float)BitConverter.UInt16BitsToHalf((ushort)v)).ToArray()),
            ElementType.Int8 or ElementType.UInt8 or ElementType.Int32 or ElementType.Int64 or ElementType.Bool =>
                new Constant(dimensions, [.. Counted(tensor.Integers, length, title)]),
            _ => throw WrongType(tensor.Type, title),
        };
    }

    private static List<T> Counted<T>(List<T> values, int length, string title) => values.Count == length
        ? values
        : throw new ModelFormatException($"{title} holds {values.Count} numbers; its shape asks for {length}.");

    private static Constant FromRaw(ElementType type, int[] dimensions, int length, ReadOnlySpan<byte> raw, string title)
    {
        var size = type switch
        {
            ElementType.Float or ElementType.Int32 => 4,
            ElementType.Int64 or ElementType.Double => 8,
            ElementType.Float16 => 2,
            ElementType.Int8 or ElementType.UInt8 or ElementType.Bool => 1,
            _ => throw WrongType(type, title),
        };
        if (raw.Length != (long)length * size)
            throw new ModelFormatException($"{title} ({type}) holds {raw.Length} bytes; its shape asks for {(long)length * size}.");
        if (type == ElementType.Float)
        {
            var floats = new float[length];
            if (BitConverter.IsLittleEndian)
                raw.CopyTo(MemoryMarshal.AsBytes(floats.AsSpan()));
            else
                for (var i = 0; i < length; i++)
                    floats[i] = BinaryPrimitives.ReadSingleLittleEndian(raw[(4 * i)..]);
            return new Constant(dimensions, floats);
        }
        if (type is ElementType.Double or ElementType.Float16)
        {
            var floats = new float[length];
            for (var i = 0; i < length; i++)
                floats[i] = type == ElementType.Double ? (float)BinaryPrimitives.ReadDoubleLittleEndian(raw[(8 * i)..])
                    : (float)BinaryPrimitives.ReadHalfLittleEndian(raw[(2 * i)..]);
            return new Constant(dimensions, floats);
        }
        var integers = new long[length];
        for (var i = 0; i < length; i++)
            integers[i] = type switch
            {
                ElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(raw[(8 * i)..]),
                ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(raw[(4 * i)..]),
                ElementType.Int8 => (sbyte)raw[i],
                _ => raw[i],
            };
        return new Constant(dimensions, integers);
    }

    private static ModelFormatException WrongType(ElementType type, string title) =>
        new($"{title} has element type {type}; expected Float, Double, Float16, Int64, Int32, Int8, UInt8 or Bool.");
}
