using System.Globalization;
using Affekt.Library.Imports;
using Affekt.Music;
using Affekt.Music.Affect;
using Affekt.Music.Catalogue;

namespace Affekt.Training.Songs;

/// <summary>A song with its features and what people said of its mood.</summary>
/// <param name="Artist">The artist, so that no artist stands on both sides of a split.</param>
/// <param name="Features">The audio features.</param>
/// <param name="Valence">The label in standard deviations from the mean of all songs.</param>
/// <param name="Arousal">The label in standard deviations from the mean of all songs.</param>
public sealed record LabelledSong(string Artist, AudioFeatures Features, double Valence, double Arousal)
{
    /// <summary>The id in other lists, empty when unknown.</summary>
    public string Id { get; init; } = "";

    /// <summary>What is known besides the sound.</summary>
    public SongContext Context { get; init; } = SongContext.Unknown;

    /// <summary>The part of the data that its makers dealt the song to, such as "train" or "validation"; empty when they did not.</summary>
    public string Part { get; init; } = "";
}

/// <summary>A prediction for one song by a model that has not seen its artist.</summary>
/// <param name="Song">The song.</param>
/// <param name="Valence">Predicted, in standard deviations.</param>
/// <param name="Arousal">Predicted, in standard deviations.</param>
public sealed record HeldOutPrediction(LabelledSong Song, double Valence, double Arousal);

/// <summary>Trains and judges <see cref="AffectModel"/>.</summary>
public static class AffectModelTrainer
{
    private const double RidgePenalty = 10;
    private const int ShareFolds = 3;
    private const double ShareCost = 0.005; // correlation

    private static readonly double[] Shares = [.. Enumerable.Range(0, 13).Select(twentieths => twentieths / 20.0)];

    /// <summary>Reads labelled songs: columns artist, V, A and the nine features; title, spotify_id and split where there are.</summary>
    /// <exception cref="MusicException">A column is missing or a value is no number.</exception>
    public static IReadOnlyList<LabelledSong> ReadLabels(TextReader reader)
    {
        var csv = new CsvReader(reader);
        string[] columns = ["artist", "V", "A", "valence", "energy", "danceability", "acousticness", "instrumentalness",
            "speechiness", "liveness", "loudness", "tempo"];
        var header = csv.Read()?.ToList() ?? [];
        var missing = columns.Where(column => !header.Contains(column)).ToList();
        if (missing.Count > 0)
            throw new MusicException($"The labelled songs lack the columns {string.Join(", ", missing)}.");
        var at = columns.Select(column => header.IndexOf(column)).ToArray();
        var (title, id, part) = (header.IndexOf("title"), header.IndexOf("spotify_id"), header.IndexOf("split"));
        var songs = new List<LabelledSong>();
        while (csv.Read() is { } row)
        {
            var n = at.Skip(1).Select(
                i => i < row.Count && double.TryParse(row[i], NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number : throw new MusicException(
                    $"Line {csv.Line} of the labelled songs lacks a number in the column {header[i]}.")).ToArray();
            songs.Add(new LabelledSong(row[at[0]], new AudioFeatures(n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10]), n[0], n[1])
            {
                Id = Optional(row, id),
                Context = SongContext.Unknown with { Title = Optional(row, title) },
                Part = Optional(row, part),
            });
        }
        return songs;

        static string Optional(IReadOnlyList<string> row, int at) => at >= 0 && at < row.Count ? row[at] : "";
    }

    /// <summary>Adds genre, year, length, key, metre, success in the charts, the lists that hold them and the sound of the
    /// artist's other songs to labelled songs where other lists know them, by id or by artist and title.</summary>
    /// <param name="songs">The labelled songs.</param>
    /// <param name="folder">A folder with lists that <see cref="TrackImporter"/> recognises; other files are passed over.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    public static IReadOnlyList<LabelledSong> WithContext(
        IReadOnlyList<LabelledSong> songs, string folder, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(songs);
        var known = songs.Where(song => song.Id.Length > 0).Select(song => song.Id).Concat(songs.Select(Key))
            .ToHashSet(StringComparer.Ordinal);
        var contexts = new Dictionary<string, SongContext>(StringComparer.Ordinal);
        var sounds = new ArtistSounds();
        foreach (var file in Directory.EnumerateFiles(folder, "*.csv", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (raw, features) in TrackImporter.ReadRaw(file))
            {
                sounds.Add(raw.Artist, raw.Title, features);
                foreach (var key in new[] { raw.Id, TextKey.Song(raw.Artist, raw.Title) }.Where(known.Contains))
                    contexts[key] = contexts.TryGetValue(key, out var before) ? before.Join(raw.Context) : raw.Context;
            }
        }
        return [.. songs.Select(song => song with
        {
            Context = (contexts.GetValueOrDefault(song.Id) ?? contexts.GetValueOrDefault(Key(song)) ?? SongContext.Unknown) with
            {
                Title = song.Context.Title,
                Artist = sounds.Besides(song.Artist, song.Context.Title),
            },
        })];

        static string Key(LabelledSong song) => TextKey.Song(song.Artist, song.Context.Title);
    }

    /// <summary>Trains on all songs; the uncertainty comes from a cross-validation by artist.</summary>
    /// <param name="songs">At least some hundreds.</param>
    /// <param name="seed">Decides folds and samples.</param>
    /// <param name="cancellationToken">Stops between folds.</param>
    public static AffectModel Train(IReadOnlyList<LabelledSong> songs, int seed, CancellationToken cancellationToken = default)
    {
        var held = CrossValidate(songs, seed, cancellationToken: cancellationToken);
        var error = held.Average(p => (Math.Pow(p.Valence - p.Song.Valence, 2) + Math.Pow(p.Arousal - p.Song.Arousal, 2)) / 2);
        return Fit(songs, seed, AffectModel.LabelDeviation * Math.Sqrt(error), cancellationToken);
    }

    /// <summary>Predictions for every song by models that have not seen its artist.</summary>
    /// <param name="songs">The labelled songs.</param>
    /// <param name="seed">Decides folds and samples.</param>
    /// <param name="folds">Into how many parts the artists are dealt.</param>
    /// <param name="cancellationToken">Stops between folds.</param>
    public static IReadOnlyList<HeldOutPrediction> CrossValidate(
        IReadOnlyList<LabelledSong> songs, int seed, int folds = 5, CancellationToken cancellationToken = default) =>
        ByFold(songs, seed, folds, training => Ours(training, seed, cancellationToken), cancellationToken);

    /// <summary>The same split for plain ridge regression on the nine features: the baseline.</summary>
    public static IReadOnlyList<HeldOutPrediction> CrossValidateRidge(
        IReadOnlyList<LabelledSong> songs, int seed, int folds = 5, CancellationToken cancellationToken = default) =>
        ByFold(songs, seed, folds, Ridge, cancellationToken);

    /// <summary>Ridge and ours, trained on one part of the data as its makers dealt it and judged on another.</summary>
    /// <returns>No predictions where there are no such parts.</returns>
    public static (IReadOnlyList<HeldOutPrediction> Ridge, IReadOnlyList<HeldOutPrediction> Ours) OfParts(
        IReadOnlyList<LabelledSong> songs, string training, string held, int seed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(songs);
        var learned = songs.Where(song => song.Part == training).ToList();
        cancellationToken.ThrowIfCancellationRequested();
        return (Predict(Ridge(learned)), Predict(Ours(learned, seed, cancellationToken)));

        List<HeldOutPrediction> Predict(Func<LabelledSong, (double Valence, double Arousal)> model) =>
            [.. songs.Where(song => song.Part == held).Select(song => (song, Place: model(song)))
                .Select(p => new HeldOutPrediction(p.song, p.Place.Valence, p.Place.Arousal))];
    }

    private static Func<LabelledSong, (double Valence, double Arousal)> Ours(
        IReadOnlyList<LabelledSong> training, int seed, CancellationToken cancellationToken) =>
        Predictor(Fit(training, seed, 0, cancellationToken));

    private static Func<LabelledSong, (double Valence, double Arousal)> Predictor(AffectModel model) => song =>
        model.PredictLabels(song.Features, song.Context);

    /// <summary>Plain ridge regression on the nine features: the baseline.</summary>
    internal static Func<LabelledSong, (double Valence, double Arousal)> Ridge(IReadOnlyList<LabelledSong> training)
    {
        var scaling = FeatureScaling.Fit([.. training.Select(song => song.Features)]);
        var rows = training.Select(song => scaling.Apply(song.Features)).ToArray();
        var (v, a) = (training.Average(song => song.Valence), training.Average(song => song.Arousal));
        var valence = LinearSystem.Ridge(rows, [.. training.Select(song => song.Valence - v)], RidgePenalty);
        var arousal = LinearSystem.Ridge(rows, [.. training.Select(song => song.Arousal - a)], RidgePenalty);
        return song =>
        {
            var row = scaling.Apply(song.Features);
            return (v + row.Zip(valence, (x, w) => x * w).Sum(), a + row.Zip(arousal, (x, w) => x * w).Sum());
        };
    }

    /// <summary>The same split for the features valence and energy alone, each by its own regression line: what a service's
    /// own figures are worth.</summary>
    public static IReadOnlyList<HeldOutPrediction> CrossValidateRaw(
        IReadOnlyList<LabelledSong> songs, int seed, int folds = 5, CancellationToken cancellationToken = default) =>
        ByFold(songs, seed, folds, training =>
        {
            var scaling = FeatureScaling.Fit([.. training.Select(song => song.Features)]);
            var rows = training.Select(song => scaling.Apply(song.Features)).ToArray();
            double[] valence = [.. training.Select(song => song.Valence)];
            double[] arousal = [.. training.Select(song => song.Arousal)];
            var (v, a) = (Slope(rows, FeatureScaling.Valence, valence), Slope(rows, FeatureScaling.Energy, arousal));
            var (meanV, meanA) = (valence.Average(), arousal.Average());
            return song =>
            {
                var row = scaling.Apply(song.Features);
                return (meanV + v * row[FeatureScaling.Valence], meanA + a * row[FeatureScaling.Energy]);
            };
        }, cancellationToken);

    private static AffectModel Fit(IReadOnlyList<LabelledSong> songs, int seed, double uncertainty,
        CancellationToken cancellationToken, (double Valence, double Arousal)? shares = null)
    {
        var scaling = FeatureScaling.Fit([.. songs.Select(song => song.Features)]);
        var rows = songs.Select(song => scaling.Apply(song.Features)).ToArray();
        var inputs = songs.Select((song, i) => SongInputs.Of(rows[i], song.Context, scaling)).ToArray();
        double[] valence = [.. songs.Select(song => song.Valence)];
        double[] arousal = [.. songs.Select(song => song.Arousal)];
        double[] lines = [Slope(rows, FeatureScaling.Valence, valence), valence.Average(),
            Slope(rows, FeatureScaling.Energy, arousal), arousal.Average()];
        var (v, a) = shares ?? PlainShares(songs, seed, cancellationToken);
        return new AffectModel(scaling, lines, FitAxis(songs, rows, inputs, valence, v, seed),
            FitAxis(songs, rows, inputs, arousal, a, seed), uncertainty);
    }

    private static AxisModel FitAxis(
        IReadOnlyList<LabelledSong> songs, double[][] rows, double[][] inputs, double[] labels, double share, int seed)
    {
        var kernel = RandomFeatureRegression.Fit(rows, labels, seed);
        // The trees fit their own examples too closely for their remainders to teach anything.
        double[] rest = [.. rows.Select((row, i) => labels[i] - kernel.Predict(row))];
        return new AxisModel(share, BoostedTrees.Fit(inputs, labels, seed), kernel,
            ContextRegression.Fit([.. songs.Select(song => (song.Artist, song.Context))], rest));
    }

    /// <summary>
    /// How much of each axis one feature alone should say, by cross-validation within the songs given: the largest share that
    /// costs next to nothing on them, since the feature was made without these labels and carries over to other people's.
    /// </summary>
    private static (double Valence, double Arousal) PlainShares(
        IReadOnlyList<LabelledSong> songs, int seed, CancellationToken cancellationToken)
    {
        var learned = ByFold(songs, seed, ShareFolds, training => Predictor(Fit(training, seed, 0, cancellationToken, (0, 0))),
            cancellationToken);
        var plain = CrossValidateRaw(songs, seed, ShareFolds, cancellationToken);
        return (Largest(AffectEvaluation.Valence), Largest(AffectEvaluation.Arousal));

        double Largest(Func<IReadOnlyList<HeldOutPrediction>, double> judge)
        {
            var scores = Shares.Select(share => judge([.. learned.Zip(plain, (l, p) => new HeldOutPrediction(
                l.Song, (1 - share) * l.Valence + share * p.Valence, (1 - share) * l.Arousal + share * p.Arousal))])).ToArray();
            return Shares.Where((_, i) => scores[i] >= scores.Max() - ShareCost).Max();
        }
    }

    /// <summary>The regression of a label on one input, which has mean zero and variance one.</summary>
    private static double Slope(double[][] rows, int input, double[] labels) =>
        Enumerable.Range(0, rows.Length).Average(i => rows[i][input] * labels[i]);

    private static List<HeldOutPrediction> ByFold(
        IReadOnlyList<LabelledSong> songs, int seed, int folds,
        Func<IReadOnlyList<LabelledSong>, Func<LabelledSong, (double Valence, double Arousal)>> train, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(songs);
        var artists = songs.Select(song => TextKey.Of(song.Artist)).Distinct().Order(StringComparer.Ordinal).ToArray();
        new Random(seed).Shuffle(artists);
        var foldOf = artists.Select((artist, i) => (artist, i)).ToDictionary(pair => pair.artist, pair => pair.i % folds);
        var predictions = new List<HeldOutPrediction>(songs.Count);
        for (var fold = 0; fold < folds; fold++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var predict = train([.. songs.Where(song => foldOf[TextKey.Of(song.Artist)] != fold)]);
            foreach (var song in songs.Where(song => foldOf[TextKey.Of(song.Artist)] == fold))
            {
                var (valence, arousal) = predict(song);
                predictions.Add(new HeldOutPrediction(song, valence, arousal));
            }
        }
        return predictions;
    }
}
