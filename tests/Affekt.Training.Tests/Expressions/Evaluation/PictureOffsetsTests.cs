using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Evaluation;

namespace Affekt.Training.Tests.Expressions.Evaluation;

public class PictureOffsetsTests
{
    [Fact]
    public void A_reader_that_leans_to_neutral_is_corrected_on_both_halves()
    {
        var random = new Random(3);
        const int Count = 4000;
        var labels = new Emotion[Count];
        var probabilities = new float[Count * Emotions.Count];
        for (var i = 0; i < Count; i++)
        {
            labels[i] = random.NextDouble() < 0.3 ? Emotion.Sad : Emotion.Neutral;
            // The signal is there, but neutral always has a head start.
            var sad = (labels[i] == Emotion.Sad ? 1.0 : -1.0) + random.NextDouble() - 0.5 - 2;
            var p = 1 / (1 + Math.Exp(-sad));
            (probabilities[i * Emotions.Count + (int)Emotion.Sad], probabilities[i * Emotions.Count + (int)Emotion.Neutral]) = (
                (float)p, (float)(1 - p));
        }
        var faces = new FaceDataset("drawn", 1, 1, new byte[Count], labels, new Split[Count],
            [.. Enumerable.Range(0, Count)]) { Files = [.. Enumerable.Range(0, Count).Select(i => new FaceFile($"a/{i}.jpg", 1, 1, 1))] };

        var result = PictureOffsets.Fit(probabilities, faces, 0.8);

        Assert.True(result.Uncorrected.BalancedAccuracy < 0.6);
        Assert.True(result.Judged.BalancedAccuracy > 0.95);
        Assert.True(result.Judged.Accuracy > 0.95);
        Assert.InRange((double)result.Fitted.N / Count, 0.45, 0.55);
        Assert.True(result.Offsets[(int)Emotion.Sad] - result.Offsets[(int)Emotion.Neutral] > 1);
    }

    [Fact]
    public void Faces_without_files_cannot_be_fitted_on() =>
        Assert.Throws<DatasetException>(
            () => PictureOffsets.Fit(new float[7], new FaceDataset("x", 1, 1, [0], [Emotion.Sad], [Split.Training], [0]), 0.8));
}
