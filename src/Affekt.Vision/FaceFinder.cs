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

    /// <summary>The detector of the first of several folders that has one. A folder whose manifest says that its pictures are
    /// faces already ends the search: the middle of the picture is taken, as when no folder has a detector.</summary>
    /// <param name="folders">Folders with manifest.json, the most important first.</param>
    /// <param name="options">What a search may cost.</param>
    /// <inheritdoc cref="Load(string, FaceDetectorOptions)" path="/exception"/>
    public static IFaceFinder LoadFirst(IEnumerable<string> folders, FaceDetectorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(folders);
        foreach (var folder in folders)
            if (ModelManifest.Lists(folder, "face") || ModelManifest.HasFacesOnly(folder))
                return Load(folder, options);
        return new CentreSquareFinder();
    }
}
