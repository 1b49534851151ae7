using Affekt.Music;
using Affekt.Music.Catalogue;
using Affekt.Music.Listeners;

namespace Affekt.Training.Songs;

/// <summary>All that is measured offline; see docs/music.md.</summary>
/// <param name="LabelledSongs">How many songs with people's labels.</param>
/// <param name="Seeds">Over how many splits by artist <paramref name="Affect"/> is averaged.</param>
/// <param name="Affect">Placing songs: random, raw features, ridge and ours.</param>
/// <param name="ValenceGain">Ours less ridge on the first split, with a bootstrap over artists.</param>
/// <param name="ArousalGain">The same for arousal.</param>
/// <param name="Parts">Ridge and ours trained on the part "train" and judged on the part "validation", as the data's makers
/// dealt them.</param>
/// <param name="ZeroShot">Places against what other people felt.</param>
/// <param name="Personal">Personal ranking.</param>
/// <param name="OffPolicy">Whether the logged propensities tell what other policies would have earned, on simulated listeners.</param>
/// <param name="Lists">Lists over the starter catalogue.</param>
public sealed record MusicReport(
    int LabelledSongs, int Seeds, IReadOnlyList<AffectScore> Affect, Estimate ValenceGain, Estimate ArousalGain,
        IReadOnlyList<AffectScore> Parts,
    IReadOnlyList<ZeroShotReport> ZeroShot, PersonalReport Personal, IReadOnlyList<OffPolicyCheck> OffPolicy,
        IReadOnlyList<ListScore> Lists);

/// <summary>Runs the whole offline evaluation.</summary>
public static class MusicEvaluation
{
    /// <summary>The file of labelled songs in the folder of data.</summary>
    public const string Labels = "deezer_train.csv";

    private const int ChanceRounds = 10;
    private const int ListLength = 5;

    private static readonly string[] SimulatedLoves = ["rock", "soul", "pop"];

    /// <summary>Reads labelled songs with what other lists know of them.</summary>
    /// <param name="folder">A folder with deezer_train.csv and, below it, song lists.</param>
    /// <param name="cancellationToken">Stops between files.</param>
    /// <exception cref="MusicException">A file is not what it should be.</exception>
    /// <exception cref="IOException">A file is missing.</exception>
    public static IReadOnlyList<LabelledSong> ReadLabels(string folder, CancellationToken cancellationToken = default)
    {
        using var reader = new StreamReader(Path.Combine(folder, Labels));
        return AffectModelTrainer.WithContext(AffectModelTrainer.ReadLabels(reader), folder, cancellationToken);
    }

    /// <summary>Runs everything.</summary>
    /// <param name="folder">A folder with deezer_train.csv, situnes and song lists.</param>
    /// <param name="seeds">Over how many splits by artist placing is averaged: 1 or more.</param>
    /// <param name="progress">Told what is being done; may be null.</param>
    /// <param name="cancellationToken">Stops between parts.</param>
    /// <exception cref="MusicException">A file is not what it should be.</exception>
    /// <exception cref="IOException">A file is missing.</exception>
    public static MusicReport Run(
        string folder, int seeds, IProgress<string>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seeds);
        progress?.Report("reading");
        var songs = ReadLabels(folder, cancellationToken);
        var scores = new List<(AffectScore Raw, AffectScore Ridge, AffectScore Ours)>();
        (Estimate Valence, Estimate Arousal)? gain = null;
        for (var seed = 1; seed <= seeds; seed++)
        {
            progress?.Report($"split {seed} of {seeds}");
            var ridge = AffectModelTrainer.CrossValidateRidge(songs, seed, cancellationToken: cancellationToken);
            var ours = AffectModelTrainer.CrossValidate(songs, seed, cancellationToken: cancellationToken);
            gain ??= AffectEvaluation.Gain(ours, ridge, seed);
            scores.Add((
                AffectEvaluation.Score("raw features",
                    AffectModelTrainer.CrossValidateRaw(songs, seed, cancellationToken: cancellationToken), cancellationToken),
                AffectEvaluation.Score("ridge", ridge, cancellationToken), AffectEvaluation.Score("ours", ours, cancellationToken)));
        }
        progress?.Report("chance");
        var chance = AffectEvaluation.Chance(songs, 1, ChanceRounds, cancellationToken);
        progress?.Report("the data's own parts");
        var (partRidge, partOurs) = AffectModelTrainer.OfParts(songs, "train", "validation", 1, cancellationToken);
        progress?.Report("people");
        var people = Path.Combine(folder, "situnes");
        var zeroShot = ZeroShotEvaluation.Run(songs, people, 1);
        var personal = PersonalEvaluation.Run(people, 1, cancellationToken);
        progress?.Report("simulated listeners");
        return new MusicReport(
            songs.Count, seeds,
            [
                chance, AffectEvaluation.Mean("raw features", [.. scores.Select(s => s.Raw)]),
                    AffectEvaluation.Mean("ridge", [.. scores.Select(s => s.Ridge)]),
                AffectEvaluation.Mean("ours", [.. scores.Select(s => s.Ours)]),
            ],
            gain!.Value.Valence, gain.Value.Arousal,
            [AffectEvaluation.Score("ridge", partRidge, cancellationToken), AffectEvaluation.Score("ours", partOurs, cancellationToken)],
            zeroShot, personal, Simulate(cancellationToken),
            ListEvaluation.Run(StarterCatalogue.Instance.Tracks, ListLength, 1));
    }

    private static List<OffPolicyCheck> Simulate(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("affekt-simulation-");
        try
        {
            return [.. SimulatedLoves.Select(genre => OffPolicySimulation.Run(
                StarterCatalogue.Instance, genre, Path.Combine(folder.FullName, $"{genre}.db"), PersonalRecommender.Draws, 1,
                    cancellationToken))];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
