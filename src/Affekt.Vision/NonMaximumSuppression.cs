namespace Affekt.Vision;

/// <summary>Leaves one face of each heap of overlapping ones.</summary>
public static class NonMaximumSuppression
{
    /// <summary>Overlap from which on two boxes are the same face.</summary>
    public const double SameFace = 0.4;

    // A box almost wholly inside a surer one is a part of that face, even where the sizes differ too much for an overlap.
    private const double Inside = 0.8;

    /// <summary>The surest faces that do not show what a surer one shows, surest first.</summary>
    /// <param name="faces">In any order; a face without a score counts as sure.</param>
    public static IReadOnlyList<Face> Apply(IEnumerable<Face> faces)
    {
        ArgumentNullException.ThrowIfNull(faces);
        var sorted = faces.OrderByDescending(f => f.Score ?? 1).ToList();
        var kept = new List<Face>();
        foreach (var face in sorted)
            if (!kept.Exists(k => IsSame(k.Box, face.Box)))
                kept.Add(face);
        return [.. kept.Select(k => Mean(
            k, [.. sorted.Where(f => f.Landmarks.Count == k.Landmarks.Count && f.Box.IntersectionOverUnion(k.Box) >= MuchAlike)]))];
    }

    /// <summary>The sure face with the mean box and landmarks of those that show it, each counting as its score (box voting:
    /// Gidaris and Komodakis, 2015).</summary>
    private static Face Mean(Face sure, Face[] alike)
    {
        var total = alike.Sum(Weight);
        if (alike.Length < 2 || total <= 0)
            return sure;
        double Of(Func<Face, double> value) => alike.Sum(f => Weight(f) * value(f)) / total;
        return sure with
        {
            Box = new Box(Of(f => f.Box.X), Of(f => f.Box.Y), Of(f => f.Box.Width), Of(f => f.Box.Height)),
            Landmarks = [.. sure.Landmarks.Select((_, i) => new FacePoint(Of(f => f.Landmarks[i].X), Of(f => f.Landmarks[i].Y)))],
        };
    }

    private static double Weight(Face face) => face.Score ?? 1;

    // Boxes that agree so well differ by noise only.
    private const double MuchAlike = 0.6;

    private static bool IsSame(Box a, Box b) =>
        a.IntersectionOverUnion(b) > SameFace || a.SharedArea(b) > Inside * Math.Min(a.Area, b.Area);
}
