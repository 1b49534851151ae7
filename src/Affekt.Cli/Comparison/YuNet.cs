using Affekt.Imaging;
using Affekt.Vision;
using Microsoft.ML.OnnxRuntime;

namespace Affekt.Cli.Comparison;

/// <summary>
/// YuNet (Wu, Peng and Yu, 2023) in ONNX Runtime on one thread, to compare a detector with. Takes its ONNX file of free size: input
/// [1, 3, height, width] as blue, green, red in 0..255, outputs cls, obj, bbox and kps at strides 8, 16 and 32.
/// </summary>
internal sealed class YuNet : IFaceFinder, IDisposable
{
    /// <summary>The score from which on it is usually believed.</summary>
    public const double UsualThreshold = 0.6;

    private const int LargestStride = 32;
    private const double SameFace = 0.45;
    private const int MostCandidates = 3000;
    private const int Landmarks = 5;
    private static readonly int[] Strides = [8, 16, 32];

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly double _threshold;
    private readonly int _mostPixels;
    private readonly string[] _outputs = [.. Strides.SelectMany(s => new[] { $"cls_{s}", $"obj_{s}", $"bbox_{s}", $"kps_{s}" })];

    /// <param name="file">The ONNX file.</param>
    /// <param name="threshold">The score from which on a face is reported.</param>
    /// <param name="mostPixels">Larger pictures are shrunk to as many.</param>
    /// <exception cref="FaceModelException">ONNX Runtime cannot read it, or it is another network.</exception>
    public YuNet(string file, double threshold, int mostPixels)
    {
        (_threshold, _mostPixels) = (threshold, mostPixels);
        try
        {
            using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
            _session = new InferenceSession(File.ReadAllBytes(file), options);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new FaceModelException($"{file} cannot be read by ONNX Runtime ({exception.Message}): give YuNet's ONNX file.");
        }
        if (!_session.InputMetadata.ContainsKey("input") || _outputs.FirstOrDefault(o => !_session.OutputMetadata.ContainsKey(o)) is { })
            throw new FaceModelException($"{file} is not YuNet, whose input is called input and whose outputs {_outputs[0]} and so on.");
    }

    /// <inheritdoc/>
    public IReadOnlyList<Face> Find(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var scale = Math.Min(1, Math.Sqrt((double)_mostPixels / ((double)image.Width * image.Height)));
        var (width, height) = (Math.Max(1, (int)Math.Round(image.Width * scale)), Math.Max(1, (int)Math.Round(image.Height * scale)));
        var picture = width == image.Width && height == image.Height ? image : image.Resize(width, height);
        var (inputWidth, inputHeight) = (RoundUp(width), RoundUp(height));
        using var input = OrtValue.CreateTensorValueFromMemory(
            InputOf(picture, inputWidth, inputHeight), [1, 3, inputHeight, inputWidth]);
        using var results = _session.Run(_run, ["input"], [input], _outputs);
        var found = new List<Face>();
        for (var i = 0; i < Strides.Length; i++)
            Read(results, 4 * i, Strides[i], inputWidth, (double)image.Width / width, (double)image.Height / height, found);
        return [.. Thin(found).OrderByDescending(f => f.Box.Area)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    private void Read(IReadOnlyList<OrtValue> results, int first, int stride, int width, double scaleX, double scaleY, List<Face> found)
    {
        var classes = results[first].GetTensorDataAsSpan<float>();
        var objects = results[first + 1].GetTensorDataAsSpan<float>();
        var boxes = results[first + 2].GetTensorDataAsSpan<float>();
        var points = results[first + 3].GetTensorDataAsSpan<float>();
        for (var i = 0; i < classes.Length; i++)
        {
            var score = Math.Sqrt(Math.Clamp(classes[i], 0, 1) * Math.Clamp(objects[i], 0, 1));
            if (score < _threshold)
                continue;
            var (column, row) = (i % (width / stride), i / (width / stride));
            var (w, h) = (Math.Exp(boxes[4 * i + 2]) * stride, Math.Exp(boxes[4 * i + 3]) * stride);
            double x = (column + boxes[4 * i]) * stride, y = (row + boxes[4 * i + 1]) * stride;
            var landmarks = new FacePoint[Landmarks];
            for (var k = 0; k < Landmarks; k++)
                landmarks[k] = new FacePoint((column + points[2 * (Landmarks * i + k)]) * stride * scaleX,
                    (row + points[2 * (Landmarks * i + k) + 1]) * stride * scaleY);
            found.Add(new Face(new Box((x - w / 2) * scaleX, (y - h / 2) * scaleY, w * scaleX, h * scaleY), score, landmarks));
        }
    }

    private static List<Face> Thin(List<Face> found)
    {
        var kept = new List<Face>();
        foreach (var face in found.OrderByDescending(f => f.Score).Take(MostCandidates))
            if (!kept.Exists(k => k.Box.IntersectionOverUnion(face.Box) > SameFace))
                kept.Add(face);
        return kept;
    }

    /// <summary>Planes of blue, green and red; what only rounds the size up is black.</summary>
    private static float[] InputOf(Image picture, int width, int height)
    {
        var plane = width * height;
        var input = new float[3 * plane];
        for (var y = 0; y < picture.Height; y++)
            for (var x = 0; x < picture.Width; x++)
            {
                var at = (y * picture.Width + x) * picture.Channels;
                for (var c = 0; c < 3; c++)
                    input[c * plane + y * width + x] = picture.Pixels[picture.Channels == 1 ? at : at + 2 - c];
            }
        return input;
    }

    private static int RoundUp(int length) => (length + LargestStride - 1) / LargestStride * LargestStride;
}
