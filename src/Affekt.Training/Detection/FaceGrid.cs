namespace Affekt.Training.Detection;

/// <summary>A point of a detector's maps: where it lies and how far it is from its neighbours, in pixels.</summary>
internal readonly record struct GridPoint(double X, double Y, int Stride);

/// <summary>The points of all maps of a detector, in the order in which its training output lists them.</summary>
internal static class FaceGrid
{
    /// <summary>Pixels from one point to the next, by map.</summary>
    public static readonly int[] Strides = [8, 16, 32];

    /// <summary>The points for an input whose sides are multiples of the largest stride.</summary>
    public static GridPoint[] PointsOf(int height, int width)
    {
        var points = new List<GridPoint>();
        foreach (var stride in Strides)
            for (var y = 0; y < height / stride; y++)
                for (var x = 0; x < width / stride; x++)
                    points.Add(new GridPoint((x + 0.5) * stride, (y + 0.5) * stride, stride));
        return [.. points];
    }
}
