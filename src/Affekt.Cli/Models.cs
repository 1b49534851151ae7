using Affekt.Vision;

namespace Affekt.Cli;

/// <summary>The shipped models.</summary>
internal static class Models
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "models");

    /// <summary>Loads the model that reads expressions.</summary>
    /// <exception cref="EmotionModelException">It is not one that can be used.</exception>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    public static EmotionReader LoadEmotionReader()
    {
        ModelManifest.ReadModel(Folder, "emotion");
        throw new EmotionModelException("Model files cannot be read by this version of Affekt.");
    }
}
