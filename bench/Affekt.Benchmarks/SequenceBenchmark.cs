using Affekt.Imaging;
using Affekt.Imaging.Decoding;
using Affekt.Imaging.Jpeg;
using Affekt.Vision;

namespace Affekt.Benchmarks;

/// <summary>
/// How steady and how quick readings are on moving pictures. Videos of people are not at hand, so real photos of one person,
/// first calm and then smiling, are moved, turned, flickered, given a sensor's noise and compressed, as a held camera would: where
/// the face really is, is then known for every frame.
/// </summary>
internal static class SequenceBenchmark
{
    private const int FramesPerSecond = 15;
    private const int CalmFrames = 4 * FramesPerSecond;
    private const int AllFrames = 10 * FramesPerSecond;
    private const int People = 60;
    private const int Width = 320;
    private const int Height = 240;

    /// <summary>Runs with the models of a folder on labelled photos whose names say whom they show.</summary>
    /// <param name="models">The folder of the models.</param>
    /// <param name="labels">A csv with the columns file,emotion (numbers).</param>
    /// <param name="pictures">The folder that its files are relative to.</param>
    public static void Run(string models, string labels, string pictures)
    {
        var detector = FaceDetector.Load(models);
        var reader = EmotionReader.Load(models);
        var pairs = Pairs(labels).Take(People).ToList();
        var results = new SequenceResult[pairs.Count];
        Parallel.For(0, pairs.Count, i => results[i] = Play(
            detector, reader, ImageDecoder.Load(Path.Combine(pictures, pairs[i].Calm)),
                ImageDecoder.Load(Path.Combine(pictures, pairs[i].Smiling)), new Random(i)));

        var calm = results.Where(r => r.BeganCalm).ToList();
        var delays = results.Select(r => r.Delay).OfType<double>().Order().ToList();
        Print($"{results.Length} people, {AllFrames} frames each at {FramesPerSecond} a second");
        Print($"found in {results.Average(r => r.Found):P1} of the frames; one identity throughout in " +
            $"{results.Count(r => r.Identities == 1)} sequences");
        Print($"centre of the box: {Middle(results, r => r.BoxJitter):P1} of its width off its mean place (deviation, " +
            $"median person); landmarks {Middle(results, r => r.LandmarkJitter):P1} of the eye distance");
        Print($"calm part: readings change their name {calm.Average(r => r.RawChanges):F2} times a second, the steady mood " +
            $"{calm.Average(r => r.SteadyChanges):F2} times");
        Print($"from the smile to its name: {delays[delays.Count / 2]:F2} s (median), {delays[delays.Count * 9 / 10]:F2} s " +
            $"(nine in ten), {delays.Count} of {results.Length} people");
    }

    /// <summary>People of whom there is a neutral and a happy photo.</summary>
    private static IEnumerable<(string Calm, string Smiling)> Pairs(string labels)
    {
        var photos = File.ReadLines(labels).Skip(1).Select(line => line.Split(','))
            .Select(f => (File: f[0], Emotion: (Emotion)int.Parse(f[1], System.Globalization.CultureInfo.InvariantCulture)))
            .GroupBy(p => Path.GetFileNameWithoutExtension(p.File).TrimEnd([.. "0123456789_"]));
        foreach (var person in photos.OrderBy(p => p.Key, StringComparer.Ordinal))
            if (person.FirstOrDefault(p => p.Emotion == Emotion.Neutral).File is { } calm
                && person.FirstOrDefault(p => p.Emotion == Emotion.Happy).File is { } smiling)
                yield return (calm, smiling);
    }

    private static SequenceResult Play(FaceDetector detector, EmotionReader reader, Image calm, Image smiling, Random random)
    {
        var (faces, mood) = (new FaceTracker(), new MoodTracker());
        var (ids, found, boxes, landmarks, widths, eyes) = (
            new HashSet<int>(), 0, new List<FacePoint>(), new List<FacePoint[]>(), new List<double>(), new List<double>());
        var (raw, steady, delay) = (new List<Emotion>(), new List<Emotion>(), default(double?));
        for (var i = 0; i < AllFrames; i++)
        {
            var photo = i < CalmFrames ? calm : smiling;
            var time = TimeSpan.FromSeconds((double)i / FramesPerSecond);
            var place = Place(photo, time.TotalSeconds, random);
            var frame = ImageDecoder.Decode(JpegEncoder.Encode(Shot(photo.Warp(place, Width, Height), random), 75));
            if (faces.Update(detector.Find(frame), time) is not [var tracked, ..])
                continue;
            found++;
            ids.Add(tracked.Id);
            var reading = reader.Read(frame, tracked.Face);
            var now = mood.Update(reading, time);
            if (i < CalmFrames)
            {
                raw.Add(reading.Emotion);
                steady.Add(now.Emotion);
                var back = place.Invert();
                boxes.Add(Back(back, tracked.Face.Box.CentreX, tracked.Face.Box.CentreY));
                landmarks.Add([.. tracked.Face.Landmarks.Select(p => Back(back, p.X, p.Y))]);
                widths.Add(tracked.Face.Box.Width * Math.Sqrt(back.A * back.A + back.D * back.D));
                eyes.Add(Distance(landmarks[^1][0], landmarks[^1][1]));
            }
            else if (delay is null && now.Emotion == Emotion.Happy)
                delay = time.TotalSeconds - (double)CalmFrames / FramesPerSecond;
        }
        var seconds = (double)CalmFrames / FramesPerSecond;
        var beganCalm = steady.Count > 0 && steady.All(e => e != Emotion.Happy);
        return new SequenceResult(
            (double)found / AllFrames, ids.Count, Deviation(boxes) / widths.DefaultIfEmpty(1).Average(),
            Enumerable.Range(0, landmarks.Count == 0 ? 0 : landmarks[0].Length)
                .Select(k => Deviation([.. landmarks.Select(l => l[k])])).DefaultIfEmpty(0).Average() / eyes.DefaultIfEmpty(1).Average(),
            beganCalm, Changes(raw) / seconds, Changes(steady) / seconds, beganCalm ? delay : null);
    }

    /// <summary>Where the photo lies in the frame: in its middle, at two thirds of its height, swaying and turning a little,
    /// with a hand's tremor.</summary>
    private static AffineTransform Place(Image photo, double seconds, Random random)
    {
        var scale = 0.9 * Height / photo.Height * (1 + 0.04 * Math.Sin(1.3 * seconds));
        var (x, y) = (Width / 2.0 + 14 * Math.Sin(0.9 * seconds) + Normal(random),
            Height / 2.0 + 8 * Math.Sin(1.7 * seconds + 1) + Normal(random));
        return AffineTransform.Translation(-photo.Width / 2.0, -photo.Height / 2.0).Then(AffineTransform.Scaling(scale, scale))
            .Then(AffineTransform.Rotation(0.05 * Math.Sin(0.7 * seconds))).Then(AffineTransform.Translation(x, y));
    }

    /// <summary>A lamp that flickers and a sensor with noise.</summary>
    private static Image Shot(Image image, Random random)
    {
        var gain = 1 + 0.04 * Normal(random);
        foreach (ref var value in image.Pixels.AsSpan())
            value = (byte)Math.Clamp(value * gain + 5 * Normal(random), 0, 255);
        return image;
    }

    private static FacePoint Back(AffineTransform transform, double x, double y)
    {
        var (backX, backY) = transform.Apply(x, y);
        return new FacePoint(backX, backY);
    }

    private static double Deviation(List<FacePoint> points)
    {
        if (points.Count == 0)
            return 0;
        var mean = new FacePoint(points.Average(p => p.X), points.Average(p => p.Y));
        return Math.Sqrt(points.Average(p => Distance(p, mean) * Distance(p, mean)));
    }

    private static double Distance(FacePoint a, FacePoint b) => Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));

    private static int Changes(List<Emotion> names) => names.Zip(names.Skip(1)).Count(pair => pair.First != pair.Second);

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static double Middle(SequenceResult[] results, Func<SequenceResult, double> value) =>
        results.Select(value).Order().ElementAt(results.Length / 2);

    private static void Print(string text) => Console.WriteLine(text);

    private sealed record SequenceResult(double Found, int Identities, double BoxJitter, double LandmarkJitter, bool BeganCalm,
        double RawChanges, double SteadyChanges, double? Delay);
}
