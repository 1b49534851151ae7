using Affekt.Training.Data;

namespace Affekt.Training.Expressions.Datasets;

/// <summary>Weights that make a group and an emotion independent of each other.</summary>
public static class GroupBalance
{
    /// <summary>
    /// Reweighing (Kamiran and Calders, 2012): each face counts P(group) P(emotion) / P(group, emotion), so that no group is
    /// learnt to be, say, angrier than others because of how the data was gathered. The mean weight is 1.
    /// </summary>
    /// <param name="faces">The faces to learn from.</param>
    /// <param name="column">One of their group columns; faces without a value form a group of their own.</param>
    /// <returns>[n].</returns>
    /// <exception cref="DatasetException">There is no such column.</exception>
    public static float[] Weights(FaceDataset faces, string column)
    {
        ArgumentNullException.ThrowIfNull(faces);
        if (!faces.Groups.TryGetValue(column, out var groups))
            throw new DatasetException(faces.Groups.Count == 0
                ? $"{faces.Source} has no group columns; name a csv with the columns file,emotion and others such as age."
                : $"{faces.Source} has no group column '{column}'; it has {string.Join(", ", faces.Groups.Keys)}.");
        var byGroup = groups.CountBy(g => g).ToDictionary();
        var byEmotion = faces.Labels.CountBy(l => l).ToDictionary();
        var byBoth = groups.Zip(faces.Labels).CountBy(b => b).ToDictionary();
        return [.. groups.Zip(faces.Labels,
            (group, label) => (float)((double)byGroup[group] * byEmotion[label] / ((double)faces.Count * byBoth[(group, label)])))];
    }
}
