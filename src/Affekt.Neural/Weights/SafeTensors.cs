using System.Buffers.Binary;
using System.Text.Json;
using Affekt.Neural.Onnx;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Weights;

/// <summary>
/// Reads and writes safetensors files: eight bytes of header length, a JSON header with type, shape and place of each tensor, then the
/// numbers. F32, F16, BF16 and F64 become single precision.
/// </summary>
public static class SafeTensors
{
    private const int MostHeaderBytes = 16 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it lies.</param>
    /// <param name="limits">How large it may be.</param>
    /// <returns>The tensors by name.</returns>
    /// <exception cref="ModelFormatException">It is no such file.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyDictionary<string, Tensor> Load(string path, ModelLimits? limits = null)
    {
        limits ??= ModelLimits.Default;
        var length = new FileInfo(path).Length;
        if (length > limits.MaxFileBytes)
            throw new ModelFormatException($"Weights {path} have {length} bytes; at most {limits.MaxFileBytes} are read.");
        try
        {
            return Parse(File.ReadAllBytes(path), limits);
        }
        catch (ModelFormatException exception)
        {
            throw new ModelFormatException($"Weights {path}: {exception.Message}", exception);
        }
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="limits">How large it may be.</param>
    /// <exception cref="ModelFormatException">They are no such file.</exception>
    public static IReadOnlyDictionary<string, Tensor> Parse(ReadOnlyMemory<byte> bytes, ModelLimits? limits = null)
    {
        limits ??= ModelLimits.Default;
        var headerLength = bytes.Length < 8 ? ulong.MaxValue : BinaryPrimitives.ReadUInt64LittleEndian(bytes.Span);
        if (headerLength > MostHeaderBytes || headerLength > (ulong)bytes.Length - 8)
            throw new ModelFormatException("This is no safetensors file, or it is truncated: the length of its header does not fit.");
        var data = bytes[(8 + (int)headerLength)..];
        try
        {
            using var header = JsonDocument.Parse(bytes.Slice(8, (int)headerLength), new JsonDocumentOptions { MaxDepth = 4 });
            var result = new Dictionary<string, Tensor>();
            foreach (var entry in header.RootElement.EnumerateObject().Where(e => e.Name != "__metadata__"))
                if (!result.TryAdd(entry.Name, Read(entry.Name, entry.Value, data.Span, limits)))
                    throw new ModelFormatException($"The safetensors file has two tensors named {entry.Name}.");
            return result;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ModelFormatException(
                "The safetensors file has an unreadable header; expected dtype, shape and data_offsets for each tensor.", exception);
        }
    }

    /// <summary>Writes tensors in single precision, in the order of their names.</summary>
    /// <param name="stream">Gets the file's bytes.</param>
    /// <param name="tensors">By name.</param>
    public static void Write(Stream stream, IReadOnlyDictionary<string, Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(tensors);
        var ordered = tensors.OrderBy(t => t.Key, StringComparer.Ordinal).ToList();
        using var header = new MemoryStream();
        using (var json = new Utf8JsonWriter(header))
        {
            var offset = 0L;
            json.WriteStartObject();
            foreach (var (name, tensor) in ordered)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", "F32");
                json.WriteStartArray("shape");
                foreach (var dimension in tensor.Dimensions)
                    json.WriteNumberValue(dimension);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.Values.Length * sizeof(float));
                json.WriteEndArray();
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        // Numbers begin at a multiple of eight bytes, as the format advises.
        while (header.Length % sizeof(ulong) != 0)
            header.WriteByte((byte)' ');
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        stream.Write(length);
        header.WriteTo(stream);
        Span<byte> number = stackalloc byte[sizeof(float)];
        foreach (var (_, tensor) in ordered)
            foreach (var value in tensor.Values)
            {
                BinaryPrimitives.WriteSingleLittleEndian(number, value);
                stream.Write(number);
            }
    }

    private static Tensor Read(string name, JsonElement entry, ReadOnlySpan<byte> data, ModelLimits limits)
    {
        var type = entry.GetProperty("dtype").GetString();
        var size = type switch
        {
            "F32" => 4,
            "F16" or "BF16" => 2,
            "F64" => 8,
            _ => throw new ModelFormatException($"Tensor {name} holds {type}; expected F32, F16, BF16 or F64."),
        };
        var dimensions = new List<int>();
        var count = 1L;
        foreach (var dimension in entry.GetProperty("shape").EnumerateArray())
        {
            if (!dimension.TryGetInt32(out var value) || value < 0 || dimensions.Count == 8 || (count *= value) > limits.MaxTensorElements)
                throw new ModelFormatException(
                    $"Tensor {name} is too large or has no proper shape; expected at most 8 sizes and {limits.MaxTensorElements} numbers.");
            dimensions.Add(value);
        }
        var offsets = entry.GetProperty("data_offsets");
        if (offsets.GetArrayLength() != 2 || !offsets[0].TryGetInt64(out var start) || !offsets[1].TryGetInt64(out var end)
            || start < 0 || end < start || end > data.Length || end - start != count * size)
            throw new ModelFormatException(
                $"Tensor {name} lies outside the file, or its place does not fit {string.Join('x', dimensions)} numbers.");
        var source = data[(int)start..(int)end];
        var values = new float[count];
        for (var i = 0; i < values.Length; i++)
            values[i] = type switch
            {
                "F32" => BinaryPrimitives.ReadSingleLittleEndian(source[(4 * i)..]),
                "F16" => (float)BinaryPrimitives.ReadHalfLittleEndian(source[(2 * i)..]),
                // The upper half of single precision.
                "BF16" => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(source[(2 * i)..]) << 16),
                _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(source[(8 * i)..]),
            };
        return new Tensor(dimensions, values);
    }
}
