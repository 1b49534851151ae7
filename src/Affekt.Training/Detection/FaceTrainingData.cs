using Affekt.Imaging;
using Affekt.Neural.Threading;
using Affekt.Vision;

namespace Affekt.Training.Detection;

/// <summary>The photos of folders of faces in memory: a part to learn from, as gray pyramids, and a part to watch the run with.</summary>
public sealed class FaceTrainingData
{
    private FaceTrainingData(
        IReadOnlyList<(GrayPyramid Picture, FacePhoto Photo)> training, IReadOnlyList<(Image Picture, FacePhoto Photo)> selection) =>
        (Training, Selection) = (training, selection);

    /// <summary>Photos to learn from.</summary>
    public int TrainingPhotos => Training.Count;

    /// <summary>Photos to watch the run with.</summary>
    public int SelectionPhotos => Selection.Count;

    internal IReadOnlyList<(GrayPyramid Picture, FacePhoto Photo)> Training { get; }

    internal IReadOnlyList<(Image Picture, FacePhoto Photo)> Selection { get; }

    /// <summary>Reads and decodes folders; the part to judge finished detectors on is left alone.</summary>
    /// <param name="folders">Each with faces.csv and negatives.csv.</param>
    /// <param name="pool">Shares the decoding.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="FormatException">A table or a photo is damaged.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static FaceTrainingData Load(IReadOnlyList<string> folders, WorkerPool pool, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(folders);
        ArgumentNullException.ThrowIfNull(pool);
        var photos = folders.SelectMany(f => FaceFolder.Read(f, cancellation)).Where(p => p.Part != FacePart.Test).ToList();
        var images = new Image[photos.Count];
        var pyramids = new GrayPyramid?[photos.Count];
        pool.Run(photos.Count, (i, _) =>
        {
            images[i] = photos[i].Load(cancellation).ToGray();
            if (photos[i].Part == FacePart.Training)
                pyramids[i] = new GrayPyramid(images[i]);
        });
        return new FaceTrainingData(
            [.. photos.Select((photo, i) => (Picture: pyramids[i], Photo: photo)).Where(p => p.Picture is not null)
                .Select(p => (p.Picture!, p.Photo))],
            [.. photos.Select((photo, i) => (images[i], Photo: photo)).Where(p => p.Photo.Part == FacePart.Selection)]);
    }

    /// <summary>Runs a detector over the part to watch with.</summary>
    internal IReadOnlyList<FaceFindings> Watch(FaceDetector detector, WorkerPool pool)
    {
        var findings = new FaceFindings[Selection.Count];
        pool.Run(Selection.Count, (i, _) => findings[i] = new FaceFindings(Selection[i].Photo, detector.Find(Selection[i].Picture)));
        return findings;
    }

    /// <summary>The places in photos without faces, among those to learn from, where a detector sees one.</summary>
    internal IReadOnlyList<HardSpot> FindHardSpots(FaceDetector detector, WorkerPool pool, CancellationToken cancellation)
    {
        var empty = Training.Where(p => p.Photo.Faces.Count == 0).ToList();
        var spots = new IReadOnlyList<HardSpot>[empty.Count];
        pool.Run(empty.Count, (i, _) =>
        {
            cancellation.ThrowIfCancellationRequested();
            spots[i] = [.. detector.Find(empty[i].Picture.For(1).Level).Select(face => new HardSpot(empty[i].Picture, face.Box, 1))];
        });
        return [.. spots.SelectMany(s => s)];
    }
}
