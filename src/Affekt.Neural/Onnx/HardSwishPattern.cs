namespace Affekt.Neural.Onnx;

/// <summary>
/// Hard-swish as opsets before 14 and several exporters write it: x * clip(x + 3, 0, 6) / 6 in five nodes, the sixth taken
/// before the product or after it. As one activation it costs a fifth.
/// </summary>
internal static class HardSwishPattern
{
    private const float Sixth = 1 / 6f;
    private const float Tolerance = 1e-6f;

    /// <summary>The x of a hard-swish that ends with this node, or null.</summary>
    public static string? InputOf(GraphImporter importer, OnnxNode last)
    {
        if (DividedBySix(importer, last) is { } whole)
            return Producer(importer, whole, "Mul") is { } product ? InputOfProduct(importer, product, name => name) : null;
        return last.Operator == "Mul"
            ? InputOfProduct(importer, last, name => importer.Producer(name) is { } gate ? DividedBySix(importer, gate) : null) : null;
    }

    /// <summary>The x of x * gate, where the gate says under which name to look for clip(x + 3, 0, 6).</summary>
    private static string? InputOfProduct(GraphImporter importer, OnnxNode product, Func<string, string?> clipOf)
    {
        if (product.Inputs.Count == 2)
            foreach (var (x, gate) in new[] { (product.Inputs[0], product.Inputs[1]), (product.Inputs[1], product.Inputs[0]) })
                if (clipOf(gate) is { } clip && Producer(importer, clip, "Clip") is { } node && IsToSix(importer, node)
                    && Producer(importer, node.Inputs[0], "Add") is { } sum && Other(importer, sum, 3) == x)
                    return x;
        return null;
    }

    /// <summary>The a of a / 6 or a * 1/6, or null.</summary>
    private static string? DividedBySix(GraphImporter importer, OnnxNode node) => node.Operator switch
    {
        "Div" when node.Inputs.Count == 2 && Is(importer, node.Inputs[1], 6) => node.Inputs[0],
        "Mul" => Other(importer, node, Sixth),
        _ => null,
    };

    private static bool IsToSix(GraphImporter importer, OnnxNode clip) => clip.Inputs.Count == 3
        ? Is(importer, clip.Inputs[1], 0) && Is(importer, clip.Inputs[2], 6)
        : clip.Inputs.Count == 1 && clip.Attributes.Exists(a => a is { Name: "min", Float: 0 })
            && clip.Attributes.Exists(a => a is { Name: "max", Float: 6 });

    private static OnnxNode? Producer(GraphImporter importer, string name, string type) =>
        importer.Producer(name) is { } node && node.Operator == type ? node : null;

    /// <summary>The operand beside a constant number, or null.</summary>
    private static string? Other(GraphImporter importer, OnnxNode node, float number) =>
        node.Inputs.Count != 2 ? null : Is(importer, node.Inputs[1], number) ? node.Inputs[0]
            : Is(importer, node.Inputs[0], number) ? node.Inputs[1] : null;

    private static bool Is(GraphImporter importer, string name, float number) =>
        importer.FindConstant(name) is { Count: 1 } constant && Math.Abs(constant.Floats[0] - number) < Tolerance;
}
