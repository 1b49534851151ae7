using Affekt.Imaging;

namespace Affekt.Training.Detection;

/// <summary>A detector under comparison.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Threshold">The score from which on it is believed.</param>
/// <param name="Findings">What it found, photo by photo, down to a low score.</param>
public sealed record ComparedDetector(string Name, double Threshold, IReadOnlyList<FaceFindings> Findings);

/// <summary>A line of a comparison.</summary>
/// <param name="Name">What is counted.</param>
/// <param name="Of">Of how many faces or photos.</param>
/// <param name="Values">One a detector: a share of faces found, an average precision, or false alarms a photo.</param>
public sealed record ComparisonRow(string Name, int Of, IReadOnlyList<double> Values);

/// <summary>
/// Detectors side by side on the same photos. Faces that people marked count apart from those that a detector marked: on the
/// latter that detector is its own judge.
/// </summary>
public static class FaceComparison
{
    private const double SmallestOfKinds = 20;
    private const double Dark = 60;
    private const double Bright = 190;
    private static readonly (string Name, double From, double To)[] Sizes =
        [("16 to 32 px", 16, 32), ("32 to 64 px", 32, 64), ("64 px and more", 64, double.MaxValue),
            ("32 px and more", 32, double.MaxValue)];

    /// <summary>The mean brightness of each marked face of a photo, 0 to 255.</summary>
    public static IReadOnlyList<double> LightOf(FacePhoto photo, Image image)
    {
        ArgumentNullException.ThrowIfNull(photo);
        ArgumentNullException.ThrowIfNull(image);
        var gray = image.ToGray();
        return [.. photo.Faces.Select(face => FaceGroups.MeanOf(gray, face))];
    }

    /// <summary>The table.</summary>
    /// <param name="detectors">With findings in the same photos in the same order.</param>
    /// <param name="light">For each photo what <see cref="LightOf"/> says.</param>
    public static IReadOnlyList<ComparisonRow> Rows(IReadOnlyList<ComparedDetector> detectors, IReadOnlyList<IReadOnlyList<double>> light)
    {
        ArgumentNullException.ThrowIfNull(detectors);
        ArgumentNullException.ThrowIfNull(light);
        return [
            .. OfFaces("by people", [.. detectors.Select(d => d with { Findings = [.. d.Findings.Select(ByPeople)] })], light),
            .. OfFaces("all boxes", detectors, light), .. WithoutFaces(detectors)];
    }

    /// <summary>The photo with the boxes of detectors as places where nobody knows.</summary>
    private static FaceFindings ByPeople(FaceFindings findings) => findings with
    {
        Photo = findings.Photo with { Faces = [.. findings.Photo.Faces.Select(f => f.IsByHuman ? f : f with { Ignore = true })] },
    };

    private static IEnumerable<ComparisonRow> OfFaces(
        string boxes, IReadOnlyList<ComparedDetector> detectors, IReadOnlyList<IReadOnlyList<double>> light)
    {
        var judged = detectors
            .Select(d => d.Findings.Where(f => f.Photo.Faces.Count == 0 || f.Photo.Faces.Any(m => !m.Ignore)).ToList()).ToList();
        var scores = judged.Zip(detectors, (found, d) => FaceEvaluation.Score(found, 32, d.Threshold)).ToList();
        yield return new ComparisonRow(
            $"{boxes}: average precision, 32 px and more", scores[0].Faces, [.. scores.Select(s => s.AveragePrecision)]);
        yield return new ComparisonRow($"{boxes}: false alarms a photo with faces", judged[0].Count(f => f.Photo.Faces.Count > 0),
            [.. judged.Zip(
                detectors, (found, d) => FaceEvaluation.FalseAlarms([.. found.Where(f => f.Photo.Faces.Count > 0)], d.Threshold))]);
        var faces = Marked(detectors, light);
        foreach (var (name, from, to) in Sizes)
            yield return Recall($"{boxes}: found of {name}", faces, f => f.Size >= from && f.Size < to);
        foreach (var group in faces.Where(f => f.Size >= SmallestOfKinds).SelectMany(f => KindsOf(f).Select(kind => (kind, f)))
            .GroupBy(p => p.kind, p => p.f).OrderBy(g => g.Key, StringComparer.Ordinal))
            yield return Recall($"{boxes}: found, {group.Key}", group, _ => true);
        foreach (var source in faces.Where(f => f.Size >= 32).GroupBy(f => f.Source).OrderBy(g => g.Key, StringComparer.Ordinal))
            yield return Recall($"{boxes}: found of 32 px and more, {source.Key}", source, _ => true);
    }

    private static IEnumerable<string> KindsOf(Compared face)
    {
        yield return face.Light < Dark ? "dark" : face.Light > Bright ? "bright" : "light ordinary";
        yield return face.Yaw switch
        {
            null => "turn unknown (masks, profiles, heads down)",
            < 20 => "turned under 20 degrees",
            < 40 => "turned 20 to 40 degrees",
            < 60 => "turned 40 to 60 degrees",
            _ => "turned over 60 degrees",
        };
    }

    private static List<Compared> Marked(IReadOnlyList<ComparedDetector> detectors, IReadOnlyList<IReadOnlyList<double>> light)
    {
        var faces = new List<Compared>();
        for (var p = 0; p < detectors[0].Findings.Count; p++)
        {
            var photo = detectors[0].Findings[p].Photo;
            var found = detectors.Select(d => FaceEvaluation.FoundMarks(d.Findings[p], d.Threshold)).ToList();
            for (var i = 0; i < photo.Faces.Count; i++)
                if (!photo.Faces[i].Ignore)
                    faces.Add(new Compared(photo.Source, Math.Max(photo.Faces[i].Box.Width, photo.Faces[i].Box.Height),
                        photo.Faces[i].Yaw, light[p][i], [.. found.Select(f => f.Contains(photo.Faces[i]))]));
        }
        return faces;
    }

    private static ComparisonRow Recall(string name, IEnumerable<Compared> faces, Func<Compared, bool> counts)
    {
        var chosen = faces.Where(counts).ToList();
        return new ComparisonRow(name, chosen.Count, chosen.Count == 0 ? []
            : [.. chosen[0].Found.Select((_, d) => (double)chosen.Count(f => f.Found[d]) / chosen.Count)]);
    }

    private static IEnumerable<ComparisonRow> WithoutFaces(IReadOnlyList<ComparedDetector> detectors)
    {
        var empty = detectors.Select(d => d.Findings.Where(f => f.Photo.Faces.Count == 0).ToList()).ToList();
        yield return new ComparisonRow("photos without faces: false alarms a photo", empty[0].Count,
            [.. empty.Zip(detectors, (found, d) => FaceEvaluation.FalseAlarms(found, d.Threshold))]);
        yield return new ComparisonRow("photos without faces: photos with a false alarm", empty[0].Count,
            [.. empty.Zip(detectors, (found, d) => (double)found.Count(f => f.Found.Any(m => m.Score >= d.Threshold)))]);
    }

    private sealed record Compared(string Source, double Size, double? Yaw, double Light, bool[] Found);
}
