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
        var kept = new List<Face>();
        foreach (var face in faces.OrderByDescending(f => f.Score ?? 1))
            if (!kept.Exists(k => IsSame(k.Box, face.Box)))
                kept.Add(face);
        return kept;
    }

    private static bool IsSame(Box a, Box b) =>
        a.IntersectionOverUnion(b) > SameFace || a.SharedArea(b) > Inside * Math.Min(a.Area, b.Area);
}
