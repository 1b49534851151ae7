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

    // A nose stands out from the line of the eyes by about this share of their distance.
    private const double NoseLength = 0.6;

    /// <summary>Degrees by which the head is turned to either side, roughly: from how far the nose lies beside the middle of
    /// the eyes. Null without landmarks.</summary>
    public double? Yaw
    {
        get
        {
            if (Landmarks.Count < 3)
                return null;
            var (left, right, nose) = (Landmarks[0], Landmarks[1], Landmarks[2]);
            var (dx, dy) = (right.X - left.X, right.Y - left.Y);
            var eyes = Math.Sqrt(dx * dx + dy * dy);
            if (eyes < 1)
                return 90;
            var beside = ((nose.X - (left.X + right.X) / 2) * dx + (nose.Y - (left.Y + right.Y) / 2) * dy) / eyes;
            return Math.Atan(Math.Abs(beside) / (NoseLength * eyes)) * 180 / Math.PI;
        }
    }
}
