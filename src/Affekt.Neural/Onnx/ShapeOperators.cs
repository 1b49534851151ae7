using Affekt.Neural.Tensors;

namespace Affekt.Neural.Onnx;

/// <summary>Operators that change how values are counted, not the values.</summary>
internal static class ShapeOperators
{
    private const int MostDimensions = 8;

    public static void Identity(Operation operation)
    {
        operation.Float("ratio", 0);
        operation.Integer("seed", 0);
        operation.Set(operation.Value(0));
    }

    public static void Cast(Operation operation)
    {
        var type = (ElementType)operation.Integer("to", 0);
        operation.Integer("saturate", 1);
        operation.Require(type is ElementType.Float or ElementType.Double, $"turns numbers into {type}; expected Float");
        operation.Set(operation.Value(0));
    }

    public static void Flatten(Operation operation)
    {
        var value = operation.Value(0);
        var rank = value.Dimensions.Length;
        var axis = operation.Integer("axis", 1);
        var split = axis == rank ? rank : operation.Axis(axis, rank);
        SetReshaped(operation, value,
            [Layouts.Product(value.Dimensions.AsSpan(0, split)), Layouts.Product(value.Dimensions.AsSpan(split))]);
    }

    public static void Reshape(Operation operation)
    {
        var value = operation.Value(0);
        SetReshaped(operation, value,
            Target(operation, value.Dimensions, operation.Constant(1).Integers, operation.Integer("allowzero", 0) != 0));
    }

    public static void Squeeze(Operation operation)
    {
        var value = operation.Value(0);
        SetReshaped(operation, value, Squeezed(operation, value.Dimensions));
    }

    public static void Unsqueeze(Operation operation)
    {
        var value = operation.Value(0);
        SetReshaped(operation, value, Unsqueezed(operation, value.Dimensions));
    }

    /// <summary>The dimensions that a Reshape asks for: 0 takes over the input's, -1 is what remains.</summary>
    public static int[] Target(Operation operation, int[] source, long[] asked, bool keepsZeros)
    {
        operation.Require(asked.Length <= MostDimensions, $"asks for {asked.Length} dimensions; expected at most {MostDimensions}");
        var result = new long[asked.Length];
        var (known, free) = (1L, -1);
        for (var i = 0; i < asked.Length; i++)
        {
            if (asked[i] == -1 && free < 0)
            {
                free = i;
                continue;
            }
            operation.Require(asked[i] >= 0 && asked[i] <= int.MaxValue
                && (asked[i] > 0 || keepsZeros || i < source.Length),
                $"asks for shape [{string.Join(", ", asked)}]; expected sizes, and -1 once at most");
            result[i] = asked[i] == 0 && !keepsZeros ? source[i] : asked[i];
            known = checked(known * result[i]);
        }
        var count = source.Aggregate(1L, (p, d) => p * d);
        if (free >= 0)
        {
            operation.Require(known > 0 && count % known == 0, $"asks for shape [{string.Join(", ", asked)}] of {count} numbers");
            result[free] = count / known;
            known = count;
        }
        operation.Require(known == count,
            $"asks for shape [{string.Join(", ", asked)}], but {string.Join('x', source)} has {count} numbers");
        return Array.ConvertAll(result, d => checked((int)d));
    }

    public static int[] Squeezed(Operation operation, int[] source)
    {
        var axes = Axes(operation, 13);
        var gone = axes is null
            ? [.. Enumerable.Range(0, source.Length).Where(i => source[i] == 1)]
            : axes.Select(a => operation.Axis(a, source.Length)).ToHashSet();
        operation.Require(gone.All(a => source[a] == 1),
            $"takes axes {string.Join(", ", gone)} out of {string.Join('x', source)}; expected sizes of 1");
        return [.. source.Where((_, i) => !gone.Contains(i))];
    }

    public static int[] Unsqueezed(Operation operation, int[] source)
    {
        var axes = Axes(operation, 13) ?? throw operation.Error("has no axes; expected some");
        var rank = source.Length + axes.Count;
        operation.Require(rank <= MostDimensions, $"makes {rank} dimensions; expected at most {MostDimensions}");
        var places = axes.Select(a => operation.Axis(a, rank)).ToHashSet();
        operation.Require(places.Count == axes.Count, "has an axis twice");
        var rest = new Queue<int>(source);
        return [.. Enumerable.Range(0, rank).Select(i => places.Contains(i) ? 1 : rest.Dequeue())];
    }

    /// <summary>Axes from the second input, or in older files from an attribute; null when there are none.</summary>
    public static IReadOnlyList<long>? Axes(Operation operation, int asInputSince, int input = 1) =>
        operation.Opset < asInputSince ? operation.Integers("axes") : operation.HasInput(input) ? operation.Constant(input).Integers : null;

    public static void SetReshaped(Operation operation, GraphValue value, int[] dimensions)
    {
        if (value.Dimensions.AsSpan().SequenceEqual(dimensions))
            operation.Set(value);
        else if (value.Order == ValueOrder.Spatial && value.Layer.Shape is { Pixels: > 1, Channels: > 1 } map
            && dimensions.Length == 2 && dimensions[0] == 1)
            // Left in memory order: a dense layer that reads it reorders its weights instead.
            operation.Set(new GraphValue(
                operation.Add(new FlattenLayer(operation.Name, value.Layer)), dimensions, ValueOrder.Flattened, map));
        else
        {
            value = Layouts.ToPlain(operation, value);
            // Vectors are what most readers of two dimensions want.
            var layer = dimensions is [1, _]
                ? Layouts.AsShape(operation, value.Layer, new Shape(1, 1, dimensions[1]), isOwn: true) : value.Layer;
            var result = GraphValue.OfPlain(layer, dimensions);
            operation.Set(dimensions is [1, _, 1, 1] ? Layouts.ToMap(operation, result) : result);
        }
    }
}
