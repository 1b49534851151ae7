using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Affekt.App.Answers;
using Affekt.Library.Storage;
using Affekt.Sound;

namespace Affekt.Cli.Commands;

/// <summary>What was heard in a file, or why nothing was.</summary>
internal sealed record HeardFileAnswer(string File)
{
    public string? Problem { get; init; }

    public string? Message { get; init; }

    public double? DurationSeconds { get; init; }

    public bool? Complete { get; init; }

    public double? TempoBpm { get; init; }

    public double? PulseClarity { get; init; }

    public string? Key { get; init; }

    public double? KeyClarity { get; init; }

    public double? LoudnessLufs { get; init; }

    public double? Valence { get; init; }

    public double? ValenceDeviation { get; init; }

    public double? Arousal { get; init; }

    public double? ArousalDeviation { get; init; }

    public string? AudioHash { get; init; }

    public string? Decoder { get; init; }

    /// <summary>A file that was heard now.</summary>
    public static HeardFileAnswer Of(string file, SoundAnalysis heard) => WithPlace(new HeardFileAnswer(file)
    {
        DurationSeconds = heard.DurationSeconds,
        Complete = heard.IsComplete,
        TempoBpm = heard.TempoBpm,
        PulseClarity = heard.PulseClarity,
        Key = heard.Key?.ToString(),
        KeyClarity = heard.KeyClarity,
        LoudnessLufs = heard.LoudnessLufs,
        AudioHash = heard.AudioHash,
        Decoder = heard.Decoder,
    }, heard.Affect);

    /// <summary>A file that was heard before.</summary>
    public static HeardFileAnswer Of(string file, HeardSound heard)
    {
        var answer = new HeardFileAnswer(file)
        {
            DurationSeconds = heard.Seconds,
            Complete = heard.IsComplete,
            TempoBpm = heard.Tempo,
            PulseClarity = heard.PulseClarity,
            Key = heard.Key.Length > 0 ? heard.Key : null,
            KeyClarity = heard.KeyClarity,
            LoudnessLufs = heard.Loudness,
            AudioHash = heard.Audio,
            Decoder = heard.Decoder,
        };
        return SoundFeatures.FromBytes(heard.Features.ToArray()) is { } features
            ? WithPlace(answer, SoundAffectModel.Shipped.Predict(features)) : answer;
    }

    /// <summary>A file that could not be heard.</summary>
    public static HeardFileAnswer Of(string file, string problem, string message) =>
        new(file) { Problem = JsonNamingPolicy.CamelCase.ConvertName(problem), Message = message };

    /// <summary>A line for people.</summary>
    public string InWords() => Problem is not null ? $"{Message}"
        : string.Create(CultureInfo.InvariantCulture,
            $"{File}: {TempoBpm?.ToString("F0", CultureInfo.InvariantCulture) ?? "no"} bpm, {Key ?? "no key"}, {LoudnessLufs:F1} LUFS, "
            + $"valence {Valence:F2} ± {ValenceDeviation:F2}, arousal {Arousal:F2} ± {ArousalDeviation:F2}");

    private static HeardFileAnswer WithPlace(HeardFileAnswer answer, SoundAffect place) => answer with
    {
        Valence = place.Valence,
        ValenceDeviation = place.ValenceDeviation,
        Arousal = place.Arousal,
        ArousalDeviation = place.ArousalDeviation,
    };
}

/// <summary>The JSON of affekt catalog listen.</summary>
internal sealed record HeardFilesAnswer(IReadOnlyList<HeardFileAnswer> Files, IReadOnlyDictionary<string, int> Problems, double Seconds)
{
    /// <summary>How much of the catalogue's own music is heard now; absent for a single file.</summary>
    public ListeningAnswer? Progress { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(HeardFilesAnswer))]
internal sealed partial class ListenJson : JsonSerializerContext
{
    /// <summary>Indented, with letters of every script as they are, without what was not heard.</summary>
    public static ListenJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
