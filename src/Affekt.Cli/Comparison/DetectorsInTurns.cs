using System.Text.Json.Serialization;
using Affekt.Cli.Output;
using Affekt.Imaging;
using Affekt.Training.Detection;
using Affekt.Vision;

namespace Affekt.Cli.Comparison;

/// <summary>Runs our detector and another on the same photos in turns, on one thread, and puts both into one table.</summary>
/// <param name="context">For time and progress.</param>
internal sealed class DetectorsInTurns(CommandContext context)
{
    private const int TimedPhotos = 16;
    private const int Turns = 5;
    private static readonly (int Width, int Height)[] TimedSizes = [(320, 240), (640, 480), (1280, 960)];

    /// <summary>Compares.</summary>
    /// <param name="ours">Reports down to a low score.</param>
    /// <param name="oursInUse">The same as it is used, for times.</param>
    /// <param name="other">YuNet's ONNX file.</param>
    /// <param name="lowestScore">How far down the other reports.</param>
    /// <param name="photos">What to look at.</param>
    /// <param name="cancellation">Stops between photos.</param>
    /// <exception cref="FormatException">The file or a photo is damaged.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public FaceComparisonAnswer Run(FaceDetector ours, FaceDetector oursInUse, string other, double lowestScore,
        IReadOnlyList<FacePhoto> photos, CancellationToken cancellation)
    {
        var budget = new FaceDetectorOptions().MostPixels;
        using var theirs = new YuNet(other, lowestScore, budget);
        using var theirsInUse = new YuNet(other, YuNet.UsualThreshold, budget);
        var light = new List<IReadOnlyList<double>>();
        List<FaceFindings> first = [], second = [];
        foreach (var photo in photos)
        {
            cancellation.ThrowIfCancellationRequested();
            var image = photo.Load(cancellation);
            light.Add(FaceComparison.LightOf(photo, image));
            first.Add(new FaceFindings(photo, InUse(ours.Find(image), oursInUse, image)));
            second.Add(new FaceFindings(photo, theirs.Find(image)));
        }
        return new FaceComparisonAnswer(photos.Count, ["Affekt", "YuNet"], [ours.DefaultThreshold, YuNet.UsualThreshold],
            FaceComparison.Rows([
                new ComparedDetector("Affekt", ours.DefaultThreshold, first),
                new ComparedDetector("YuNet", YuNet.UsualThreshold, second)], light),
            [.. TimedSizes.Select(size => Time(oursInUse, theirsInUse, photos, size, cancellation))]);
    }

    /// <summary>All that is found down to a low score, and what looking again finds where nothing is sure.</summary>
    private static IReadOnlyList<Face> InUse(IReadOnlyList<Face> found, FaceDetector oursInUse, Image image) =>
        found.Any(f => f.Score >= oursInUse.Threshold) ? found
            : [.. found, .. oursInUse.Find(image).Where(f => f.Look != FaceLook.AsItIs)];

    private TimeRow Time(IFaceFinder ours, IFaceFinder theirs, IReadOnlyList<FacePhoto> photos, (int Width, int Height) size,
        CancellationToken cancellation)
    {
        var (sumOurs, sumTheirs, count) = (0.0, 0.0, 0);
        var scenes = photos.Where(p => p.IsScene).ToList();
        for (var i = 0; i < scenes.Count; i += Math.Max(1, scenes.Count / TimedPhotos))
        {
            cancellation.ThrowIfCancellationRequested();
            var image = scenes[i].Load(cancellation).Resize(size.Width, size.Height, Resampling.Bilinear);
            var (bestOurs, bestTheirs) = (double.MaxValue, double.MaxValue);
            // The first turn only warms up.
            for (var turn = 0; turn <= Turns; turn++)
            {
                var (a, b) = (Milliseconds(ours, image), Milliseconds(theirs, image));
                if (turn > 0)
                    (bestOurs, bestTheirs) = (Math.Min(bestOurs, a), Math.Min(bestTheirs, b));
            }
            (sumOurs, sumTheirs, count) = (sumOurs + bestOurs, sumTheirs + bestTheirs, count + 1);
        }
        return new TimeRow(size.Width, size.Height, sumOurs / Math.Max(1, count), sumTheirs / Math.Max(1, count));
    }

    private double Milliseconds(IFaceFinder finder, Image image)
    {
        var started = context.Time.GetTimestamp();
        finder.Find(image);
        return context.Time.GetElapsedTime(started).TotalMilliseconds;
    }
}

/// <summary>Mean times at a size of picture, the best of several turns each.</summary>
internal sealed record TimeRow(int Width, int Height, double Milliseconds, double OtherMilliseconds)
{
    /// <summary>Above 1 where we are faster.</summary>
    public double Ratio => OtherMilliseconds / Milliseconds;
}

/// <summary>The JSON of affekt evaluate-faces --compare.</summary>
internal sealed record FaceComparisonAnswer(int Photos, IReadOnlyList<string> Detectors, IReadOnlyList<double> Thresholds,
    IReadOnlyList<ComparisonRow> Rows, IReadOnlyList<TimeRow> Times)
{
    /// <summary>The table as Markdown.</summary>
    public void Show(Terminal output)
    {
        output.Line($"| {Photos:N0} photos | of | {string.Join(" | ", Detectors.Zip(Thresholds, (d, t) => $"{d}, threshold {t:F2}"))} |");
        output.Line($"|---|---|{string.Concat(Enumerable.Repeat("---|", Detectors.Count))}");
        foreach (var row in Rows)
            output.Line($"| {row.Name} | {row.Of:N0} | {string.Join(" | ", row.Values.Select(v => $"{v:0.000}"))} |");
        foreach (var time in Times)
            output.Line($"| milliseconds at {time.Width}x{time.Height}; ratio {time.Ratio:F2} | | {time.Milliseconds:F2} " +
                $"| {time.OtherMilliseconds:F2} |");
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(FaceComparisonAnswer))]
internal sealed partial class FaceComparisonJson : JsonSerializerContext;
