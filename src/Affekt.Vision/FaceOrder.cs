namespace Affekt.Vision;

/// <summary>Which of several faces a picture is about.</summary>
public static class FaceOrder
{
    /// <summary>
    /// The same faces with the main one first and the others largest first. The main face is the one whose area counts most, at
    /// the border of the picture half as much as in its middle.
    /// </summary>
    /// <param name="faces">In any order.</param>
    /// <param name="width">Of the picture.</param>
    /// <param name="height">Of the picture.</param>
    public static IReadOnlyList<Face> MainFirst(IReadOnlyList<Face> faces, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(faces);
        if (faces.Count < 2)
            return faces;
        double Weight(Face face)
        {
            var (x, y) = (2 * face.Box.CentreX / width - 1, 2 * face.Box.CentreY / height - 1);
            return face.Box.Area * (1 - 0.5 * Math.Min(1, Math.Sqrt(x * x + y * y)));
        }
        var main = faces.MaxBy(Weight)!;
        return [main, .. faces.Where(face => face != main).OrderByDescending(face => face.Box.Area)];
    }
}
