using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;
using Affekt.Training.Expressions.Evaluation;

namespace Affekt.Training.Tests.Expressions.Evaluation;

public class GroupMetricsTests
{
    /// <summary>Twenty happy faces of each group, of which the model knows all of the old and half of the young; one face says
    /// no age.</summary>
    private static (FaceDataset Faces, float[] Probabilities) Judged()
    {
        const int Each = 20;
        var ages = Enumerable.Repeat("old", Each).Concat(Enumerable.Repeat("young", Each)).Append("").ToArray();
        var count = ages.Length;
        var probabilities = new float[count * Emotions.Count];
        for (var i = 0; i < count; i++)
            probabilities[i * Emotions.Count + (int)(ages[i] == "young" && i % 2 == 0 ? Emotion.Sad : Emotion.Happy)] = 1;
        var faces = new FaceDataset("drawn.csv", 1, 1, new byte[count], [.. Enumerable.Repeat(Emotion.Happy, count)],
            new Split[count], [.. Enumerable.Range(0, count)])
        {
            Groups = new Dictionary<string, string[]> { ["age"] = ages, ["id"] = [.. ages.Select((_, i) => $"{i}")] },
        };
        return (faces, probabilities);
    }

    [Fact]
    public void Groups_are_judged_apart_and_compared()
    {
        var (faces, probabilities) = Judged();
        var columns = GroupMetrics.From(probabilities, faces);

        var age = Assert.Single(columns); // "id" names single faces.
        Assert.Equal("age", age.Key);
        Assert.Equal((20, 1.0), (age.Value.Groups["old"].N, age.Value.Groups["old"].Accuracy));
        Assert.Equal((20, 0.5), (age.Value.Groups["young"].N, age.Value.Groups["young"].Accuracy));
        Assert.Equal(0.5, age.Value.AccuracyGap, 6);
        Assert.InRange(age.Value.AccuracyGapInterval.Low, 0.2, 0.45);
        Assert.InRange(age.Value.AccuracyGapInterval.High, 0.55, 0.8);
        Assert.Equal(0.5, age.Value.OpportunityGaps["happy"]!.Value, 6);
        Assert.Null(age.Value.OpportunityGaps["sad"]);
        Assert.Equal(0.5, age.Value.MeanOpportunityGap!.Value, 6);
        Assert.Equal(new Interval(1, 1), age.Value.Groups["old"].AccuracyInterval);
    }

    [Fact]
    public void Selecting_faces_keeps_their_groups()
    {
        var (faces, _) = Judged();
        Assert.Equal(["young", "old"], faces.Select([25, 3]).Groups["age"]);
    }

    [Fact]
    public void Balanced_groups_weigh_as_if_group_and_emotion_were_independent()
    {
        // Three in four of the men are angry, one in four of the women.
        string[] groups = ["m", "m", "m", "m", "f", "f", "f", "f"];
        Emotion[] labels = [Emotion.Angry, Emotion.Angry, Emotion.Angry, Emotion.Happy, Emotion.Angry, Emotion.Happy,
            Emotion.Happy, Emotion.Happy];
        var faces = new FaceDataset("drawn.csv", 1, 1, new byte[8], labels, new Split[8],
            [.. Enumerable.Range(0, 8)])
        { Groups = new Dictionary<string, string[]> { ["gender"] = groups } };

        var weights = GroupBalance.Weights(faces, "gender");

        Assert.Equal([2 / 3f, 2 / 3f, 2 / 3f, 2, 2, 2 / 3f, 2 / 3f, 2 / 3f], weights);
        Assert.Contains("it has gender", Assert.Throws<DatasetException>(() => GroupBalance.Weights(faces, "age")).Message,
            StringComparison.Ordinal);
    }
}
