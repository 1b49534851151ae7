using Affekt.Sound;

namespace Affekt.Training.Songs;

/// <summary>Trains <see cref="SoundAffectModel"/>: kernel ridge regression with a Gaussian kernel over standardised features.</summary>
public static class SoundModelTrainer
{
    // Chosen on cross-validation among widths .25, .5, 1 and penalties .1, .3, 1, 3: the figures are flat around these.
    private const double Width = 0.7;
    private const double ValencePenalty = 0.5;
    private const double ArousalPenalty = 0.15;
    private const int Folds = 5;

    /// <summary>Trains on all songs; the doubt comes from a cross-validation.</summary>
    /// <param name="songs">At least some hundreds.</param>
    /// <param name="seed">Deals the songs into folds.</param>
    public static SoundAffectModel Train(IReadOnlyList<HeardSong> songs, int seed)
    {
        ArgumentNullException.ThrowIfNull(songs);
        var held = CrossValidate(songs, seed);
        return Fit(songs, Error(held.Valence, [.. songs.Select(song => song.Valence)]),
            Error(held.Arousal, [.. songs.Select(song => song.Arousal)]));
    }

    /// <summary>Predictions for every song by a model that has not heard it, in deviations of the labels.</summary>
    /// <param name="songs">The songs.</param>
    /// <param name="seed">Deals the songs into folds.</param>
    public static (double[] Valence, double[] Arousal) CrossValidate(IReadOnlyList<HeardSong> songs, int seed)
    {
        ArgumentNullException.ThrowIfNull(songs);
        var order = Enumerable.Range(0, songs.Count).ToArray();
        new Random(seed).Shuffle(order);
        var (valence, arousal) = (new double[songs.Count], new double[songs.Count]);
        for (var fold = 0; fold < Folds; fold++)
        {
            var model = Fit([.. order.Where((_, i) => i % Folds != fold).Select(i => songs[i])], 1, 1);
            foreach (var i in order.Where((_, i) => i % Folds == fold))
            {
                var place = model.Predict(songs[i].Features);
                valence[i] = place.Valence / SoundAffectModel.LabelDeviation;
                arousal[i] = place.Arousal / SoundAffectModel.LabelDeviation;
            }
        }
        return (valence, arousal);
    }

    private static SoundAffectModel Fit(IReadOnlyList<HeardSong> songs, double valenceError, double arousalError)
    {
        var width = SoundFeatures.Names.Count;
        var (means, deviations) = (new double[width], new double[width]);
        for (var j = 0; j < width; j++)
        {
            var mean = means[j] = songs.Average(song => (double)song.Features.Values[j]);
            deviations[j] = Math.Sqrt(songs.Average(song => Math.Pow(song.Features.Values[j] - mean, 2))) + 1e-6;
        }
        var rows = songs.Select(song => SoundAffectModel.Scale(song.Features.Values, means, deviations)).ToArray();
        var kernel = new double[rows.Length, rows.Length];
        var nearest = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            kernel[i, i] = 1;
            for (var j = 0; j < i; j++)
            {
                kernel[i, j] = kernel[j, i] = SoundAffectModel.Similarity(rows[i], rows[j], Width);
                nearest[i] = Math.Max(nearest[i], kernel[i, j]);
                nearest[j] = Math.Max(nearest[j], kernel[i, j]);
            }
        }
        Array.Sort(nearest);
        return new SoundAffectModel(means, deviations, rows, Width, nearest[rows.Length / 2],
            Axis(kernel, [.. songs.Select(song => song.Valence)], ValencePenalty, valenceError),
            Axis(kernel, [.. songs.Select(song => song.Arousal)], ArousalPenalty, arousalError));
    }

    private static SoundAffectAxis Axis(double[,] kernel, double[] labels, double penalty, double error)
    {
        var mean = labels.Average();
        return new SoundAffectAxis(mean, error, Solve(kernel, [.. labels.Select(label => label - mean)], penalty));
    }

    private static double Error(double[] predicted, double[] labels) =>
        Math.Sqrt(predicted.Zip(labels, (p, l) => (p - l) * (p - l)).Average());

    /// <summary>Solves (kernel + penalty) x = values by Cholesky's decomposition.</summary>
    private static double[] Solve(double[,] kernel, double[] values, double penalty)
    {
        var n = values.Length;
        var lower = new double[n][];
        for (var i = 0; i < n; i++)
        {
            lower[i] = new double[i + 1];
            for (var j = 0; j <= i; j++)
            {
                var sum = kernel[i, j] + (i == j ? penalty : 0);
                for (var k = 0; k < j; k++)
                    sum -= lower[i][k] * lower[j][k];
                lower[i][j] = i == j ? Math.Sqrt(sum) : sum / lower[j][j];
            }
        }
        var x = new double[n];
        for (var i = 0; i < n; i++)
        {
            x[i] = values[i];
            for (var k = 0; k < i; k++)
                x[i] -= lower[i][k] * x[k];
            x[i] /= lower[i][i];
        }
        for (var i = n - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < n; k++)
                x[i] -= lower[k][i] * x[k];
            x[i] /= lower[i][i];
        }
        return x;
    }
}
