namespace Affekt.Vision;

/// <summary>One landmark of a face, in the image's pixels.</summary>
/// <param name="X">From the left border.</param>
/// <param name="Y">From the top border.</param>
public readonly record struct FacePoint(double X, double Y);

/// <summary>A face found in an image.</summary>
/// <param name="Box">Where the face is.</param>
/// <param name="Score">How probable it is that there is a face, 0 to 1; null when it did not look and took a place for granted.</param>
/// <param name="Landmarks">
/// Eye at the picture's left, eye at its right, tip of the nose, mouth corner left, mouth corner right; empty when unknown.
/// </param>
public sealed record Face(Box Box, double? Score, IReadOnlyList<FacePoint> Landmarks)
{
    /// <summary>How the picture was looked at when the face was found. In a picture that was turned, the landmarks keep the face's own
    /// order: left and right are those of the upright face.</summary>
    public FaceLook Look { get; init; }
}
