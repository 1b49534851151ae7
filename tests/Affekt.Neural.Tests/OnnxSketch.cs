using System.Runtime.InteropServices;
using Affekt.Neural.Onnx;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Tests;

/// <summary>Draws small ONNX files node by node, as exporters of other frameworks write them.</summary>
internal sealed class OnnxSketch
{
    private readonly OnnxFile _file = new() { IrVersion = 7, ProducerName = "sketch", Graph = new OnnxGraph { Name = "sketch" } };
    private int _names;

    /// <param name="opset">The version of the operators.</param>
    /// <param name="input">The shape of the input x, which gets fixed numbers.</param>
    public OnnxSketch(int opset, params int[] input)
    {
        _file.Opsets.Add(("", opset));
        _file.Graph!.Inputs.Add(new OnnxValueInfo
        {
            Name = "x",
            Type = ElementType.Float,
            Dimensions = [.. input.Select(d => ((long?)d, ""))]
        });
        Input = new Tensor(input, Numbers(input.Aggregate(1, (p, d) => p * d), 1));
    }

    public Tensor Input { get; }

    public IReadOnlyList<string> Outputs => [.. _file.Graph!.Outputs.Select(o => o.Name)];

    public static float[] Numbers(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(random.NextDouble() * 2 - 1))];
    }

    public string Node(string type, params string[] inputs) => Node(type, inputs, []);

    /// <param name="type">The operator.</param>
    /// <param name="inputs">Names; an empty one is left out.</param>
    /// <param name="attributes">An int, float, string, long[] or float[] by name.</param>
    public string Node(string type, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var node = new OnnxNode { Name = $"{type}_{_names++}", Operator = type };
        node.Inputs.AddRange(inputs);
        node.Outputs.Add(node.Name + "_out");
        foreach (var (name, value) in attributes)
        {
            var attribute = new OnnxAttribute { Name = name };
            switch (value)
            {
                case int number: (attribute.Kind, attribute.Int) = (AttributeKind.Int, number); break;
                case float number: (attribute.Kind, attribute.Float) = (AttributeKind.Float, number); break;
                case string text: (attribute.Kind, attribute.Text) = (AttributeKind.String, text); break;
                case long[] numbers: attribute.Kind = AttributeKind.Ints; attribute.Ints.AddRange(numbers); break;
                case float[] numbers: attribute.Kind = AttributeKind.Floats; attribute.Floats.AddRange(numbers); break;
                case OnnxTensor tensor: (attribute.Kind, attribute.Tensor) = (AttributeKind.Tensor, tensor); break;
                default: throw new ArgumentException($"{value} is no attribute.", nameof(attributes));
            }
            node.Attributes.Add(attribute);
        }
        _file.Graph!.Nodes.Add(node);
        return node.Outputs[0];
    }

    /// <summary>A node with several results.</summary>
    public string[] Nodes(string type, int results, string[] inputs, params (string Name, object Value)[] attributes)
    {
        Node(type, inputs, attributes);
        var node = _file.Graph!.Nodes[^1];
        node.Outputs.Clear();
        node.Outputs.AddRange(Enumerable.Range(0, results).Select(i => $"{node.Name}_{i}"));
        return [.. node.Outputs];
    }

    /// <summary>Weights of fixed random numbers.</summary>
    public string Weights(params int[] dimensions) => Constant(Numbers(dimensions.Aggregate(1, (p, d) => p * d), _names + 100), dimensions);

    public string Constant(float[] values, params int[] dimensions) => Add(OnnxWriter.Tensor($"w{_names++}", values, dimensions));

    public string Integers(params long[] values) => Add(Tensor(values, values.Length));

    public static OnnxTensor Tensor(long[] values, params int[] dimensions)
    {
        var tensor = new OnnxTensor { Type = ElementType.Int64, Raw = MemoryMarshal.AsBytes(values.AsSpan()).ToArray() };
        tensor.Dimensions.AddRange(dimensions.Select(d => (long)d));
        return tensor;
    }

    public OnnxSketch Output(params string[] names)
    {
        foreach (var name in names)
            _file.Graph!.Outputs.Add(new OnnxValueInfo { Name = name, Type = ElementType.Float });
        return this;
    }

    public byte[] ToBytes() => OnnxSerializer.Serialize(_file);

    private string Add(OnnxTensor tensor)
    {
        tensor.Name = $"w{_names++}";
        _file.Graph!.Initializers.Add(tensor);
        return tensor.Name;
    }
}
