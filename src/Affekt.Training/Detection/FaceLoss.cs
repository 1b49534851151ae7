using Affekt.Vision;

namespace Affekt.Training.Detection;

/// <summary>What a batch lost, by kind; means over its faces.</summary>
internal readonly record struct FaceLosses(double Score, double Box, double Landmarks, double Overlap);

/// <summary>
/// The loss of a detector's output for a batch: quality focal loss of the score against the quality that the box reaches, one
/// half plus half its overlap (Li et al., "Generalized focal loss", 2020), EIoU of the box (Zhang et al., 2021), smooth L1 of
/// the landmarks in box sizes.
/// </summary>
internal sealed class FaceLoss(GridPoint[] points, IReadOnlyList<IReadOnlyList<MarkedFace>> batch)
{
    private const double BoxWeight = 2;
    private const double LandmarkWeight = 12;
    private const double LandmarkBeta = 0.02;
    private const double PointsAFace = 4;

    // A face is a face even where its box is hard to place, as of turned heads: half of the score says that there is one.
    private const double QualityOfAnyFace = 0.5;

    private readonly (double Score, double Box, double Landmarks, double Overlap, int Points)[] _parts = new (
        double, double, double, double, int)[batch.Count];
    private readonly double _normaliser = batch.Count / Math.Max(1, PointsAFace * batch.Sum(faces => faces.Count(f => !f.Ignore)));

    /// <summary>How the batch went, after the step.</summary>
    public FaceLosses Total
    {
        get
        {
            var positives = Math.Max(1, _parts.Sum(p => p.Points));
            return new FaceLosses(_parts.Sum(p => p.Score) / positives, _parts.Sum(p => p.Box) / positives,
                _parts.Sum(p => p.Landmarks) / positives, _parts.Sum(p => p.Overlap) / positives);
        }
    }

    /// <inheritdoc cref="Neural.Training.ImageLoss"/>
    public double Compute(int image, ReadOnlySpan<float> values, Span<float> gradient)
    {
        var faces = batch[image];
        var owners = FaceAssignment.Assign(points, values, faces);
        var part = default((double Score, double Box, double Landmarks, double Overlap, int Points));
        for (var i = 0; i < points.Length; i++)
        {
            if (owners[i] == FaceAssignment.Unknown)
                continue;
            var code = values.Slice(i * FaceCode.Length, FaceCode.Length);
            var slope = gradient.Slice(i * FaceCode.Length, FaceCode.Length);
            var quality = 0.0;
            if (owners[i] >= 0)
            {
                var face = faces[owners[i]];
                var overlap = FaceCode.BoxAt(code, points[i].X, points[i].Y, points[i].Stride).IntersectionOverUnion(face.Box);
                quality = QualityOfAnyFace + (1 - QualityOfAnyFace) * overlap;
                part.Box += BoxLoss(code, points[i], face.Box, _normaliser * BoxWeight, slope);
                part.Landmarks += LandmarkLoss(code, points[i], face, _normaliser * LandmarkWeight, slope);
                part.Overlap += overlap;
                part.Points++;
            }
            part.Score += ScoreLoss(code[0], quality, _normaliser, slope);
        }
        _parts[image] = part;
        return _normaliser * (part.Score + BoxWeight * part.Box + LandmarkWeight * part.Landmarks);
    }

    /// <summary>|q - p|^2 times the cross-entropy of p against q.</summary>
    internal static double ScoreLoss(float logit, double quality, double weight, Span<float> slope)
    {
        var p = Math.Clamp(FaceCode.ScoreOf(logit), 1e-7, 1 - 1e-7);
        var crossEntropy = -(quality * Math.Log(p) + (1 - quality) * Math.Log(1 - p));
        var miss = p - quality;
        slope[0] += (float)(weight * (miss * miss * miss + 2 * miss * p * (1 - p) * crossEntropy));
        return miss * miss * crossEntropy;
    }

    /// <summary>1 - IoU + squared distance of centres, widths and heights, each in terms of the box around both.</summary>
    internal static double BoxLoss(ReadOnlySpan<float> code, GridPoint point, Box target, double weight, Span<float> slope)
    {
        // In strides, with the point as origin. Beyond the clamp the slope is kept, so that a wild size finds back.
        Dual x = Dual.Variable(code[1], 0), y = Dual.Variable(code[2], 1);
        Dual w = Dual.Exp(Dual.Variable(Math.Clamp(code[3], -4, 5), 2)), h = Dual.Exp(Dual.Variable(Math.Clamp(code[4], -4, 5), 3));
        double tx = (target.CentreX - point.X) / point.Stride, ty = (target.CentreY - point.Y) / point.Stride;
        double tw = target.Width / point.Stride, th = target.Height / point.Stride;
        Dual left = x - w * 0.5, right = x + w * 0.5, top = y - h * 0.5, bottom = y + h * 0.5;
        var sharedWidth = Dual.Max(Dual.Min(right, tx + tw / 2) - Dual.Max(left, tx - tw / 2), 0);
        var sharedHeight = Dual.Max(Dual.Min(bottom, ty + th / 2) - Dual.Max(top, ty - th / 2), 0);
        var shared = sharedWidth * sharedHeight;
        var overlap = shared / (w * h + tw * th - shared);
        var aroundWidth = Dual.Max(right, tx + tw / 2) - Dual.Min(left, tx - tw / 2);
        var aroundHeight = Dual.Max(bottom, ty + th / 2) - Dual.Min(top, ty - th / 2);
        Dual dx = x - tx, dy = y - ty, dw = w - tw, dh = h - th;
        var loss = 1 - overlap
            + (dx * dx + dy * dy) / (aroundWidth * aroundWidth + aroundHeight * aroundHeight)
            + dw * dw / (aroundWidth * aroundWidth) + dh * dh / (aroundHeight * aroundHeight);
        for (var i = 0; i < 4; i++)
            slope[1 + i] += (float)(weight * loss.Slope[i]);
        return loss.Value;
    }

    private static double LandmarkLoss(ReadOnlySpan<float> code, GridPoint point, MarkedFace face, double weight, Span<float> slope)
    {
        if (face.Landmarks.Count == 0)
            return 0;
        var unit = point.Stride / Math.Sqrt(face.Box.Area);
        var sum = 0.0;
        for (var i = 0; i < FaceCode.Landmarks; i++)
        {
            var at = FaceCode.FirstLandmark + 2 * i;
            sum += SmoothL1((code[at] - (face.Landmarks[i].X - point.X) / point.Stride) * unit, unit * weight, ref slope[at]);
            sum += SmoothL1((code[at + 1] - (face.Landmarks[i].Y - point.Y) / point.Stride) * unit, unit * weight, ref slope[at + 1]);
        }
        return sum / (2 * FaceCode.Landmarks);
    }

    private static double SmoothL1(double error, double weight, ref float slope)
    {
        var size = Math.Abs(error);
        slope += (float)(weight / (2 * FaceCode.Landmarks) * (size < LandmarkBeta ? error / LandmarkBeta : Math.Sign(error)));
        return size < LandmarkBeta ? error * error / (2 * LandmarkBeta) : size - LandmarkBeta / 2;
    }
}
