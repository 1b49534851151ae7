namespace Affekt.Vision;

/// <summary>
/// How a face is written at a point of a detector's map: [logit of the score, offset of the centre x y, log of width and
/// height, five landmarks x y], all lengths in strides. The point of column x and row y lies at ((x + 1/2), (y + 1/2)) strides.
/// Training and use share it, so that they cannot drift apart.
/// </summary>
public static class FaceCode
{
    /// <summary>Numbers at a point.</summary>
    public const int Length = 15;

    /// <summary>Points of a face: eyes, nose, mouth corners.</summary>
    public const int Landmarks = 5;

    /// <summary>Where the landmarks start.</summary>
    public const int FirstLandmark = 5;

    // Beyond this a width is no number of pixels any more: e^8 strides.
    private const float LargestLog = 8;

    /// <summary>The box written at a point.</summary>
    /// <param name="code"><see cref="Length"/> numbers.</param>
    /// <param name="pointX">Of the point, in pixels.</param>
    /// <param name="pointY">Of the point, in pixels.</param>
    /// <param name="stride">Pixels from one point to the next.</param>
    public static Box BoxAt(ReadOnlySpan<float> code, double pointX, double pointY, double stride)
    {
        var width = Math.Exp(Math.Clamp(code[3], -LargestLog, LargestLog)) * stride;
        var height = Math.Exp(Math.Clamp(code[4], -LargestLog, LargestLog)) * stride;
        return new Box(pointX + code[1] * stride - width / 2, pointY + code[2] * stride - height / 2, width, height);
    }

    /// <summary>The five landmarks written at a point.</summary>
    /// <inheritdoc cref="BoxAt" path="/param"/>
    public static FacePoint[] LandmarksAt(ReadOnlySpan<float> code, double pointX, double pointY, double stride)
    {
        var points = new FacePoint[Landmarks];
        for (var i = 0; i < points.Length; i++)
            points[i] = new FacePoint(pointX + code[FirstLandmark + 2 * i] * stride, pointY + code[FirstLandmark + 2 * i + 1] * stride);
        return points;
    }

    /// <summary>A logit as a score in 0..1.</summary>
    public static double ScoreOf(float logit) => 1 / (1 + Math.Exp(-logit));
}
