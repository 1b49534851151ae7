using Affekt.Neural;
using Affekt.Neural.Onnx;
using Affekt.Neural.Tensors;
using Affekt.Neural.Threading;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Recipes;
using Affekt.Vision;

namespace Affekt.Training.Tests.Expressions.Recipes;

public sealed class ForeignTeacherTests : IDisposable
{
    private const string Theirs = """{ "classes": ["neutral", "happy", "sad", "angry", "fearful", "disgusted", "surprised"] }""";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // A model of larger coloured faces whose first class is the brightness and whose others are 0, 1, 2 and so on, scaled.
    private string Saved(string? description, int classes = 7)
    {
        var network = new Network(new Shape(12, 12, 3), 1);
        var dense = network.Dense(network.GlobalAveragePool(network.Input), classes);
        foreach (var parameter in dense.Parameters)
            for (var i = 0; i < parameter.Values.Length; i++)
                parameter.Values[i] = parameter.Name.EndsWith("bias", StringComparison.Ordinal) ? i : i % classes == 0 ? 1 : 0;
        network.AddOutput("prob", dense);
        var path = Path.Combine(_folder.Path, "theirs.onnx");
        new Model(network).Save(path);
        if (description is not null)
            File.WriteAllText(Path.ChangeExtension(path, ".json"), description);
        return path;
    }

    [Fact]
    public void Its_classes_are_matched_by_name()
    {
        using var pool = new WorkerPool(2);
        var faces = new FaceDataset("drawn", 4, 4, [.. Enumerable.Repeat((byte)60, 16)], [Emotion.Sad], [Split.Training], [0]);

        var answers = ForeignTeacher.Load(Saved(Theirs)).Answers(faces, pool);

        // Angry, disgust, fear, happy, sad, surprise, neutral; three channels of 60 for theirs of the first class.
        Assert.Equal([3, 5, 4, 1, 2, 6, 180], answers.Select(a => (int)Math.Round(a)));
    }

    [Theory]
    [InlineData(null, "classes")]
    [InlineData("{}", "no classes")]
    [InlineData("""{ "classes": ["happy", "sad", "angry"] }""", "happy, sad, angry")]
    [InlineData("""{ "classes": ["joy", "happy", "sad", "angry", "fearful", "disgusted", "surprised"] }""", "each of angry")]
    [InlineData("classes", "no description")]
    public void Without_a_description_that_fits_it_is_refused_in_one_sentence(string? description, string reason)
    {
        var message = Assert.Throws<EmotionModelException>(() => ForeignTeacher.Load(Saved(description))).Message;

        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void A_model_of_another_size_is_refused() =>
        Assert.Contains("7 numbers", Assert.Throws<EmotionModelException>(
            () => ForeignTeacher.Load(Saved(Theirs, classes: 8))).Message, StringComparison.Ordinal);
}
