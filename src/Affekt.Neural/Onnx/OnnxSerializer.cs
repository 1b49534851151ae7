using System.Runtime.InteropServices;
using Google.Protobuf;

namespace Affekt.Neural.Onnx;

/// <summary>Writes the messages of onnx.proto3. The same content gives the same bytes.</summary>
internal static class OnnxSerializer
{
    /// <remarks>The graph comes last, so that no truncated file is a valid one.</remarks>
    public static byte[] Serialize(OnnxFile file) => Message(output =>
    {
        Integer(output, 1, file.IrVersion);
        Text(output, 2, file.ProducerName);
        Text(output, 3, file.ProducerVersion);
        foreach (var (domain, version) in file.Opsets)
            Nested(output, 8, o =>
            {
                Text(o, 1, domain);
                Integer(o, 2, version);
            });
        foreach (var (key, value) in file.Metadata)
            Nested(output, 14, o =>
            {
                Text(o, 1, key);
                Text(o, 2, value);
            });
        if (file.Graph is { } graph)
            Nested(output, 7, o => Write(o, graph));
    });

    private static void Write(CodedOutputStream output, OnnxGraph graph)
    {
        foreach (var node in graph.Nodes)
            Nested(output, 1, o => Write(o, node));
        Text(output, 2, graph.Name);
        foreach (var tensor in graph.Initializers)
            Nested(output, 5, o => Write(o, tensor));
        foreach (var info in graph.Inputs)
            Nested(output, 11, o => Write(o, info));
        foreach (var info in graph.Outputs)
            Nested(output, 12, o => Write(o, info));
    }

    private static void Write(CodedOutputStream output, OnnxNode node)
    {
        foreach (var name in node.Inputs)
            Text(output, 1, name);
        foreach (var name in node.Outputs)
            Text(output, 2, name);
        Text(output, 3, node.Name);
        Text(output, 4, node.Operator);
        foreach (var attribute in node.Attributes)
            Nested(output, 5, o => Write(o, attribute));
        if (node.Domain.Length > 0)
            Text(output, 7, node.Domain);
    }

    private static void Write(CodedOutputStream output, OnnxAttribute attribute)
    {
        Text(output, 1, attribute.Name);
        switch (attribute.Kind)
        {
            case AttributeKind.Float:
                output.WriteTag(2, WireFormat.WireType.Fixed32);
                output.WriteFloat(attribute.Float);
                break;
            case AttributeKind.Int:
                Integer(output, 3, attribute.Int);
                break;
            case AttributeKind.String:
                Text(output, 4, attribute.Text);
                break;
            case AttributeKind.Ints:
                foreach (var value in attribute.Ints)
                    Integer(output, 8, value);
                break;
            case AttributeKind.Tensor:
                Nested(output, 5, o => Write(o, attribute.Tensor!));
                break;
            case AttributeKind.Floats:
                Block(output, 7, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(attribute.Floats)).ToArray());
                break;
            default:
                throw new NotSupportedException($"Attributes of kind {attribute.Kind} are not written.");
        }
        Integer(output, 20, (long)attribute.Kind);
    }

    private static void Write(CodedOutputStream output, OnnxTensor tensor)
    {
        foreach (var dimension in tensor.Dimensions)
            Integer(output, 1, dimension);
        Integer(output, 2, (long)tensor.Type);
        Text(output, 8, tensor.Name);
        Block(output, 9, tensor.Raw!.Value);
        if (tensor.IsExternal)
            Integer(output, 14, 1);
    }

    private static void Write(CodedOutputStream output, OnnxValueInfo info)
    {
        Text(output, 1, info.Name);
        Nested(output, 2, type => Nested(type, 1, tensor =>
        {
            Integer(tensor, 1, (long)info.Type);
            if (info.Dimensions is not { } dimensions)
                return;
            Nested(tensor, 2, shape =>
            {
                foreach (var (size, name) in dimensions)
                    Nested(shape, 1, dimension =>
                    {
                        if (size is { } known)
                            Integer(dimension, 1, known);
                        else
                            Text(dimension, 2, name);
                    });
            });
        }));
    }

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var memory = new MemoryStream();
        using var output = new CodedOutputStream(memory, leaveOpen: true);
        write(output);
        output.Flush();
        return memory.ToArray();
    }

    private static void Nested(CodedOutputStream output, int field, Action<CodedOutputStream> write) =>
        Block(output, field, Message(write));

    private static void Block(CodedOutputStream output, int field, ReadOnlyMemory<byte> bytes)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(bytes));
    }

    private static void Text(CodedOutputStream output, int field, string text)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(text);
    }

    private static void Integer(CodedOutputStream output, int field, long value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    }
}
