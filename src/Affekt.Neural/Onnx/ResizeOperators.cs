using Affekt.Neural.Operations;

namespace Affekt.Neural.Onnx;

/// <summary>Images in another size.</summary>
internal static class ResizeOperators
{
    public static void Resize(Operation operation)
    {
        var input = operation.Map(0);
        var isOld = operation.Opset < 11;
        var mode = operation.Text("mode", "nearest");
        operation.Require(mode is "nearest" or "linear" or "bilinear", $"has mode {mode}; expected nearest or linear");
        var coordinates = isOld ? ResizeCoordinates.Asymmetric : operation.Text("coordinate_transformation_mode", "half_pixel") switch
        {
            "half_pixel" => ResizeCoordinates.HalfPixel,
            "pytorch_half_pixel" => ResizeCoordinates.PytorchHalfPixel,
            "align_corners" => ResizeCoordinates.AlignCorners,
            "asymmetric" => ResizeCoordinates.Asymmetric,
            var other => throw operation.Error(
                $"has coordinate_transformation_mode {other}; expected half_pixel, pytorch_half_pixel, align_corners or asymmetric"),
        };
        var rounding = isOld ? ResizeRounding.Floor : operation.Text("nearest_mode", "round_prefer_floor") switch
        {
            "round_prefer_floor" => ResizeRounding.PreferFloor,
            "round_prefer_ceil" => ResizeRounding.PreferCeiling,
            "floor" => ResizeRounding.Floor,
            "ceil" => ResizeRounding.Ceiling,
            var other => throw operation.Error($"has nearest_mode {other}; expected round_prefer_floor, round_prefer_ceil, floor or ceil"),
        };
        operation.Require(operation.Integer("antialias", 0) == 0
            && operation.Text("keep_aspect_ratio_policy", "stretch") == "stretch",
            "filters against aliasing or keeps the aspect ratio; expected neither");
        operation.Float("cubic_coeff_a", -0.75f);
        operation.Integer("exclude_outside", 0);
        operation.Float("extrapolation_value", 0);
        var axes = operation.Opset >= 18 && operation.Integers("axes") is { } given
            ? [.. given.Select(a => operation.Axis(a, 4))] : new[] { 0, 1, 2, 3 };

        var (scalesAt, sizesAt) = isOld ? (1, -1) : (2, 3);
        double scaleY, scaleX;
        long height, width;
        if (sizesAt > 0 && operation.HasInput(sizesAt) && operation.Constant(sizesAt) is { Count: > 0 } sizes)
        {
            var values = Spread(operation, axes, sizes.Integers, [1, input.Shape.Channels, input.Shape.Height, input.Shape.Width]);
            operation.Require(values[0] == 1
                && values[1] == input.Shape.Channels, $"resizes to {string.Join('x', values)}; expected the batch and channels to stay");
            (height, width) = (values[2], values[3]);
            (scaleY, scaleX) = ((double)height / input.Shape.Height, (double)width / input.Shape.Width);
        }
        else
        {
            var scales = Spread(operation, axes, operation.Constant(scalesAt).Floats, [1, 1, 1, 1]);
            operation.Require(scales[0] == 1 && scales[1] == 1
                && scales.All(s => s is > 0 and < 1024),
                $"has scales {string.Join(", ", scales)}; expected 1 for batch and channels, and numbers below 1024");
            (scaleY, scaleX) = (scales[2], scales[3]);
            // In single precision, as other runtimes compute it: 3 rows times 7/3 are 7, not 6.
            (height, width) = ((long)MathF.Floor(input.Shape.Height * scales[2]), (long)MathF.Floor(input.Shape.Width * scales[3]));
        }
        operation.Require(height >= 1 && width >= 1
            && height * width <= operation.Limits.MaxActivationElements,
            $"resizes {input.Shape} to {height}x{width}; expected 1 pixel or more within the limit");
        operation.Set(GraphValue.OfMap(operation.Add(
            new ResizeLayer(operation.Name, input, (int)height, (int)width, mode == "nearest" ? rounding
            : null, coordinates, scaleY, scaleX))));
    }

    private static T[] Spread<T>(Operation operation, int[] axes, IReadOnlyList<T> values, T[] result)
    {
        operation.Require(values.Count == axes.Length, $"has {values.Count} sizes or scales; expected {axes.Length}");
        for (var i = 0; i < axes.Length; i++)
            result[axes[i]] = values[i];
        return result;
    }
}
