using Affekt.Neural.Onnx;
using Affekt.Vision;

namespace Affekt.Cli.Pictures;

/// <summary>The models that the commands read with.</summary>
internal static class Models
{
    /// <summary>The environment variable that names another folder than the one beside the program.</summary>
    private const string FolderVariable = "AFFEKT_MODELS";

    private static string Folder =>
        Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder ? folder
        : Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>Loads the model that reads expressions.</summary>
    /// <exception cref="EmotionModelException">It is not one that can be used.</exception>
    /// <exception cref="ModelFormatException">It is no ONNX model that can be read.</exception>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    public static EmotionReader LoadEmotionReader() => EmotionReader.Load(Folder);

    /// <summary>Loads a model that reads expressions from its own file, or the one that ships.</summary>
    /// <inheritdoc cref="LoadEmotionReader()" path="/exception"/>
    public static EmotionReader LoadEmotionReader(string? file) => file is null ? LoadEmotionReader() : new EmotionReader(Model.Load(file));

    /// <summary>Loads the model that finds faces; where the folder has none, the middle of the picture is taken.</summary>
    /// <inheritdoc cref="LoadEmotionReader()" path="/exception"/>
    public static IFaceFinder LoadFaceFinder(FaceDetectorOptions? options = null) => FaceFinder.Load(Folder, options);

    /// <summary>Loads the detector, to judge it, from the folder of models, or from its file and that of its second opinion.</summary>
    /// <inheritdoc cref="LoadEmotionReader()" path="/exception"/>
    public static FaceDetector LoadFaceDetector(string? file, string? check, FaceDetectorOptions options) =>
        file is null ? FaceDetector.Load(Folder, options)
        : new FaceDetector(File.ReadAllBytes(file), options, check is null ? null : new FaceCheck(File.ReadAllBytes(check)));

    /// <summary>Loads the same model as it lies in its file, to judge it.</summary>
    /// <inheritdoc cref="LoadEmotionReader()" path="/exception"/>
    public static Model LoadEmotionModel() => Model.Parse(ModelManifest.ReadModel(Folder, "emotion"));
}
