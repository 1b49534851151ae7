using System.Diagnostics;
using Affekt.Imaging;
using Affekt.Imaging.Decoding;
using Affekt.Imaging.Jpeg;
using Affekt.Vision;

namespace Affekt.Benchmarks;

/// <summary>Milliseconds a frame from a JPEG's bytes to a reading, by stage, and frames a second of the whole chain.</summary>
internal static class FaceBenchmark
{
    private const int Repetitions = 30;
    private static readonly (int Width, int Height)[] Sizes = [(320, 240), (640, 480), (1280, 720)];

    /// <summary>Runs with the models of a folder on a photo that is brought to each size.</summary>
    public static void Run(string models, string photo)
    {
        var detector = FaceDetector.Load(models);
        var reader = EmotionReader.Load(models);
        var aligner = new FaceAligner();
        var picture = ImageDecoder.Load(photo);
        Console.WriteLine("| picture | faces | decode | detect | align a face | read a face | frames/s, one thread | two threads |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (var (width, height) in Sizes)
        {
            var bytes = JpegEncoder.Encode(picture.Resize(width, height, Resampling.Bilinear));
            var image = ImageDecoder.Decode(bytes);
            var faces = detector.Find(image);
            var face = faces.Count > 0 ? faces[0] : new Face(new Box(width / 3.0, height / 3.0, height / 3.0, height / 3.0), 1, []);
            var crop = aligner.Align(image, face, reader.Info.FaceSize);
            var decode = Median(() => ImageDecoder.Decode(bytes));
            var detect = Median(() => detector.Find(image));
            var align = Median(() => aligner.Align(image, face, reader.Info.FaceSize));
            var read = Median(() => reader.ReadCrop(crop));
            Console.WriteLine(FormattableString.Invariant(
                $"| {width}x{height} | {faces.Count} | {decode:F2} ms | {detect:F2} ms | {align:F2} ms | {read:F2} ms | {Rate(1, Chain):F0} | {Rate(2, Chain):F0} |"));

            void Chain()
            {
                var frame = ImageDecoder.Decode(bytes);
                foreach (var found in detector.Find(frame))
                    reader.Read(frame, found);
            }
        }
    }

    private static double Median(Action action)
    {
        action();
        var times = new double[Repetitions];
        for (var i = 0; i < times.Length; i++)
        {
            var started = Stopwatch.GetTimestamp();
            action();
            times[i] = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        }
        Array.Sort(times);
        return times[times.Length / 2];
    }

    /// <summary>Frames a second when each thread takes frames of its own.</summary>
    private static double Rate(int threads, Action chain)
    {
        var started = Stopwatch.GetTimestamp();
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ =>
        {
            for (var i = 0; i < Repetitions; i++)
                chain();
        });
        return threads * Repetitions / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
