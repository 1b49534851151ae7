namespace Affekt.Sound;

/// <summary>Which figure stands where.</summary>
internal static class FeatureLayout
{
    /// <summary>The figures of a piece of six seconds: mean and spread of its frames, then what only a stretch of time has.</summary>
    public static readonly string[] Piece =
    [
        .. SpectrumMeter.Names.SelectMany(name => new[] { name, $"{name} (within)" }),
        .. Enumerable.Range(1, SpectrumMeter.Cepstra).Select(i => $"change of MFCC {i}"),
        .. RhythmMeter.Names,
        .. HarmonyMeter.Names.SelectMany(name => new[] { name, $"{name} (within)" }),
    ];

    /// <summary>The figures of a song.</summary>
    public static readonly string[] Names =
    [
        .. Piece.SelectMany(name => new[] { $"{name}: mean", $"{name}: spread" }),
        "tempo", "pulse clarity", "song key clarity", "song major",
    ];
}
