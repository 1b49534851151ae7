namespace Affekt.Vision;

/// <summary>Chooses how faces are found.</summary>
public static class FaceFinder
{
    /// <summary>The detector of a folder of models; the middle of the picture where the folder has none.</summary>
    /// <param name="folder">The folder with manifest.json.</param>
    /// <param name="options">What a search may cost.</param>
    /// <exception cref="FormatException">The manifest or the detector is damaged.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static IFaceFinder Load(string folder, FaceDetectorOptions? options = null) =>
        ModelManifest.Lists(folder, "face") ? FaceDetector.Load(folder, options) : new CentreSquareFinder();
}
