namespace Affekt.Neural.Onnx;

/// <summary>
/// Operators on numbers known beforehand: the arithmetic on shapes that exporters leave in graphs. Shapes are those of one
/// image, so that the batch counts as 1.
/// </summary>
internal static class ConstantOperators
{
    private static readonly Dictionary<string, Func<Operation, Constant>> Table = new()
    {
        ["Add"] = o => Combine(o, (a, b) => checked(a + b), (a, b) => a + b),
        ["Sub"] = o => Combine(o, (a, b) => checked(a - b), (a, b) => a - b),
        ["Mul"] = o => Combine(o, (a, b) => checked(a * b), (a, b) => a * b),
        ["Div"] = o => Combine(o, (a, b) => b is 0 or -1 ? throw o.Error($"divides {a} by {b}; expected another number")
            : a / b, (a, b) => a / b),
        ["Min"] = o => Combine(o, Math.Min, Math.Min),
        ["Max"] = o => Combine(o, Math.Max, Math.Max),
        ["Pow"] = o => Combine(o, (a, b) => (long)Math.Pow(a, b), MathF.Pow),
        ["Equal"] = o => Combine(o, (a, b) => a == b ? 1 : 0, (a, b) => a == b ? 1 : 0),
        ["Neg"] = o => Map(o, a => -a, a => -a),
        ["Abs"] = o => Map(o, a => Math.Abs(a), Math.Abs),
        ["Floor"] = o => Map(o, a => a, MathF.Floor),
        ["Ceil"] = o => Map(o, a => a, MathF.Ceiling),
        ["Sqrt"] = o => Map(o, a => a, MathF.Sqrt),
        ["Exp"] = o => Map(o, a => a, MathF.Exp),
        ["Reciprocal"] = o => Map(o, a => a, a => 1 / a),
        ["Identity"] = o => o.Constant(0),
        ["Dropout"] = o => o.Constant(0),
        ["Cast"] = Cast,
        ["Concat"] = Concat,
        ["Gather"] = Gather,
        ["Slice"] = Slice,
        ["Squeeze"] = o => o.Constant(0).Reshaped(ShapeOperators.Squeezed(o, o.Constant(0).Dimensions)),
        ["Unsqueeze"] = o => o.Constant(0).Reshaped(ShapeOperators.Unsqueezed(o, o.Constant(0).Dimensions)),
        ["Reshape"] = o => o.Constant(0)
            .Reshaped(ShapeOperators.Target(o, o.Constant(0).Dimensions, o.Constant(1).Integers, o.Integer("allowzero", 0) != 0)),
        ["Transpose"] = Transpose,
        ["Shape"] = o => Shape(o, o.Constant(0).Dimensions),
        ["Constant"] = Constant,
        ["ConstantOfShape"] = ConstantOfShape,
        ["Range"] = Range,
        ["Where"] = Where,
        ["Expand"] = Expand,
        ["ReduceProd"] = ReduceProd,
    };

    /// <summary>What must be constant, besides what can also work on values.</summary>
    public static IEnumerable<string> Names => Table.Keys;

    /// <summary>Computes a node whose inputs are all constants; false when it is of an operator that only works on values.</summary>
    public static bool TryFold(Operation operation)
    {
        if (!Table.TryGetValue(operation.Node.Operator, out var fold))
            return false;
        operation.Set(fold(operation));
        return true;
    }

    /// <summary>For the shape of a value that depends on the input.</summary>
    public static void ShapeOfValue(Operation operation) => operation.Set(Shape(operation, operation.Value(0).Dimensions));

    /// <summary>For an operator that has no meaning on values that depend on the input.</summary>
    public static void Refuse(Operation operation) =>
        throw operation.Unsupported("works on a value computed from the graph's input; expected constants only");

    private static Constant Shape(Operation operation, int[] dimensions)
    {
        long Bound(long index) => Math.Clamp(index < 0 ? index + dimensions.Length : index, 0, dimensions.Length);
        var (start, end) = (Bound(operation.Integer("start", 0)), Bound(operation.Integer("end", dimensions.Length)));
        long[] values = [.. dimensions.Skip((int)start).Take((int)Math.Max(end - start, 0)).Select(d => (long)d)];
        return new Constant([values.Length], values);
    }

    private static Constant Map(Operation operation, Func<long, long> ofIntegers, Func<float, float> ofFloats)
    {
        var source = operation.Constant(0);
        operation.Take(source.Count);
        return source.IsInteger ? new Constant(source.Dimensions, Array.ConvertAll(source.Integers, v => ofIntegers(v)))
            : new Constant(source.Dimensions, Array.ConvertAll(source.Floats, v => ofFloats(v)));
    }

    private static Constant Combine(Operation operation, Func<long, long, long> ofIntegers, Func<float, float, float> ofFloats)
    {
        var result = operation.Constant(0);
        for (var i = 1; i < operation.InputCount; i++)
        {
            var (left, right) = (result, operation.Constant(i));
            var (dimensions, leftAt, rightAt) = Repeat(operation, left.Dimensions, right.Dimensions);
            result = left.IsInteger && right.IsInteger
                ? new Constant(dimensions, Combine(left.Integers, right.Integers, leftAt, rightAt, ofIntegers))
                : new Constant(dimensions, Combine(left.Floats, right.Floats, leftAt, rightAt, ofFloats));
        }
        return result;
    }

    private static T[] Combine<T>(T[] left, T[] right, int[] leftAt, int[] rightAt, Func<T, T, T> combine)
    {
        var result = new T[leftAt.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = combine(left[leftAt[i]], right[rightAt[i]]);
        return result;
    }

    /// <summary>Where each number of the joint shape comes from; dimensions of 1 are repeated.</summary>
    private static (int[] Dimensions, int[] Left, int[] Right) Repeat(Operation operation, int[] left, int[] right)
    {
        var rank = Math.Max(left.Length, right.Length);
        int At(int[] dimensions, int axis) => axis < rank - dimensions.Length ? 1 : dimensions[axis - rank + dimensions.Length];
        var result = new int[rank];
        for (var i = 0; i < rank; i++)
        {
            var (l, r) = (At(left, i), At(right, i));
            operation.Require(l == r || l == 1
                || r == 1, $"combines {string.Join('x', left)} and {string.Join('x', right)}; expected dimensions that are equal or 1");
            result[i] = l == 1 ? r : l;
        }
        var count = operation.Take(result.Aggregate(1L, (p, d) => checked(p * d)));
        int[] Places(int[] dimensions)
        {
            var (places, index, steps) = (new int[count], new int[rank], new int[rank]);
            for (int axis = rank - 1, stride = 1; axis >= 0; axis--)
            {
                var size = At(dimensions, axis);
                steps[axis] = size == 1 ? 0 : stride;
                stride *= size;
            }
            for (int i = 0, place = 0; i < count; i++)
            {
                places[i] = place;
                for (var axis = rank - 1; axis >= 0; axis--)
                {
                    place += steps[axis];
                    if (++index[axis] < result[axis])
                        break;
                    place -= steps[axis] * result[axis];
                    index[axis] = 0;
                }
            }
            return places;
        }
        return (result, Places(left), Places(right));
    }

    private static Constant Cast(Operation operation)
    {
        var source = operation.Constant(0);
        var type = (ElementType)operation.Integer("to", 0);
        operation.Integer("saturate", 1);
        operation.Take(source.Count);
        return type switch
        {
            ElementType.Float or ElementType.Double or ElementType.Float16 => new Constant(source.Dimensions, source.Floats),
            ElementType.Int64 or ElementType.Int32 when source.IsInteger => source,
            ElementType.Int64 or ElementType.Int32 =>
                new Constant(source.Dimensions, Array.ConvertAll(
                source.Floats, v => float.IsFinite(v) && Math.Abs(v) < 1e15f ? (long)v
                : throw operation.Error($"turns {v} into an integer"))),
            ElementType.Bool => new Constant(source.Dimensions, Array.ConvertAll(source.Floats, v => v != 0 ? 1L : 0)),
            _ => throw operation.Error($"turns numbers into {type}; expected Float, Int64, Int32 or Bool"),
        };
    }

    private static Constant Concat(Operation operation)
    {
        Constant[] parts = [.. Enumerable.Range(0, operation.InputCount).Select(operation.Constant)];
        operation.Require(parts.Length > 0, "has no inputs; expected at least one");
        var first = parts[0].Dimensions;
        var axis = operation.Axis(operation.Integer("axis", 0), first.Length);
        operation.Require(Array.TrueForAll(parts, p => p.Dimensions.Length == first.Length
            && p.Dimensions.Select((d, i) => i == axis || d == first[i]).All(same => same)), "joins shapes that differ besides the axis");
        operation.Take(parts.Sum(p => (long)p.Count));
        var dimensions = first.ToArray();
        dimensions[axis] = parts.Sum(p => p.Dimensions[axis]);
        var rows = Layouts.Product(first.AsSpan(0, axis));
        IEnumerable<T> Join<T>(Func<Constant, T[]> values) =>
            Enumerable.Range(0, rows)
                .SelectMany(row => parts.SelectMany(p => new ArraySegment<T>(values(p), row * (p.Count / rows), p.Count / rows)));
        if (rows == 0 || Array.TrueForAll(parts, p => p.IsInteger))
            return new Constant(dimensions, [.. rows == 0 ? [] : Join(p => p.Integers)]);
        float[][] floats = [.. parts.Select(p => p.Floats)];
        return new Constant(dimensions, [.. Join(p => floats[Array.IndexOf(parts, p)])]);
    }

    private static Constant Gather(Operation operation)
    {
        var (source, at) = (operation.Constant(0), operation.Constant(1));
        var axis = operation.Axis(operation.Integer("axis", 0), source.Dimensions.Length);
        int[] indices = [.. at.Integers.Select(i => operation.Axis(i, source.Dimensions[axis]))];
        int[] dimensions = [.. source.Dimensions[..axis], .. at.Dimensions, .. source.Dimensions[(axis + 1)..]];
        operation.Require(dimensions.Length <= 8, $"makes {dimensions.Length} dimensions; expected at most 8");
        return Select(operation, source, axis, indices).Reshaped(dimensions);
    }

    private static Constant Slice(Operation operation)
    {
        var result = operation.Constant(0);
        foreach (var (axis, indices) in MoveOperators.Slices(operation, result.Dimensions))
            result = Select(operation, result, axis, indices);
        return result;
    }

    private static Constant Select(Operation operation, Constant source, int axis, int[] indices)
    {
        var around = Layouts.AroundAxis(source.Dimensions, axis);
        operation.Take((long)around.Height * indices.Length * around.Channels);
        int[] dimensions = [.. source.Dimensions[..axis], indices.Length, .. source.Dimensions[(axis + 1)..]];
        return Arrange(source, dimensions, [.. from row in Enumerable.Range(
            0, around.Height) from i in indices from c in Enumerable.Range(0, around.Channels) select (
            row * around.Width + i) * around.Channels + c]);
    }

    private static Constant Transpose(Operation operation)
    {
        var source = operation.Constant(0);
        var order = MoveOperators.Order(operation, source.Dimensions.Length);
        var strides = new int[order.Length];
        for (int i = order.Length - 1, stride = 1; i >= 0; stride *= source.Dimensions[i--])
            strides[i] = stride;
        int[] dimensions = [.. order.Select(a => source.Dimensions[a])];
        var places = new int[operation.Take(source.Count)];
        for (var i = 0; i < places.Length; i++)
        {
            var rest = i;
            for (var axis = order.Length - 1; axis >= 0; axis--)
            {
                places[i] += rest % dimensions[axis] * strides[order[axis]];
                rest /= dimensions[axis];
            }
        }
        return Arrange(source, dimensions, places);
    }

    private static Constant Arrange(Constant source, int[] dimensions, int[] places)
    {
        if (source.IsInteger)
            return new Constant(dimensions, Array.ConvertAll(places, p => source.Integers[p]));
        var floats = source.Floats;
        return new Constant(dimensions, Array.ConvertAll(places, p => floats[p]));
    }

    private static Constant Constant(Operation operation)
    {
        if (operation.Tensor("value") is { } tensor)
            return Onnx.Constant.From(tensor, $"{operation.Node.Title}: its value", operation.Limits);
        if (operation.Integers("value_ints") is { } integers)
            return new Constant([integers.Count], [.. integers]);
        if (operation.Floats("value_floats") is { } floats)
            return new Constant([floats.Count], [.. floats]);
        return operation.HasAttribute("value_int") ? new Constant([], [operation.Integer("value_int", 0)])
            : operation.HasAttribute("value_float") ? new Constant([], [operation.Float("value_float", 0)])
            : throw operation.Error("has no value, value_int, value_ints, value_float or value_floats; expected one");
    }

    private static Constant ConstantOfShape(Operation operation)
    {
        var asked = operation.Constant(0).Integers;
        operation.Require(asked.Length <= 8
            && asked.All(d => d is >= 0 and <= int.MaxValue), $"asks for shape [{string.Join(", ", asked.Take(8))}]; expected sizes");
        var count = operation.Take(asked.Aggregate(1L, (p, d) => checked(p * d)));
        int[] dimensions = [.. asked.Select(d => (int)d)];
        if (operation.Tensor("value") is not { } tensor)
            return new Constant(dimensions, new float[count]);
        var value = Onnx.Constant.From(tensor, $"{operation.Node.Title}: its value", operation.Limits);
        operation.Require(value.Count == 1, "has a value of several numbers; expected one");
        return value.IsInteger ? new Constant(dimensions, [.. Enumerable.Repeat(value.Integers[0], count)])
            : new Constant(dimensions, [.. Enumerable.Repeat(value.Floats[0], count)]);
    }

    private static Constant Range(Operation operation)
    {
        long One(int index) => operation.Constant(index) is { Count: 1 } constant ? constant.Integers[0]
            : throw operation.Error($"has several numbers as input {index}; expected one");
        var (start, limit, step) = (One(0), One(1), One(2));
        operation.Require(step != 0 && Math.Abs((double)start) < 1e15 && Math.Abs((double)limit) < 1e15
            && Math.Abs((double)step) < 1e15, $"counts from {start} to {limit} by {step}; expected other numbers");
        var count = operation.Take(Math.Max((limit - start + step - Math.Sign(step)) / step, 0));
        return new Constant([count], [.. Enumerable.Range(0, count).Select(i => start + i * step)]);
    }

    private static Constant Where(Operation operation)
    {
        var (condition, yes, no) = (operation.Constant(0), operation.Constant(1), operation.Constant(2));
        operation.Require(condition.Count == yes.Count && yes.Count == no.Count
            && yes.IsInteger == no.IsInteger, "chooses between constants of different counts or types; expected the same");
        operation.Take(yes.Count);
        return yes.IsInteger
            ? new Constant(yes.Dimensions, [.. condition.Integers.Select((c, i) => c != 0 ? yes.Integers[i] : no.Integers[i])])
            : Floats(yes.Dimensions, yes.Floats, no.Floats, condition.Integers);
    }

    private static Constant Floats(int[] dimensions, float[] yes, float[] no, long[] condition) =>
        new(dimensions, [.. condition.Select((c, i) => c != 0 ? yes[i] : no[i])]);

    private static Constant Expand(Operation operation)
    {
        var (source, asked) = (operation.Constant(0), operation.Constant(1).Integers);
        operation.Require(asked.Length <= 8
            && asked.All(d => d is >= 0 and <= int.MaxValue), $"asks for shape [{string.Join(", ", asked.Take(8))}]; expected sizes");
        var (dimensions, places, _) = Repeat(operation, source.Dimensions, [.. asked.Select(d => (int)d)]);
        return Arrange(source, dimensions, places);
    }

    private static Constant ReduceProd(Operation operation)
    {
        var source = operation.Constant(0);
        operation.Require(source.Dimensions.Length <= 1
            && (operation.Integers("axes") is null or [0] or [-1]), "multiplies along axes; expected a list of numbers");
        int[] dimensions = operation.Integer("keepdims", 1) != 0 ? [.. source.Dimensions.Select(_ => 1)] : [];
        return source.IsInteger
            ? new Constant(dimensions, [source.Integers.Aggregate(1L, (p, v) => checked(p * v))])
            : new Constant(dimensions, [source.Floats.Aggregate(1f, (p, v) => p * v)]);
    }
}
