using System.Text.Json;
using Affekt.Training.Expressions.Evaluation;

namespace Affekt.Training.Tests.Expressions.Evaluation;

public sealed class EvaluationTests
{
    /// <summary>A row of probabilities: <paramref name="confidence"/> on one emotion, the rest shared by the others.</summary>
    private static float[] Row(Emotion emotion, float confidence)
    {
        var row = new float[7];
        Array.Fill(row, (1 - confidence) / 6);
        row[(int)emotion] = confidence;
        return row;
    }

    private static float[] Rows(params (Emotion Emotion, float Confidence)[] rows) =>
        [.. rows.SelectMany(r => Row(r.Emotion, r.Confidence))];

    // Labels: happy x3, sad x1. Answers: happy .9, happy .6, sad .8, sad .7.
    private static readonly float[] Probabilities = Rows(
        (Emotion.Happy, .9f), (Emotion.Happy, .6f), (Emotion.Sad, .8f), (Emotion.Sad, .7f));
    private static readonly Emotion[] Labels = [Emotion.Happy, Emotion.Happy, Emotion.Happy, Emotion.Sad];

    [Fact]
    public void Figures_agree_with_a_sum_by_hand()
    {
        var metrics = ClassificationMetrics.From(Probabilities, Labels);
        Assert.Equal(4, metrics.N);
        Assert.Equal(.75, metrics.Accuracy, 1e-9);
        var happy = metrics.PerClass["happy"];
        Assert.Equal((1.0, 3), (happy.Precision, happy.Support));
        Assert.Equal(2 / 3.0, happy.Recall, 1e-9);
        Assert.Equal(.8, happy.F1, 1e-9);
        var sad = metrics.PerClass["sad"];
        Assert.Equal((.5, 1.0, 1), (sad.Precision, sad.Recall, sad.Support));
        Assert.Equal(2 / 3.0, sad.F1, 1e-9);
        Assert.Equal((.8 + 2 / 3.0) / 2, metrics.MacroF1, 1e-9);
        Assert.Equal((2 / 3.0 + 1) / 2, metrics.BalancedAccuracy, 1e-9);
        Assert.Equal(-(Math.Log(.9) + Math.Log(.6) + Math.Log(.2 / 6) + Math.Log(.7)) / 4, metrics.Loss, 1e-6);
        Assert.Equal(2, metrics.Confusion[3][3]);
        Assert.Equal(1, metrics.Confusion[3][4]);
        Assert.Equal(1, metrics.Confusion[4][4]);
        // Every answer lies in a bin of its own: |.9-1| + |.6-1| + |.8-0| + |.7-1|, over four.
        Assert.Equal(1.6 / 4, metrics.Ece, 1e-6);
        Assert.Equal(0, metrics.PerClass["disgust"].Support);
        Assert.Null(metrics.PerClass["disgust"].Auc);
    }

    [Fact]
    public void The_interval_is_Wilsons()
    {
        // Published example (Brown, Cai and DasGupta style check by hand): 8 of 10.
        var interval = Interval.Wilson(8, 10);
        Assert.Equal(.4902, interval.Low, .0001);
        Assert.Equal(.9433, interval.High, .0001);
        var large = Interval.Wilson(2620, 3589);
        Assert.Equal(.0145, (large.High - large.Low) / 2, .0001);
        Assert.Equal(0, Interval.Wilson(0, 10).Low, 1e-12);
        Assert.Equal(1, Interval.Wilson(10, 10).High, 1e-12);
    }

    [Fact]
    public void Auc_counts_pairs_and_halves_ties()
    {
        // Happy scores .9 .6 .033.. | .05: against sad's .05 two of three pairs are won.
        var curve = RocCurve.From(Probabilities, Labels, Emotion.Happy)!;
        Assert.Equal(2 / 3.0, curve.Auc, 1e-9);
        Assert.Equal(new RocPoint(0, 0), curve.Points[0]);
        Assert.Equal(new RocPoint(1, 1), curve.Points[^1]);
        var tied = Rows((Emotion.Happy, .5f), (Emotion.Happy, .5f));
        Assert.Equal(.5, RocCurve.From(tied, [Emotion.Happy, Emotion.Sad], Emotion.Happy)!.Auc, 1e-9);
        Assert.Null(RocCurve.From(Probabilities, Labels, Emotion.Fear));
    }

    [Fact]
    public void Auc_agrees_with_counting_every_pair()
    {
        var (probabilities, labels, _) = RandomAnswers(300, 9);
        foreach (var emotion in Emotions.All)
        {
            double won = 0, pairs = 0;
            for (var i = 0; i < labels.Length; i++)
                for (var j = 0; j < labels.Length; j++)
                    if (labels[i] == emotion && labels[j] != emotion)
                    {
                        var (a, b) = (probabilities[i * 7 + (int)emotion], probabilities[j * 7 + (int)emotion]);
                        won += a > b ? 1 : a == b ? .5 : 0;
                        pairs++;
                    }
            Assert.Equal(won / pairs, RocCurve.From(probabilities, labels, emotion)!.Auc, 1e-9);
        }
    }

    [Fact]
    public void Json_has_the_contracts_keys()
    {
        var json = JsonSerializer.SerializeToElement(ClassificationMetrics.From(Probabilities, Labels), JsonSerializerOptions.Web);
        foreach (var key in new[] { "n", "accuracy", "macroF1", "loss", "ece", "aucMacro", "perClass", "confusion" })
            Assert.True(json.TryGetProperty(key, out _), key);
        foreach (var key in new[] { "precision", "recall", "f1", "support" })
            Assert.True(json.GetProperty("perClass").GetProperty("angry").TryGetProperty(key, out _), key);
        Assert.Equal(7, json.GetProperty("confusion")[6].GetArrayLength());
    }

    [Fact]
    public void Rows_that_cannot_be_judged_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ClassificationMetrics.From([], []));
        Assert.Throws<ArgumentException>(() => ClassificationMetrics.From(new float[6], [Emotion.Sad]));
        Assert.Throws<ArgumentException>(() => ClassificationMetrics.From([float.NaN, 0, 0, 0, 0, 0, 0], [Emotion.Sad]));
        Assert.Throws<ArgumentException>(() => TemperatureScaling.Fit([float.NaN, 0], [1], 2));
    }

    [Fact]
    public void Bins_hold_every_answer_once_and_a_sure_answer_in_the_last()
    {
        var sure = Calibration.From(Rows((Emotion.Happy, 1)), [Emotion.Happy]);
        Assert.Equal(0, sure.Ece, 1e-9);
        Assert.Equal(1, sure.Bins[14].Count);
        var (probabilities, labels, _) = RandomAnswers(500, 3);
        Assert.Equal(500, Calibration.From(probabilities, labels).Bins.Sum(b => b.Count));
    }

    [Fact]
    public void The_temperature_that_logits_were_multiplied_by_is_found_again()
    {
        var (_, labels, logits) = RandomAnswers(4000, 7);
        int[] classes = [.. labels.Select(l => (int)l)];
        var own = TemperatureScaling.Fit(logits, classes, 7);
        var hot = TemperatureScaling.Fit(Array.ConvertAll(logits, z => z * 2.5f), classes, 7);
        Assert.Equal(1, own, .06);
        Assert.Equal(own * 2.5, hot, 1e-3);
    }

    [Fact]
    public void No_other_temperature_has_a_smaller_loss()
    {
        var (_, labels, logits) = RandomAnswers(500, 8);
        var fitted = TemperatureScaling.Fit(Array.ConvertAll(logits, z => z * 3), [.. labels.Select(l => (int)l)], 7);
        Assert.True(Loss(fitted) <= Loss(fitted * 1.02) && Loss(fitted) <= Loss(fitted * .98));

        double Loss(double t) => ClassificationMetrics.From(
            TemperatureScaling.Apply(Array.ConvertAll(logits, z => z * 3), 7, t), labels).Loss;
    }

    [Fact]
    public void Soft_targets_that_are_hard_give_the_same_temperature()
    {
        var (_, labels, logits) = RandomAnswers(300, 4);
        var targets = new float[labels.Length * 7];
        for (var i = 0; i < labels.Length; i++)
            targets[i * 7 + (int)labels[i]] = 1;
        Assert.Equal(TemperatureScaling.Fit(logits, [.. labels.Select(l => (int)l)], 7), TemperatureScaling.Fit(logits, targets, 7), 1e-9);
    }

    [Fact]
    public void Coverage_begins_with_the_surest_answers()
    {
        var curve = CoverageCurve.From(Probabilities, Labels, steps: 4);
        Assert.Equal([.25, .5, .75, 1], curve.Points.Select(p => p.Coverage));
        // Surest first: .9 right, .8 wrong, .7 right, .6 right.
        Assert.Equal([1, .5, 2 / 3.0, .75], curve.Points.Select(p => p.Accuracy));
        Assert.Equal(.8, curve.AtCoverage(.5).Threshold, 1e-6);
        var tied = CoverageCurve.From(Rows((Emotion.Happy, .5f), (Emotion.Happy, .5f)), [Emotion.Happy, Emotion.Sad], steps: 2);
        Assert.Equal(1, Assert.Single(tied.Points).Coverage);
    }

    [Fact]
    public void McNemar_is_the_exact_sign_test()
    {
        var first = new bool[30];
        var second = new bool[30];
        for (var i = 0; i < 12; i++)
            (i < 10 ? first : second)[i] = true;
        // 10 against 2: 2 * (1 + 12 + 66) / 4096.
        Assert.Equal(new McNemarTest(10, 2, 158 / 4096.0).PValue, McNemarTest.From(first, second).PValue, 1e-12);
        Assert.Equal(1, McNemarTest.From(first, first).PValue);
        var many = Enumerable.Range(0, 6000).Select(i => i < 3100).ToArray();
        var p = McNemarTest.From(many, [.. many.Select(b => !b)]).PValue;
        // The normal approximation with continuity: z = 199 / sqrt(6000) = 2.569.
        Assert.Equal(.0102, p, .0002);
    }

    [Fact]
    public void A_bootstrap_interval_of_a_share_is_as_wide_as_Wilsons()
    {
        bool[] right = [.. Enumerable.Range(0, 500).Select(i => i % 10 < 7)];
        var interval = Bootstrap.Estimate(500, rows => rows.Average(i => right[i] ? 1.0 : 0), seed: 2);
        var wilson = Interval.Wilson(350, 500);
        Assert.Equal(wilson.Low, interval.Low, .01);
        Assert.Equal(wilson.High, interval.High, .01);
        Assert.Equal(interval, Bootstrap.Estimate(500, rows => rows.Average(i => right[i] ? 1.0 : 0), seed: 2));
    }

    [Fact]
    public void FerPlus_counts_contempt_against_a_model_of_seven_classes()
    {
        var faces = SmallFaces.WithVotes(
            0, 10, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 10, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 10, 0, 0,
            5, 5, 0, 0, 0, 0, 0, 0, 0, 0);
        var metrics = FerPlusMetrics.From(
            Rows((Emotion.Happy, .9f), (Emotion.Fear, .9f), (Emotion.Angry, .9f), (Emotion.Angry, .9f)), 7, faces);
        Assert.Equal((3, 1, 1), (metrics.N, metrics.Contempt, metrics.Excluded));
        Assert.Equal(1 / 3.0, metrics.Accuracy, 1e-9);
        Assert.Equal(.5, metrics.AccuracyWithoutContempt, 1e-9);
        // .9 sure of everything, and one vote in one, none, .4 (contempt's share for angry) and none say the same.
        Assert.Equal(.9 - 1.4 / 4, metrics.VoteEce, 1e-6);
        var eight = new float[32];
        eight[3] = eight[8 + 2] = eight[16 + 7] = eight[24] = 1;
        Assert.Equal(2 / 3.0, FerPlusMetrics.From(eight, 8, faces).Accuracy, 1e-9);
    }

    /// <summary>Labels drawn from the very probabilities that go with them: perfectly calibrated answers.</summary>
    private static (float[] Probabilities, Emotion[] Labels, float[] Logits) RandomAnswers(int n, int seed)
    {
        var random = new Random(seed);
        var logits = new float[n * 7];
        for (var i = 0; i < logits.Length; i++)
            logits[i] = (float)(random.NextDouble() * 6 - 3);
        var probabilities = TemperatureScaling.Apply(logits, 7, 1);
        var labels = new Emotion[n];
        for (var i = 0; i < n; i++)
        {
            var draw = random.NextDouble();
            var k = 0;
            while (k < 6 && (draw -= probabilities[i * 7 + k]) > 0)
                k++;
            labels[i] = (Emotion)k;
        }
        return (probabilities, labels, logits);
    }
}
