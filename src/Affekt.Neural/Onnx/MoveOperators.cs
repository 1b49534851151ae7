using Affekt.Neural.Tensors;

namespace Affekt.Neural.Onnx;

/// <summary>Operators that put values elsewhere: axes exchanged, parts taken, parts joined, images in other sizes.</summary>
internal static class MoveOperators
{
    public static void Transpose(Operation operation)
    {
        var value = operation.Value(0);
        var axes = Order(operation, value.Dimensions.Length);
        int[] dimensions = [.. axes.Select(a => value.Dimensions[a])];
        if (axes.SequenceEqual(axes.Order()))
        {
            operation.Set(value);
            return;
        }
        if (value.Order == ValueOrder.Spatial && axes is [0, 2, 3, 1])
        {
            operation.Set(GraphValue.OfPlain(value.Layer, dimensions));
            return;
        }
        value = Layouts.ToPlain(operation, value);
        if (axes is [0, 3, 1, 2] && dimensions[0] == 1)
        {
            operation.Set(GraphValue.OfMap(
                Layouts.AsShape(operation, value.Layer, new Shape(dimensions[2], dimensions[3], dimensions[1]), isOwn: true)));
            return;
        }
        int[] moved = [.. axes.Where(a => value.Dimensions[a] > 1)];
        if (moved.SequenceEqual(moved.Order()))
            operation.Set(GraphValue.OfPlain(value.Layer, dimensions));
        else
            operation.Set(GraphValue.OfPlain(operation.Add(
                new TransposeLayer(operation.Name, value.Layer, value.Dimensions, axes, GraphValue.PlainShape(dimensions))), dimensions));
    }

    /// <summary>The order of axes that a Transpose asks for; by default reversed.</summary>
    public static int[] Order(Operation operation, int rank)
    {
        int[] axes = operation.Integers("perm") is { } given ? [.. given.Select(a => operation.Axis(a, rank))]
            : [.. Enumerable.Range(0, rank).Reverse()];
        operation.Require(axes.Length == rank
            && axes.Distinct().Count() == rank, $"has perm {string.Join(", ", axes)}; expected each of {rank} axes once");
        return axes;
    }

    public static void Concat(Operation operation)
    {
        operation.Require(operation.InputCount > 0, "has no inputs; expected at least one");
        GraphValue[] values = [.. Enumerable.Range(0, operation.InputCount).Select(i => ValueOrConstant(operation, i))];
        var rank = values[0].Dimensions.Length;
        operation.Require(Array.TrueForAll(values, v => v.Dimensions.Length == rank),
            $"joins {string.Join(", ", values.Select(v => v.Title).Take(8))}; expected the same number of dimensions");
        var axis = operation.Axis(operation.Integer("axis", 1), rank);
        operation.Require(Array.TrueForAll(values,
            v => v.Dimensions.Where((d, i) => i != axis && d != values[0].Dimensions[i]).Any() is false),
            $"joins {string.Join(", ", values.Select(v => v.Title).Take(8))} along axis {axis}; expected the other sizes to agree");
        if (Array.Exists(values, v => v.Order == ValueOrder.Spatial) && axis > 0
            && Array.TrueForAll(values, v => v.Dimensions is [1, _, _, _]))
        {
            operation.Set(GraphValue.OfMap(
                operation.Add(new ConcatLayer(operation.Name, MapAxis(axis), [.. values.Select(v => Layouts.ToMap(operation, v).Layer)]))));
            return;
        }
        Layer[] layers = [.. values.Select(v => Layouts.AroundAxis(operation, Layouts.ToPlain(operation, v), axis))];
        var dimensions = values[0].Dimensions.ToArray();
        dimensions[axis] = values.Sum(v => v.Dimensions[axis]);
        operation.Set(GraphValue.OfPlain(operation.Add(new ConcatLayer(operation.Name, Axis.Width, layers)), dimensions));
    }

    /// <summary>Which indices a Slice takes along which axis.</summary>
    public static List<(int Axis, int[] Indices)> Slices(Operation operation, int[] dimensions)
    {
        var isOld = operation.Opset < 10;
        IReadOnlyList<long> Read(int input, string name) =>
            (isOld ? operation.Integers(name) : operation.HasInput(input) ? operation.Constant(input).Integers : null) ?? [];
        var (starts, ends, axes, steps) = (Read(1, "starts"), Read(2, "ends"), Read(3, "axes"), isOld ? [] : Read(4, "steps"));
        operation.Require(starts.Count == ends.Count && starts.Count <= dimensions.Length
            && (axes.Count == 0 || axes.Count == starts.Count) && (steps.Count == 0 || steps.Count == starts.Count),
            $"has {starts.Count} starts, {ends.Count} ends, {axes.Count} axes and {steps.Count} steps; expected as many of each");
        var result = new List<(int, int[])>();
        for (var i = 0; i < starts.Count; i++)
        {
            var axis = axes.Count == 0 ? i : operation.Axis(axes[i], dimensions.Length);
            var step = steps.Count == 0 ? 1 : steps[i];
            operation.Require(step != 0 && step > int.MinValue && step <= int.MaxValue, $"has step {step}; expected another number");
            long size = dimensions[axis];
            long Bound(long index, long least, long most) => Math.Clamp(index < 0 ? index + size : index, least, most);
            var start = step > 0 ? Bound(starts[i], 0, size) : Bound(starts[i], 0, size - 1);
            var end = step > 0 ? Bound(ends[i], 0, size) : ends[i] < -size ? -1 : Bound(ends[i], -1, size - 1);
            var count = step > 0 ? Math.Max((end - start + step - 1) / step, 0) : Math.Max((start - end - step - 1) / -step, 0);
            operation.Take(count);
            result.Add((axis, [.. Enumerable.Range(0, (int)count).Select(k => (int)(start + k * step))]));
        }
        return result;
    }

    public static void Pad(Operation operation)
    {
        var input = operation.Map(0);
        var isOld = operation.Opset < 11;
        var pads = (isOld ? operation.Integers("pads") : operation.Constant(1).Integers)
            ?? throw operation.Error("has no pads; expected eight");
        var value = isOld ? operation.Float("value", 0) : operation.HasInput(2)
            && operation.Constant(2) is { Count: 1 } constant ? constant.Floats[0] : 0;
        if (ShapeOperators.Axes(operation, 18, 3) is { } axes)
        {
            operation.Require(pads.Count == 2 * axes.Count, $"has {pads.Count} pads for {axes.Count} axes; expected two for each");
            var all = new long[8];
            for (var i = 0; i < axes.Count; i++)
                (all[operation.Axis(axes[i], 4)], all[4 + operation.Axis(axes[i], 4)]) = (pads[i], pads[axes.Count + i]);
            pads = all;
        }
        operation.Require(pads.Count == 8 && pads.All(p => p is >= 0 and <= 1 << 14) && pads[0] == 0 && pads[1] == 0
            && pads[4] == 0 && pads[5] == 0, $"has pads {string.Join(", ", pads.Take(8))}; expected some rows and columns");
        var (top, left, bottom, right) = ((int)pads[2], (int)pads[3], (int)pads[6], (int)pads[7]);
        var mode = operation.Text("mode", "constant");
        if (mode != "constant")
            throw operation.Unsupported($"has mode {mode}; expected constant");
        operation.Set(GraphValue.OfMap(operation.Add(new PadLayer(operation.Name, input, top, bottom, left, right, value))));
    }

    private static GraphValue ValueOrConstant(Operation operation, int index)
    {
        if (!operation.IsConstant(index))
            return operation.Value(index);
        var constant = operation.Constant(index);
        operation.Require(constant.Count > 0, $"reads the empty constant {operation.Node.Inputs[index]}; expected numbers");
        var layer = new ConstantLayer(operation.HelperName, GraphValue.PlainShape(constant.Dimensions));
        constant.Floats.CopyTo(layer.Values.Values);
        return GraphValue.OfPlain(operation.Add(layer), constant.Dimensions);
    }

    private static Axis MapAxis(int axis) => axis switch { 1 => Axis.Channels, 2 => Axis.Height, _ => Axis.Width };
}
