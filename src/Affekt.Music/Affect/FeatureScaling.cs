using System.Globalization;
using Affekt.Music.Catalogue;

namespace Affekt.Music.Affect;

/// <summary>Turns audio features into inputs of mean zero and variance one. The skewed ones are taken as logarithms.</summary>
/// <param name="Means">Nine means.</param>
/// <param name="Deviations">Nine standard deviations.</param>
public sealed record FeatureScaling(double[] Means, double[] Deviations)
{
    /// <summary>The number of inputs: 9.</summary>
    public const int Width = 9;

    /// <summary>The index of the feature valence.</summary>
    public const int Valence = 0;

    /// <summary>The index of the feature energy.</summary>
    public const int Energy = 1;

    /// <summary>The scaling that a set of examples calls for.</summary>
    public static FeatureScaling Fit(IReadOnlyList<AudioFeatures> examples)
    {
        var rows = examples.Select(Raw).ToArray();
        var means = new double[Width];
        var deviations = new double[Width];
        for (var j = 0; j < Width; j++)
        {
            means[j] = rows.Average(row => row[j]);
            deviations[j] = Math.Sqrt(rows.Average(row => Math.Pow(row[j] - means[j], 2))) + 1e-9;
        }
        return new FeatureScaling(means, deviations);
    }

    /// <summary>The nine inputs of one song, cut to four deviations: beyond, a file is more likely wrong than the song extreme.</summary>
    public double[] Apply(AudioFeatures features)
    {
        var row = Raw(features);
        for (var j = 0; j < Width; j++)
            row[j] = Math.Clamp((row[j] - Means[j]) / Deviations[j], -4, 4);
        return row;
    }

    /// <summary>Reads what Write wrote.</summary>
    public static FeatureScaling Read(TextReader reader) =>
        new(ModelText.Numbers(reader, "means", Width), ModelText.Numbers(reader, "deviations", Width));

    /// <summary>Writes it as text that a diff can show.</summary>
    public void Write(TextWriter writer)
    {
        ModelText.Write(writer, "means", Means);
        ModelText.Write(writer, "deviations", Deviations);
    }

    private static double[] Raw(AudioFeatures f) =>
    [
        f.Valence, f.Energy, f.Danceability, f.Acousticness, Math.Log(f.Instrumentalness + 1e-3), Math.Log(f.Speechiness + 0.02),
        Math.Log(f.Liveness + 0.02), f.Loudness, f.Tempo,
    ];
}

/// <summary>Named lines of numbers: the form in which the model is kept.</summary>
public static class ModelText
{
    /// <summary>Writes it as text that a diff can show.</summary>
    public static void Write(TextWriter writer, string name, IEnumerable<double> numbers) =>
        writer.Write($"{name} {string.Join(' ', numbers.Select(n => n.ToString("G6", CultureInfo.InvariantCulture)))}\n");

    /// <summary>Writes it as text that a diff can show.</summary>
    public static void Write(TextWriter writer, string name, IEnumerable<string> names) =>
        writer.Write($"{name}\t{string.Join('\t', names)}\n");

    /// <summary>Reads a line of names.</summary>
    public static string[] Names(TextReader reader, string name) =>
        (reader.ReadLine() ?? "").Split('\t', StringSplitOptions.RemoveEmptyEntries) is [var first, .. var names] && first == name
            ? names : throw new MusicException($"The affect model is damaged: a line '{name}' is missing. Train it again.");

    /// <summary>Reads a line of numbers.</summary>
    public static double[] Numbers(TextReader reader, string name, int? count = null)
    {
        var parts = (reader.ReadLine() ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0 || parts[0] != name || count is { } expected && parts.Length != expected + 1)
            throw new MusicException(
                $"The affect model is damaged: a line '{name}'{(count is { } n ? $" with {n} numbers" : "")} is missing. Train it again.");
        var numbers = new double[parts.Length - 1];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (!double.TryParse(parts[i + 1], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i])
                || !double.IsFinite(numbers[i]))
                throw new MusicException($"The affect model is damaged: '{parts[i + 1]}' is no number. Train it again.");
        }
        return numbers;
    }
}
