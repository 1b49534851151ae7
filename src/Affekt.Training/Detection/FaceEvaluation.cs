using Affekt.Vision;

namespace Affekt.Training.Detection;

/// <summary>How well a detector does on marked photos.</summary>
/// <param name="Faces">Marked faces that are large enough.</param>
/// <param name="AveragePrecision">Area under precision over recall, overlaps of one half and more counting as found.</param>
/// <param name="Recall">Share found at the detector's own threshold.</param>
/// <param name="RecallAtFewFalseAlarms">Share found at the threshold that gives one false alarm in ten photos.</param>
public sealed record FaceScore(int Faces, double AveragePrecision, double Recall, double RecallAtFewFalseAlarms);

/// <summary>What a detector found in a photo.</summary>
/// <param name="Photo">The photo with its marks.</param>
/// <param name="Found">All faces, down to a low threshold.</param>
public sealed record FaceFindings(FacePhoto Photo, IReadOnlyList<Face> Found);

/// <summary>Judges a detector by what it found in marked photos.</summary>
public static class FaceEvaluation
{
    private const double FoundOverlap = 0.5;
    private const double FewFalseAlarms = 0.1;

    /// <summary>Average precision and recall for faces of a size and more.</summary>
    /// <param name="photos">What was found where.</param>
    /// <param name="smallest">Pixels of the longer side; smaller marked faces, and ones marked to be ignored, are neither
    /// asked for nor false alarms.</param>
    /// <param name="threshold">The detector's own.</param>
    public static FaceScore Score(IReadOnlyList<FaceFindings> photos, double smallest, double threshold)
    {
        ArgumentNullException.ThrowIfNull(photos);
        var answers = photos.SelectMany(p => Match(p, smallest)).Where(a => a.Kind != MatchKind.Ignored)
            .OrderByDescending(a => a.Found.Score ?? 1).ToList();
        var faces = photos.Sum(p => p.Photo.Faces.Count(f => Counts(f, smallest)));
        if (faces == 0)
            return new FaceScore(0, 0, 0, 0);
        var precisions = new List<(double Recall, double Precision)>();
        var (right, recall, recallAtFew) = (0, 0.0, 0.0);
        for (var i = 0; i < answers.Count; i++)
        {
            right += answers[i].Kind == MatchKind.Right ? 1 : 0;
            var share = (double)right / faces;
            precisions.Add((share, (double)right / (i + 1)));
            if ((answers[i].Found.Score ?? 1) >= threshold)
                recall = share;
            if (i + 1 - right <= FewFalseAlarms * photos.Count)
                recallAtFew = share;
        }
        return new FaceScore(faces, Area(precisions), recall, recallAtFew);
    }

    /// <summary>Faces reported from a threshold on that no mark explains, in each photo on average.</summary>
    public static double FalseAlarms(IReadOnlyList<FaceFindings> photos, double threshold)
    {
        ArgumentNullException.ThrowIfNull(photos);
        return photos.Count == 0 ? 0
            : (double)photos.Sum(p => Match(p, 0).Count(a => a.Kind == MatchKind.Wrong && (a.Found.Score ?? 1) >= threshold))
                / photos.Count;
    }

    /// <summary>The mean distance of the five landmarks from their marks as a share of the distance between the eyes, over
    /// faces found from a threshold on; and over how many.</summary>
    public static (double Error, int Faces) LandmarkError(IReadOnlyList<FaceFindings> photos, double smallest, double threshold)
    {
        ArgumentNullException.ThrowIfNull(photos);
        var (sum, count) = (0.0, 0);
        foreach (var photo in photos)
            foreach (var (found, mark) in Pairs(photo, smallest))
            {
                if (found.Score < threshold || mark.Landmarks.Count != found.Landmarks.Count || mark.Landmarks.Count < 2)
                    continue;
                var eyes = Distance(mark.Landmarks[0], mark.Landmarks[1]);
                // In profile the eyes coincide, and their distance measures nothing.
                if (eyes < 0.15 * mark.Box.Width)
                    continue;
                sum += found.Landmarks.Zip(mark.Landmarks, Distance).Average() / eyes;
                count++;
            }
        return (count == 0 ? 0 : sum / count, count);
    }

    /// <summary>The marked faces that are found from a threshold on; ones to be ignored never are.</summary>
    public static IReadOnlySet<MarkedFace> FoundMarks(FaceFindings photo, double threshold)
    {
        ArgumentNullException.ThrowIfNull(photo);
        return Pairs(photo with { Found = [.. photo.Found.Where(f => !(f.Score < threshold))] }, 0).Select(p => p.Mark)
            .ToHashSet((IEqualityComparer<MarkedFace>)ReferenceEqualityComparer.Instance);
    }

    /// <summary>All finds that a mark confirms or nothing explains, and whether they are right.</summary>
    internal static IEnumerable<(Face Found, bool IsRight)> Judged(FaceFindings photo) =>
        Match(photo, 0).Where(a => a.Kind != MatchKind.Ignored).Select(a => (a.Found, a.Kind == MatchKind.Right));

    private enum MatchKind
    {
        Right,
        Wrong,
        Ignored,
    }

    private static bool Counts(MarkedFace face, double smallest) => !face.Ignore && Math.Max(face.Box.Width, face.Box.Height) >= smallest;

    private static IEnumerable<(Face Found, MarkedFace Mark)> Pairs(FaceFindings photo, double smallest)
    {
        var open = photo.Photo.Faces.Where(f => Counts(f, smallest)).ToList();
        foreach (var found in photo.Found.OrderByDescending(f => f.Score))
            if (open.MaxBy(f => f.Box.IntersectionOverUnion(found.Box)) is { } mark
                && mark.Box.IntersectionOverUnion(found.Box) >= FoundOverlap)
            {
                open.Remove(mark);
                yield return (found, mark);
            }
    }

    private static IEnumerable<(MatchKind Kind, Face Found)> Match(FaceFindings photo, double smallest)
    {
        var pairs = Pairs(photo, smallest).Select(p => p.Found).ToHashSet(ReferenceEqualityComparer.Instance);
        foreach (var found in photo.Found)
        {
            var kind = pairs.Contains(found) ? MatchKind.Right
                : Math.Max(found.Box.Width, found.Box.Height) < 0.8 * smallest
                    || photo.Photo.Faces.Any(f => !Counts(f, smallest) && Explains(f, found.Box)) ? MatchKind.Ignored
                : MatchKind.Wrong;
            yield return (kind, found);
        }
    }

    /// <summary>A mark that is not asked for explains what lies on it; one to be ignored may be a heap of faces, so lying
    /// inside is enough.</summary>
    private static bool Explains(MarkedFace mark, Box found) =>
        mark.Box.IntersectionOverUnion(found) >= FoundOverlap
            || (mark.Ignore && mark.Box.SharedArea(found) >= 0.3 * Math.Min(found.Area, mark.Box.Area));

    /// <summary>With precision made monotone, as in the evaluation of WIDER FACE and VOC 2010.</summary>
    private static double Area(List<(double Recall, double Precision)> points)
    {
        var (area, best) = (0.0, 0.0);
        for (var i = points.Count - 1; i >= 0; i--)
        {
            best = Math.Max(best, points[i].Precision);
            area += best * (points[i].Recall - (i == 0 ? 0 : points[i - 1].Recall));
        }
        return area;
    }

    private static double Distance(FacePoint a, FacePoint b) => Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));
}
