using System.Buffers;
using System.Collections.Concurrent;
using Affekt.Imaging;
using Affekt.Neural.Inference;
using Affekt.Neural.Onnx;

namespace Affekt.Vision;

/// <summary>What a search may cost and what counts.</summary>
public sealed record FaceDetectorOptions
{
    /// <summary>The score from which on a face is reported, 0 to 1; null takes the model's.</summary>
    public double? Threshold { get; init; }

    /// <summary>The most pixels of a picture that are searched at once; larger photos are shrunk to as many.</summary>
    public int MostPixels { get; init; } = 1280 * 960;

    /// <summary>The most faces that are reported.</summary>
    public int MostFaces { get; init; } = 100;

    /// <summary>Where no face is found, look again: brightened, enlarged, and turned by quarters.</summary>
    public bool LooksAgain { get; init; }

    /// <summary>The most pixels that are searched in looking again, all looks together: what it may cost. Pixels and not
    /// milliseconds, so that a picture has the same faces on every machine.</summary>
    public int MostPixelsAgain { get; init; } = 640 * 480;
}

/// <summary>
/// Finds faces with a network, at the picture's own size (or shrunk to a budget) and at halves of it, so that faces too large
/// for the network are found too. Places that it is in doubt about are given to a <see cref="FaceCheck"/>. Safe to use
/// from several threads.
/// </summary>
/// <example>
/// <code>
/// var detector = FaceDetector.Load("models");
/// foreach (var face in detector.Find(ImageDecoder.Load("photo.jpg")))
///     Console.WriteLine($"{face.Box} {face.Score:P0}");
/// </code>
/// </example>
public sealed class FaceDetector : IFaceFinder
{
    private const int Shrink = 2;
    private const int MostPredictors = 48;
    private const int SmallestSide = 16;

    // A picture that looks like a face everywhere must not cost minutes of comparing.
    private const int MostCandidates = 3000;

    // Between these probabilities a second opinion is asked for, for the surest places first.
    private const double CheckedFrom = 0.1;
    private const double CheckedTo = 0.98;
    private const int MostChecked = 24;

    // What is found only on looking again must be clearer: each further look is a further chance of a false alarm.
    private const double SureAgain = 0.5;

    private readonly byte[] _model;
    private readonly FaceDetectorOptions _options;
    private readonly FaceCheck? _check;
    private readonly float[] _levels = new float[256]; // what the network takes for each gray
    private readonly ConcurrentDictionary<(int Height, int Width), Lazy<Predictor>> _predictors = [];

    /// <param name="model">The bytes of an ONNX file.</param>
    /// <param name="options">What a search may cost.</param>
    /// <param name="check">Who is asked in cases of doubt; null for nobody.</param>
    /// <exception cref="FaceModelException">It is no face detector.</exception>
    /// <exception cref="ModelFormatException">It is no ONNX model that can be run here.</exception>
    public FaceDetector(byte[] model, FaceDetectorOptions? options = null, FaceCheck? check = null)
    {
        (_model, _options, _check) = (model, options ?? new FaceDetectorOptions(), check);
        var parsed = Model.Parse(model);
        Info = FaceModelInfo.FromMetadata(parsed.Metadata);
        foreach (var stride in Info.Strides)
            if (!parsed.Network.Outputs.TryGetValue(MapName(stride), out var map) || map.Shape.Channels != FaceCode.Length)
                throw new FaceModelException(
                    $"The model has no output '{MapName(stride)}' of {FaceCode.Length} numbers a point: train it again.");
        if (parsed.Network.Input.Shape.Channels != 1)
            throw new FaceModelException(
                $"The model takes {parsed.Network.Input.Shape.Channels} channels, expected gray pictures: train it again.");
        var (scale, offset) = ((float)(1 / (255 * Info.Deviation)), (float)(Info.Mean / Info.Deviation));
        for (var level = 0; level < _levels.Length; level++)
            _levels[level] = level * scale - offset;
    }

    /// <summary>Loads the shipped model: the one that the manifest of a folder calls "face", and beside it "face-check" where the
    /// manifest lists one.</summary>
    /// <param name="folder">The folder with manifest.json and the model.</param>
    /// <param name="options">What a search may cost.</param>
    /// <exception cref="EmotionModelException">The manifest or the hash does not fit.</exception>
    /// <exception cref="FaceModelException">The description does not fit.</exception>
    /// <exception cref="ModelFormatException">The file is no ONNX model that can be read.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static FaceDetector Load(string folder, FaceDetectorOptions? options = null) =>
        new(ModelManifest.ReadModel(folder, "face"), options,
            ModelManifest.Lists(folder, CheckName) ? new FaceCheck(ModelManifest.ReadModel(folder, CheckName)) : null);

    /// <summary>The name of the second opinion in a manifest.</summary>
    public const string CheckName = "face-check";

    /// <summary>How the model is used.</summary>
    public FaceModelInfo Info { get; }

    /// <summary>The probability from which on a face is reported.</summary>
    public double Threshold => _options.Threshold ?? DefaultThreshold;

    /// <summary>The same where the caller has no wish.</summary>
    public double DefaultThreshold => _check?.Info.Threshold ?? Info.Threshold;

    /// <inheritdoc/>
    public IReadOnlyList<Face> Find(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var gray = image.ToGray();
        var faces = Look(gray, _options.MostPixels, Threshold);
        if (faces.Count > 0 || !_options.LooksAgain)
            return faces;
        var sure = Threshold + (1 - Threshold) * SureAgain;
        foreach (var again in AnotherLook.For(gray, _options.MostPixelsAgain))
            if (Look(again.Picture, again.Picture.Width * again.Picture.Height, sure) is { Count: > 0 } found)
                return [.. found.Select(again.InPicture).OrderByDescending(face => face.Box.Area)];
        return [];
    }

    private IReadOnlyList<Face> Look(Image gray, int mostPixels, double threshold)
    {
        var found = new List<Face>();
        var candidate = _check is null ? threshold : Math.Min(threshold, CheckedFrom);
        foreach (var (width, height) in Sizes(gray.Width, gray.Height, mostPixels))
            Search(gray, width, height, candidate, found);
        var faces = NonMaximumSuppression.Apply(found.OrderByDescending(face => face.Score).Take(MostCandidates));
        return [.. Checked(gray, faces).Where(face => face.Score >= threshold).OrderByDescending(face => face.Score)
            .Take(_options.MostFaces).OrderByDescending(face => face.Box.Area)];
    }

    private IEnumerable<Face> Checked(Image gray, IReadOnlyList<Face> faces)
    {
        var asked = 0;
        foreach (var face in faces)
            yield return _check is not null && face.Score is { } score and >= CheckedFrom and < CheckedTo && asked++ < MostChecked
                ? face with { Score = _check.Weigh(gray, face.Box, score) }
                : face;
    }

    /// <summary>The sizes that a picture is searched at: the largest that the budget allows, then halves while faces could
    /// still be too large.</summary>
    internal IEnumerable<(int Width, int Height)> Sizes(int width, int height) => Sizes(width, height, _options.MostPixels);

    private IEnumerable<(int Width, int Height)> Sizes(int width, int height, int mostPixels)
    {
        var scale = Math.Min(1, Math.Sqrt((double)mostPixels / ((double)width * height)));
        while (true)
        {
            var (w, h) = (Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));
            yield return (w, h);
            if (Math.Max(w, h) <= Info.LargestFace * 0.7 || Math.Min(w, h) < Shrink * SmallestSide)
                yield break;
            scale /= Shrink;
        }
    }

    private void Search(Image gray, int width, int height, double threshold, List<Face> found)
    {
        var picture = gray.Resize(width, height);
        var predictor = PredictorFor(RoundUp(height), RoundUp(width));
        var input = ArrayPool<float>.Shared.Rent(predictor.Input.Count);
        FillInput(picture, predictor.Input.Height, predictor.Input.Width, input);
        var maps = predictor.Run(input.AsMemory(0, predictor.Input.Count), 1);
        ArrayPool<float>.Shared.Return(input);
        var (scaleX, scaleY) = ((double)gray.Width / width, (double)gray.Height / height);
        var least = (Math.Log(threshold / (1 - threshold)) - Info.ScoreOffset) / Info.ScoreScale;
        foreach (var stride in Info.Strides)
        {
            var shape = predictor.Outputs[MapName(stride)];
            var map = maps[MapName(stride)].AsSpan();
            for (var i = 0; i < shape.Pixels; i++)
            {
                var code = map.Slice(i * FaceCode.Length, FaceCode.Length);
                if (!(code[0] >= least))
                    continue;
                var (x, y) = ((i % shape.Width + 0.5) * stride, (i / shape.Width + 0.5) * stride);
                var box = FaceCode.BoxAt(code, x, y, stride);
                // Points in the margin that only rounds the size up may see a face in what is repeated there.
                if (box.CentreX >= width || box.CentreY >= height)
                    continue;
                found.Add(new Face(
                    new Box(box.X * scaleX, box.Y * scaleY, box.Width * scaleX, box.Height * scaleY),
                    FaceCode.ScoreOf((float)(Info.ScoreScale * code[0] + Info.ScoreOffset)),
                    Array.ConvertAll(FaceCode.LandmarksAt(code, x, y, stride), p => new FacePoint(p.X * scaleX, p.Y * scaleY))));
            }
        }
    }

    /// <summary>The picture as the network takes it; to the right and below its last pixels are repeated up to a whole number
    /// of strides.</summary>
    private void FillInput(Image picture, int height, int width, float[] input)
    {
        for (var y = 0; y < height; y++)
        {
            var source = picture.Pixels.AsSpan(Math.Min(y, picture.Height - 1) * picture.Width, picture.Width);
            var row = input.AsSpan(y * width, width);
            for (var x = 0; x < source.Length; x++)
                row[x] = _levels[source[x]];
            row[source.Length..].Fill(row[source.Length - 1]);
        }
    }

    private Predictor PredictorFor(int height, int width)
    {
        // Photos of a folder have few sizes; a caller with many must not fill the memory.
        if (_predictors.Count > MostPredictors)
            _predictors.Clear();
        return _predictors.GetOrAdd(
            (height, width), size => new Lazy<Predictor>(() => new Predictor(Model.Parse(_model, null, size).Network))).Value;
    }

    private int RoundUp(int length) => (length + Info.LargestStride - 1) / Info.LargestStride * Info.LargestStride;

    private static string MapName(int stride) => $"faces{stride}";
}
