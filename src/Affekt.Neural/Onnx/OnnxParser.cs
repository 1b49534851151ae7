using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Affekt.Neural.Onnx;

/// <summary>
/// Reads the protocol-buffer messages of onnx.proto3. Knows fields and limits; what they mean is the importer's business.
/// One stream serves all nested messages, so nothing is copied but the tensors' bytes.
/// </summary>
internal sealed class OnnxParser : IDisposable
{
    private const uint Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5;
    private const int MaxRank = 8;
    private const int MaxListLength = 1 << 16;

    private readonly long _length;
    private readonly ModelLimits _limits;
    private readonly CodedInputStream _input;

    private OnnxParser(byte[] bytes, ModelLimits limits)
    {
        (_length, _limits) = (bytes.Length, limits);
        _input = new CodedInputStream(bytes);
    }

    /// <exception cref="ModelFormatException">The bytes are no such file, or it is too large.</exception>
    public static OnnxFile Parse(byte[] bytes, ModelLimits limits)
    {
        if (bytes.Length == 0)
            throw new ModelFormatException("The model file is empty; expected an ONNX file.");
        if (bytes.LongLength > limits.MaxFileBytes)
            throw new ModelFormatException($"The model file has {bytes.LongLength} bytes; at most {limits.MaxFileBytes} are read.");
        using var parser = new OnnxParser(bytes, limits);
        try
        {
            return parser.ReadFile();
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw new ModelFormatException(
                $"The model file is no ONNX file, or is damaged or truncated, at byte {parser._input.Position} of " +
                $"{bytes.Length}: {exception.Message.Split('\n')[0]}", exception);
        }
    }

    public void Dispose() => _input.Dispose();

    private OnnxFile ReadFile()
    {
        var file = new OnnxFile();
        ReadFieldsTo("the file", _length, tag =>
        {
            switch (tag)
            {
                case 1 << 3 | Varint: file.IrVersion = _input.ReadInt64(); break;
                case 2 << 3 | Bytes: file.ProducerName = _input.ReadString(); break;
                case 3 << 3 | Bytes: file.ProducerVersion = _input.ReadString(); break;
                case 7 << 3 | Bytes when file.Graph is not null:
                    throw new ModelFormatException(
                    "The model file has two graphs; expected one.");
                case 7 << 3 | Bytes: file.Graph = ReadGraph(); break;
                case 8 << 3 | Bytes: Append(file.Opsets, ReadOpset(), MaxListLength, "opsets"); break;
                case 14 << 3 | Bytes: Append(file.Metadata, ReadEntry(), MaxListLength, "metadata entries"); break;
                default: return false;
            }
            return true;
        });
        return file;
    }

    private (string Domain, long Version) ReadOpset()
    {
        var (domain, version) = ("", 0L);
        ReadMessage("an opset", tag =>
        {
            switch (tag)
            {
                case 1 << 3 | Bytes: domain = _input.ReadString(); break;
                case 2 << 3 | Varint: version = _input.ReadInt64(); break;
                default: return false;
            }
            return true;
        });
        return (domain, version);
    }

    private (string Key, string Value) ReadEntry()
    {
        var (key, value) = ("", "");
        ReadMessage("a metadata entry", tag =>
        {
            switch (tag)
            {
                case 1 << 3 | Bytes: key = _input.ReadString(); break;
                case 2 << 3 | Bytes: value = _input.ReadString(); break;
                default: return false;
            }
            return true;
        });
        return (key, value);
    }

    private OnnxGraph ReadGraph()
    {
        var graph = new OnnxGraph();
        ReadMessage("the graph", tag =>
        {
            switch (tag)
            {
                case 1 << 3 | Bytes: Append(graph.Nodes, ReadNode(), _limits.MaxNodes, "nodes"); break;
                case 2 << 3 | Bytes: graph.Name = _input.ReadString(); break;
                case 5 << 3 | Bytes: Append(graph.Initializers, ReadTensor(), _limits.MaxNodes, "initialisers"); break;
                case 11 << 3 | Bytes: Append(graph.Inputs, ReadValueInfo(), _limits.MaxNodes, "inputs"); break;
                case 12 << 3 | Bytes: Append(graph.Outputs, ReadValueInfo(), _limits.MaxNodes, "outputs"); break;
                case 15 << 3 | Bytes: throw new ModelFormatException("The graph has a sparse initialiser; expected dense ones only.");
                default: return false;
            }
            return true;
        });
        return graph;
    }

    private OnnxNode ReadNode()
    {
        var node = new OnnxNode();
        ReadMessage("a node", tag =>
        {
            switch (tag)
            {
                case 1 << 3 | Bytes: Append(node.Inputs, _input.ReadString(), MaxListLength, "inputs of a node"); break;
                case 2 << 3 | Bytes: Append(node.Outputs, _input.ReadString(), MaxListLength, "outputs of a node"); break;
                case 3 << 3 | Bytes: node.Name = _input.ReadString(); break;
                case 4 << 3 | Bytes: node.Operator = _input.ReadString(); break;
                case 5 << 3 | Bytes: Append(node.Attributes, ReadAttribute(), 64, "attributes of a node"); break;
                case 7 << 3 | Bytes: node.Domain = _input.ReadString(); break;
                default: return false;
            }
            return true;
        });
        return node;
    }

    private OnnxAttribute ReadAttribute()
    {
        var attribute = new OnnxAttribute();
        ReadMessage("an attribute", tag =>
        {
            switch (tag)
            {
                case 1 << 3 | Bytes: attribute.Name = _input.ReadString(); break;
                case 2 << 3 | Fixed32: attribute.Float = _input.ReadFloat(); break;
                case 3 << 3 | Varint: attribute.Int = _input.ReadInt64(); break;
                case 4 << 3 | Bytes: attribute.Text = _input.ReadString(); break;
                case 5 << 3 | Bytes: attribute.Tensor = ReadTensor(); break;
                case 7 << 3 | Fixed32: Append(attribute.Floats, _input.ReadFloat(), MaxListLength, "numbers of an attribute"); break;
                case 7 << 3 | Bytes: ReadPackedFloats(attribute.Floats, MaxListLength); break;
                case 8 << 3 | Varint: Append(attribute.Ints, _input.ReadInt64(), MaxListLength, "numbers of an attribute"); break;
                case 8 << 3 | Bytes: ReadPackedIntegers(attribute.Ints, MaxListLength); break;
                case 20 << 3 | Varint: attribute.Kind = (AttributeKind)_input.ReadEnum(); break;
                default: return false;
            }
            return true;
        });
        return attribute;
    }

    private OnnxTensor ReadTensor()
    {
        var tensor = new OnnxTensor();
        ReadMessage("a tensor", tag =>
        {
            switch (tag)
            {
                case 1 << 3 | Varint: Append(tensor.Dimensions, _input.ReadInt64(), MaxRank, "dimensions of a tensor"); break;
                case 1 << 3 | Bytes: ReadPackedIntegers(tensor.Dimensions, MaxRank); break;
                case 2 << 3 | Varint: tensor.Type = (ElementType)_input.ReadInt32(); break;
                case 4 << 3 | Fixed32: Append(tensor.Floats, _input.ReadFloat(), _limits.MaxTensorElements, "numbers of a tensor"); break;
                case 4 << 3 | Bytes: ReadPackedFloats(tensor.Floats, _limits.MaxTensorElements); break;
                case 5 << 3 | Varint or 7 << 3 | Varint:
                    Append(
                    tensor.Integers, _input.ReadInt64(), _limits.MaxTensorElements, "numbers of a tensor"); break;
                case 5 << 3 | Bytes or 7 << 3 | Bytes: ReadPackedIntegers(tensor.Integers, _limits.MaxTensorElements); break;
                case 8 << 3 | Bytes: tensor.Name = _input.ReadString(); break;
                case 9 << 3 | Bytes: tensor.Raw = _input.ReadBytes().Memory; break;
                case 10 << 3 | Fixed64:
                    Append(
                    tensor.Doubles, _input.ReadDouble(), _limits.MaxTensorElements, "numbers of a tensor"); break;
                case 10 << 3 | Bytes:
                    tensor.Doubles.AddRange(
                    MemoryMarshal.Cast<byte, double>(ReadBlock(sizeof(double), _limits.MaxTensorElements))); break;
                case 13 << 3 | Bytes: (tensor.IsExternal, _) = (true, _input.ReadBytes()); break;
                case 14 << 3 | Varint: tensor.IsExternal |= _input.ReadEnum() != 0; break;
                default: return false;
            }
            return true;
        });
        return tensor;
    }

    private OnnxValueInfo ReadValueInfo()
    {
        var info = new OnnxValueInfo();
        ReadMessage("a value", tag =>
        {
            switch (tag)
            {
                case 1 << 3 | Bytes: info.Name = _input.ReadString(); break;
                case 2 << 3 | Bytes: ReadMessage("a type", t => Nested(t, 1, () => ReadTensorType(info))); break;
                default: return false;
            }
            return true;
        });
        return info;
    }

    private void ReadTensorType(OnnxValueInfo info) => ReadMessage("a tensor type", tag =>
    {
        switch (tag)
        {
            case 1 << 3 | Varint: info.Type = (ElementType)_input.ReadInt32(); break;
            case 2 << 3 | Bytes:
                info.Dimensions = [];
                ReadMessage("a shape", t => Nested(t, 1, () => Append(info.Dimensions, ReadDimension(), MaxRank, "dimensions of a value")));
                break;
            default: return false;
        }
        return true;
    });

    private (long? Size, string Name) ReadDimension()
    {
        (long? Size, string Name) dimension = (null, "");
        ReadMessage("a dimension", tag =>
        {
            switch (tag)
            {
                case 1 << 3 | Varint: dimension.Size = _input.ReadInt64(); break;
                case 2 << 3 | Bytes: dimension.Name = _input.ReadString(); break;
                default: return false;
            }
            return true;
        });
        return dimension;
    }

    private static bool Nested(uint tag, uint field, Action read)
    {
        if (tag != (field << 3 | Bytes))
            return false;
        read();
        return true;
    }

    /// <summary>Reads the length and fields of a nested message.</summary>
    private void ReadMessage(string what, Func<uint, bool> readField)
    {
        var length = _input.ReadLength();
        ReadFieldsTo(what, _input.Position + length, readField);
    }

    private void ReadFieldsTo(string what, long end, Func<uint, bool> readField)
    {
        if (end < _input.Position || end > _length)
            throw new ModelFormatException(
                $"The model file is truncated: {what} at byte {_input.Position} reaches to byte {end}, but the file has {_length}.");
        while (_input.Position < end)
        {
            var tag = _input.ReadTag();
            if (!readField(tag))
                _input.SkipLastField();
        }
        if (_input.Position != end)
            throw new ModelFormatException(
                $"The model file is damaged: {what} should end at byte {end}, but its last field ends at byte {_input.Position}.");
    }

    private void ReadPackedIntegers(List<long> target, long most)
    {
        var length = _input.ReadLength();
        var end = _input.Position + length;
        if (end > _length)
            throw new ModelFormatException(
                $"The model file is truncated: a list at byte {_input.Position} reaches to byte {end}, but the file has {_length}.");
        while (_input.Position < end)
            Append(target, _input.ReadInt64(), most, "numbers of a list");
        if (_input.Position != end)
            throw new ModelFormatException($"The model file is damaged: a list of numbers should end at byte {end}.");
    }

    private void ReadPackedFloats(List<float> target, long most) =>
        target.AddRange(MemoryMarshal.Cast<byte, float>(ReadBlock(sizeof(float), most - target.Count)));

    private ReadOnlySpan<byte> ReadBlock(int elementSize, long most)
    {
        var block = _input.ReadBytes().Span;
        if (block.Length % elementSize != 0 || block.Length / elementSize > most)
            throw new ModelFormatException(
                $"The model file has a list of {block.Length} bytes; expected a multiple of {elementSize}, and at most {most} numbers.");
        return block;
    }

    private static void Append<T>(List<T> list, T item, long most, string what)
    {
        if (list.Count >= most)
            throw new ModelFormatException($"The model file has more than {most} {what}; that is the limit.");
        list.Add(item);
    }
}
