using Affekt.Imaging;
using Affekt.Neural;
using Affekt.Neural.Inference;
using Affekt.Neural.Onnx;

namespace Affekt.Vision;

/// <summary>Reads the expression of a face with a network. Safe to use from several threads.</summary>
public sealed class EmotionReader
{
    // What a face that is hard to read needs beyond the threshold to be named, and what suffices always.
    private const double ExtraWhenInDoubt = 0.25;
    private const double MostAsked = 0.9;

    private readonly Predictor _predictor;
    private readonly EmotionOutput _output;
    private readonly FaceAligner _aligner = new();

    /// <param name="network">Takes [height, width, 1] faces and has the outputs that <paramref name="info"/> names.</param>
    /// <param name="info">How a face becomes the network's input and its output becomes probabilities.</param>
    /// <exception cref="EmotionModelException">The network does not fit the description.</exception>
    public EmotionReader(Network network, EmotionModelInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        _predictor = new Predictor(network);
        _output = info.Outputs[0];
        Info = info;
        var input = _predictor.Input;
        if (input.Channels != 1 || input.Height != input.Width || (info.CropSize ?? input.Width) > info.FaceSize)
            throw new EmotionModelException(
                $"The model takes {input} input, expected a gray square of at most {info.FaceSize} pixels: train it again.");
        foreach (var named in info.Pictures is null ? [_output] : info.Outputs)
            if (!_predictor.Outputs.TryGetValue(named.Name, out var output) || output.Count != Emotions.Count)
                throw new EmotionModelException($"The model has no output '{named.Name}' of {Emotions.Count} classes: train it again.");
    }

    /// <param name="model">A model that describes itself in its metadata.</param>
    /// <exception cref="EmotionModelException">It does not, or its network does not fit the description.</exception>
    public EmotionReader(Model model)
        : this((model ?? throw new ArgumentNullException(nameof(model))).Network, EmotionModelInfo.FromMetadata(model.Metadata))
    {
    }

    /// <summary>Loads the shipped model: the one that the manifest of a folder calls "emotion".</summary>
    /// <param name="folder">The folder with manifest.json and the model.</param>
    /// <exception cref="EmotionModelException">The manifest, the hash or the description does not fit.</exception>
    /// <exception cref="ModelFormatException">The file is no ONNX model that can be read.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static EmotionReader Load(string folder) => new(Model.Parse(ModelManifest.ReadModel(folder, "emotion")));

    /// <summary>How the model is used.</summary>
    public EmotionModelInfo Info { get; }

    /// <summary>Reads one face.</summary>
    /// <param name="image">The picture, gray or RGB.</param>
    /// <param name="box">Where the face is; a crop that would run past the border is moved inside.</param>
    /// <exception cref="ArgumentException">The box has no area.</exception>
    public Reading Read(Image image, Box box)
    {
        return ReadAsItIs(Crop(image, box));
    }

    /// <summary>
    /// Reads a face that a finder found: aligned by its landmarks, with the model's correction for faces in pictures. A place that
    /// was only taken for granted (its score is null) is read as it is.
    /// </summary>
    /// <param name="image">The picture, gray or RGB.</param>
    /// <param name="face">Where the face is.</param>
    /// <exception cref="ArgumentException">The box has no area.</exception>
    public Reading Read(Image image, Face face)
    {
        ArgumentNullException.ThrowIfNull(face);
        if (face.Score is null)
            return Read(image, face.Box);
        var crop = _aligner.Align(image, face, Info.FaceSize);
        var reading = ReadCrop(crop);
        var doubt = FaceDoubt.Of(face, crop);
        return doubt == ReadingDoubt.None ? reading : reading with
        {
            Doubt = doubt,
            Unsure = reading.Unsure || reading.Confidence < Math.Min(Info.PicturesUnsureBelow + ExtraWhenInDoubt, MostAsked),
        };
    }

    /// <summary>Reads an aligned crop of <see cref="EmotionModelInfo.FaceSize"/> pixels a side, with the model's correction
    /// for faces in pictures.</summary>
    /// <exception cref="ArgumentException">The crop has another size, or colour.</exception>
    public Reading ReadCrop(Image crop)
    {
        ArgumentNullException.ThrowIfNull(crop);
        if (crop is not { Channels: 1 } || crop.Width != Info.FaceSize || crop.Height != Info.FaceSize)
            throw new ArgumentException(
                $"A crop is a gray square of {Info.FaceSize} pixels, not {crop.Width}x{crop.Height}x{crop.Channels}.", nameof(crop));
        if (Info.Pictures is not { } pictures)
            return ReadAsItIs(crop);
        var input = ToInput(crop);
        var logits = _predictor.Run(pictures.Mirrored ? [.. input, .. Mirrored(input)] : input, pictures.Mirrored ? 2 : 1);
        Span<double> values = stackalloc double[Emotions.Count];
        ReadOnlySpan<FaceView> views = [new(logits, 0), new(logits, 1)];
        pictures.Read(Info.Outputs, pictures.Mirrored ? views : views[..1], values);
        return ToReading(values, pictures.UnsureBelow);
    }

    /// <summary>The gray square of <see cref="EmotionModelInfo.FaceSize"/> pixels a side that is read for a box.</summary>
    public Image Crop(Image image, Box box)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (!(box.Width > 0 && box.Height > 0))
            throw new ArgumentException("The box has no area.", nameof(box));
        var side = (int)Math.Clamp(Math.Round(Math.Max(box.Width, box.Height) * Info.BoxScale), 1, Math.Min(image.Width, image.Height));
        var x = (int)Math.Clamp(Math.Round(box.CentreX - side / 2.0), 0, image.Width - side);
        var y = (int)Math.Clamp(Math.Round(box.CentreY - side / 2.0), 0, image.Height - side);
        var crop = image.Crop(x, y, side, side).ToGray();
        return side == Info.FaceSize ? crop : crop.Resize(Info.FaceSize, Info.FaceSize);
    }

    // The network sees the face's centre, enlarged or shrunk where its input has another size, as in training.
    private float[] ToInput(Image face)
    {
        var size = _predictor.Input.Width;
        var crop = Info.CropSize ?? size;
        var margin = (Info.FaceSize - crop) / 2;
        var input = new float[size * size];
        var scale = (float)(1 / (255 * Info.Deviation));
        var offset = (float)(Info.Mean / Info.Deviation);
        var last = Info.FaceSize - 1;
        var places = Array.ConvertAll([.. Enumerable.Range(0, size)], i => Math.Clamp(margin + (i + 0.5f) * crop / size - 0.5f, 0, last));
        for (var y = 0; y < size; y++)
        {
            var upper = (int)places[y];
            var downwards = places[y] - upper;
            var above = face.Pixels.AsSpan(upper * Info.FaceSize, Info.FaceSize);
            var below = face.Pixels.AsSpan(Math.Min(upper + 1, last) * Info.FaceSize, Info.FaceSize);
            for (var x = 0; x < size; x++)
            {
                var left = (int)places[x];
                var right = Math.Min(left + 1, last);
                var rightwards = places[x] - left;
                var top = above[left] + (above[right] - above[left]) * rightwards;
                var bottom = below[left] + (below[right] - below[left]) * rightwards;
                input[y * size + x] = (top + (bottom - top) * downwards) * scale - offset;
            }
        }
        return input;
    }

    private float[] Mirrored(float[] input)
    {
        var mirrored = (float[])input.Clone();
        for (var start = 0; start < mirrored.Length; start += _predictor.Input.Width)
            Array.Reverse(mirrored, start, _predictor.Input.Width);
        return mirrored;
    }

    private Reading ReadAsItIs(Image face)
    {
        var logits = _predictor.Run(ToInput(face), 1)[_output.Name];
        Span<double> values = stackalloc double[Emotions.Count];
        var top = double.NegativeInfinity;
        for (var i = 0; i < values.Length; i++)
            top = Math.Max(top, values[i] = logits[i] / _output.Temperature);
        foreach (ref var value in values)
            value = Math.Exp(value - top);
        return ToReading(values, _output.UnsureBelow);
    }

    private static Reading ToReading(ReadOnlySpan<double> values, double unsureBelow)
    {
        var probabilities = new EmotionProbabilities(values);
        return new Reading(probabilities, probabilities[probabilities.Top] < unsureBelow);
    }
}
