using Affekt.Vision;

namespace Affekt.Training.Detection;

/// <summary>
/// Decides which points of the maps answer for which face: the ones near its centre that already describe it best, as many as
/// their overlaps add up to (SimOTA of Ge et al., "YOLOX", 2021), with a preference for the map whose stride suits its size.
/// </summary>
internal static class FaceAssignment
{
    /// <summary>No face: the point should say so.</summary>
    public const int Background = -1;

    /// <summary>Nobody knows: the point learns nothing.</summary>
    public const int Unknown = -2;

    private const double CentreRadius = 2.5;
    private const int MostPoints = 10;
    private const double OverlapWeight = 3;
    private const double StrideWeight = 0.7;
    private const double FaceInStrides = 5;

    /// <param name="points">The grid.</param>
    /// <param name="codes">[points, <see cref="FaceCode.Length"/>], what the network says now.</param>
    /// <param name="faces">What is there.</param>
    /// <returns>For each point the index of its face, <see cref="Background"/> or <see cref="Unknown"/>.</returns>
    public static int[] Assign(ReadOnlySpan<GridPoint> points, ReadOnlySpan<float> codes, IReadOnlyList<MarkedFace> faces)
    {
        var owners = new int[points.Length];
        var costs = new double[points.Length];
        Array.Fill(owners, Background);
        Array.Fill(costs, double.MaxValue);
        foreach (var face in faces.Where(f => f.Ignore))
            for (var i = 0; i < points.Length; i++)
                if (Contains(face.Box, points[i], margin: 0.15))
                    owners[i] = Unknown;
        var candidates = new List<(double Cost, double Overlap, int Point)>();
        for (var index = 0; index < faces.Count; index++)
        {
            if (faces[index].Ignore)
                continue;
            Candidates(points, codes, faces[index].Box, candidates);
            candidates.Sort((a, b) => b.Overlap.CompareTo(a.Overlap));
            var count = Math.Clamp((int)candidates.Take(MostPoints).Sum(c => c.Overlap), 1, MostPoints);
            candidates.Sort((a, b) => a.Cost.CompareTo(b.Cost));
            foreach (var (cost, _, point) in candidates.Take(count))
                if (cost < costs[point])
                    (owners[point], costs[point]) = (index, cost);
        }
        return owners;
    }

    private static void Candidates(
        ReadOnlySpan<GridPoint> points, ReadOnlySpan<float> codes, Box box, List<(double, double, int)> candidates)
    {
        candidates.Clear();
        var (nearest, distance) = (0, double.MaxValue);
        var size = Math.Sqrt(box.Area);
        for (var i = 0; i < points.Length; i++)
        {
            var point = points[i];
            var (dx, dy) = (Math.Abs(point.X - box.CentreX), Math.Abs(point.Y - box.CentreY));
            var far = Math.Max(dx, dy) / point.Stride;
            if (far < distance)
                (nearest, distance) = (i, far);
            if (far < CentreRadius && Contains(box, point, margin: 0))
                candidates.Add(Judge(codes, i, point, box, size));
        }
        if (candidates.Count == 0)
            candidates.Add(Judge(codes, nearest, points[nearest], box, size));
    }

    private static (double Cost, double Overlap, int Point) Judge(ReadOnlySpan<float> codes, int i, GridPoint point, Box box, double size)
    {
        var code = codes.Slice(i * FaceCode.Length, FaceCode.Length);
        var overlap = FaceCode.BoxAt(code, point.X, point.Y, point.Stride).IntersectionOverUnion(box);
        var score = FaceCode.ScoreOf(code[0]);
        var cost = -Math.Log(Math.Max(score, 1e-6)) - OverlapWeight * Math.Log(Math.Max(overlap, 1e-6))
            + StrideWeight * Math.Abs(Math.Log2(size / (FaceInStrides * point.Stride)));
        return (cost, overlap, i);
    }

    private static bool Contains(Box box, GridPoint point, double margin) =>
        Math.Abs(point.X - box.CentreX) < box.Width * (0.5 + margin) && Math.Abs(point.Y - box.CentreY) < box.Height * (0.5 + margin);
}
