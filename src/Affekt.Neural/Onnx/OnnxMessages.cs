namespace Affekt.Neural.Onnx;

/// <summary>The element types of ONNX that matter here (TensorProto.DataType).</summary>
internal enum ElementType
{
    Undefined = 0,
    Float = 1,
    UInt8 = 2,
    Int8 = 3,
    UInt16 = 4,
    Int16 = 5,
    Int32 = 6,
    Int64 = 7,
    String = 8,
    Bool = 9,
    Float16 = 10,
    Double = 11,
}

/// <summary>The kinds of attribute (AttributeProto.AttributeType).</summary>
internal enum AttributeKind
{
    Undefined = 0,
    Float = 1,
    Int = 2,
    String = 3,
    Tensor = 4,
    Graph = 5,
    Floats = 6,
    Ints = 7,
    Strings = 8,
}

/// <summary>A file (ModelProto).</summary>
internal sealed class OnnxFile
{
    public long IrVersion { get; set; }
    public string ProducerName { get; set; } = "";
    public string ProducerVersion { get; set; } = "";
    public List<(string Domain, long Version)> Opsets { get; } = [];
    public List<(string Key, string Value)> Metadata { get; } = [];
    public OnnxGraph? Graph { get; set; }
}

/// <summary>GraphProto.</summary>
internal sealed class OnnxGraph
{
    public string Name { get; set; } = "";
    public List<OnnxNode> Nodes { get; } = [];
    public List<OnnxTensor> Initializers { get; } = [];
    public List<OnnxValueInfo> Inputs { get; } = [];
    public List<OnnxValueInfo> Outputs { get; } = [];
}

/// <summary>NodeProto.</summary>
internal sealed class OnnxNode
{
    public string Name { get; set; } = "";
    public string Operator { get; set; } = "";
    public string Domain { get; set; } = "";
    public List<string> Inputs { get; } = [];
    public List<string> Outputs { get; } = [];
    public List<OnnxAttribute> Attributes { get; } = [];

    /// <summary>How messages call it.</summary>
    public string Title => Name.Length > 0 ? $"Node {Name} ({Operator})"
        : $"Node without a name ({Operator}, makes {string.Join(", ", Outputs)})";
}

/// <summary>AttributeProto; only the field of its kind is set.</summary>
internal sealed class OnnxAttribute
{
    public string Name { get; set; } = "";
    public AttributeKind Kind { get; set; }
    public float Float { get; set; }
    public long Int { get; set; }
    public string Text { get; set; } = "";
    public OnnxTensor? Tensor { get; set; }
    public List<float> Floats { get; } = [];
    public List<long> Ints { get; } = [];
}

/// <summary>TensorProto. The numbers lie in one of the three fields.</summary>
internal sealed class OnnxTensor
{
    public string Name { get; set; } = "";
    public ElementType Type { get; set; }
    public List<long> Dimensions { get; } = [];

    /// <summary>Little-endian, for every type.</summary>
    public ReadOnlyMemory<byte>? Raw { get; set; }

    /// <summary>float_data.</summary>
    public List<float> Floats { get; } = [];

    /// <summary>int32_data and int64_data.</summary>
    public List<long> Integers { get; } = [];

    /// <summary>double_data.</summary>
    public List<double> Doubles { get; } = [];

    public bool IsExternal { get; set; }
}

/// <summary>ValueInfoProto for a tensor. A dimension is a number, a name, or unknown.</summary>
internal sealed class OnnxValueInfo
{
    public string Name { get; set; } = "";
    public ElementType Type { get; set; }

    /// <summary>Null when the file does not say.</summary>
    public List<(long? Size, string Name)>? Dimensions { get; set; }
}
