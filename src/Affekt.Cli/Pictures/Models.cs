using Affekt.Neural.Onnx;
using Affekt.Training.Expressions.Runs;
using Affekt.Vision;

namespace Affekt.Cli.Pictures;

/// <summary>The models that the commands read with.</summary>
internal static class Models
{
    /// <summary>The environment variable that names another folder than the one beside the program.</summary>
    private const string FolderVariable = "AFFEKT_MODELS";

    private const string Emotion = "emotion";

    private static string Shipped => Path.Combine(AppContext.BaseDirectory, "models");

    private static string Folder =>
        Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? folder : Shipped;

    /// <summary>Loads the model that reads expressions.</summary>
    /// <param name="model">An ONNX file or a run's folder; null for the model that ships.</param>
    /// <inheritdoc cref="LoadEmotionModel" path="/exception"/>
    public static EmotionReader LoadEmotionReader(string? model = null) => new(LoadEmotionModel(model));

    /// <summary>Loads the model that finds faces. An own model that comes without a detector reads the faces that the shipped
    /// one finds.</summary>
    /// <param name="options">What a search may cost.</param>
    /// <param name="model">The file or folder that expressions are read with; null for the model that ships.</param>
    /// <inheritdoc cref="LoadEmotionModel" path="/exception"/>
    public static IFaceFinder LoadFaceFinder(FaceDetectorOptions? options = null, string? model = null)
    {
        string[] own = model is not null && File.Exists(Path.Combine(model, ModelManifest.FileName)) ? [model] : [];
        return FaceFinder.LoadFirst([.. own, Folder, Shipped], options);
    }

    /// <summary>Loads the detector, to judge it, from the folder of models, or from its file and that of its second opinion.</summary>
    /// <inheritdoc cref="LoadEmotionModel" path="/exception"/>
    public static FaceDetector LoadFaceDetector(string? file, string? check, FaceDetectorOptions options) =>
        file is null ? FaceDetector.Load(Folder, options)
        : new FaceDetector(File.ReadAllBytes(file), options, check is null ? null : new FaceCheck(File.ReadAllBytes(check)));

    /// <summary>Loads the model that reads expressions as it lies in its file.</summary>
    /// <param name="model">An ONNX file or a run's folder; null for the model that ships.</param>
    /// <exception cref="EmotionModelException">It is not one that can be used.</exception>
    /// <exception cref="ModelFormatException">It is no ONNX model that can be read.</exception>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    public static Model LoadEmotionModel(string? model = null)
    {
        if (model is null)
            return Model.Parse(ModelManifest.ReadModel(Folder, Emotion));
        if (!Directory.Exists(model))
            return Model.Load(model);
        if (File.Exists(Path.Combine(model, ModelManifest.FileName)))
            return Model.Parse(ModelManifest.ReadModel(model, Emotion));
        var file = Path.Combine(model, FinishedModel.ModelFile);
        return File.Exists(file) ? Model.Load(file) : throw new FileNotFoundException(
            $"{model} holds neither {ModelManifest.FileName} nor {FinishedModel.ModelFile}: name the folder of a finished run, " +
            $"or an ONNX file.");
    }
}
