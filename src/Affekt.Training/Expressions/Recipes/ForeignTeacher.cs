using System.Text.Json;
using Affekt.Imaging;
using Affekt.Neural.Onnx;
using Affekt.Neural.Threading;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Evaluation;
using Affekt.Vision;

namespace Affekt.Training.Expressions.Recipes;

/// <summary>What a foreign model's file does not say about itself; read from NAME.json beside NAME.onnx.</summary>
/// <param name="Classes">What its seven answers mean, in its order, in words such as "fearful".</param>
/// <param name="Mean">Taken off each pixel of 0 to 255.</param>
/// <param name="Deviation">What a pixel is divided by after that; above 0.</param>
/// <param name="Logits">True when its answers are logits and not yet probabilities.</param>
public sealed record ForeignDescription(IReadOnlyList<string>? Classes, double Mean = 0, double Deviation = 1, bool Logits = false);

/// <summary>
/// A model of somebody else that names expressions, asked for its opinion beside the labels. Its classes are matched by their
/// names, and faces are enlarged to what it takes.
/// </summary>
public sealed class ForeignTeacher
{
    private const int FacesAtATime = 128;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly Model _model;
    private readonly ForeignDescription _description;
    private readonly int[] _order;

    /// <param name="model">Takes square faces, gray or in three channels; its first output has seven numbers.</param>
    /// <param name="description">What its file does not say.</param>
    /// <exception cref="EmotionModelException">The two do not fit each other.</exception>
    public ForeignTeacher(Model model, ForeignDescription description)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(description);
        (_model, _description) = (model, description);
        var words = description.Classes ?? [];
        var emotions = words.Select(word => EmotionWords.TryParse(word, out var emotion) ? emotion : null).ToList();
        if (words.Count != Emotions.Count || Emotions.All.Any(emotion => !emotions.Contains(emotion)))
            throw new EmotionModelException(
                $"The teacher's description names {(words.Count == 0 ? "no classes" : string.Join(", ", words))}; " +
                $"it must name each of {string.Join(", ", Emotions.Names)} once, in the model's order.");
        _order = [.. Emotions.All.Select(emotion => emotions.IndexOf(emotion))];
        var (input, output) = (model.Network.Input.Shape, model.Network.Outputs[model.Outputs[0].Name].Shape);
        if (input.Height != input.Width || input.Channels is not (1 or 3) || output.Count != Emotions.Count || !(description.Deviation > 0))
            throw new EmotionModelException(
                $"The teacher takes {input} and answers with {output}; a square face, gray or in three channels, and {Emotions.Count} " +
                $"numbers are expected, and a deviation above 0.");
    }

    /// <summary>The hash of its file.</summary>
    public string Sha256 => _model.Sha256;

    /// <summary>Loads a model and its description.</summary>
    /// <param name="path">NAME.onnx; NAME.json lies beside it.</param>
    /// <exception cref="EmotionModelException">The description is missing, damaged, or of another model.</exception>
    /// <exception cref="ModelFormatException">The model cannot be run here.</exception>
    /// <exception cref="IOException">The model cannot be read.</exception>
    public static ForeignTeacher Load(string path)
    {
        var file = Path.ChangeExtension(path, ".json");
        if (!File.Exists(file))
            throw new EmotionModelException(
                $"{path} does not say what its answers mean: put {Path.GetFileName(file)} beside it with \"classes\" in its order.");
        try
        {
            var description = JsonSerializer.Deserialize<ForeignDescription>(File.ReadAllBytes(file), Json) ?? new ForeignDescription(null);
            return new ForeignTeacher(Model.Load(path), description);
        }
        catch (JsonException exception)
        {
            throw new EmotionModelException(
                $"{file} is no description of a teacher: {exception.Message.Split('.')[0]}; write {{\"classes\": [...]}}.", exception);
        }
    }

    /// <summary>What it says of each face: [faces, 7], in our order, each row a distribution.</summary>
    /// <param name="faces">The faces.</param>
    /// <param name="pool">The threads.</param>
    /// <param name="cancellation">Looked at between batches.</param>
    public float[] Answers(FaceDataset faces, WorkerPool pool, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(faces);
        ArgumentNullException.ThrowIfNull(pool);
        var (side, channels) = (_model.Network.Input.Shape.Width, _model.Network.Input.Shape.Channels);
        var length = side * side * channels;
        var answers = new float[faces.Count * Emotions.Count];
        var images = new float[Math.Min(FacesAtATime, faces.Count) * length];
        for (var first = 0; first < faces.Count; first += FacesAtATime)
        {
            var (start, count) = (first, Math.Min(FacesAtATime, faces.Count - first));
            pool.Run(count, (i, _) =>
            {
                var face = new Image(faces.Width, faces.Height, 1, faces.Face(start + i).ToArray()).Resize(side, side).Pixels;
                for (var p = 0; p < face.Length; p++)
                    images.AsSpan(i * length + p * channels, channels)
                        .Fill((float)((face[p] - _description.Mean) / _description.Deviation));
            });
            var theirs = _model.Predictor.Run(images.AsMemory(0, count * length), count, pool, cancellation)[_model.Outputs[0].Name];
            if (_description.Logits)
                theirs = TemperatureScaling.Apply(theirs, Emotions.Count, 1);
            for (var i = 0; i < count; i++)
                for (var k = 0; k < Emotions.Count; k++)
                    answers[(start + i) * Emotions.Count + k] = theirs[i * Emotions.Count + _order[k]];
        }
        return answers;
    }
}
