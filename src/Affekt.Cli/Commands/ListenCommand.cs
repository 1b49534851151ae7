using System.CommandLine;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Affekt.Cli.Output;
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
}

/// <summary>The JSON of affekt catalog listen.</summary>
internal sealed record ListenAnswer(IReadOnlyList<HeardFileAnswer> Files, IReadOnlyDictionary<string, int> Problems, double Seconds);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ListenAnswer))]
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

/// <summary>affekt catalog listen: tempo, key, loudness, valence and arousal of files by their sound.</summary>
internal static class ListenCommand
{
    // What people keep music in. A single file is tried whatever its name.
    private static readonly HashSet<string> Extensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".mp3", ".mp2", ".flac", ".ogg", ".oga", ".opus", ".spx", ".m4a", ".m4b", ".mp4", ".aac", ".wav", ".aif", ".aiff", ".aifc", ".wma",
        ".ape", ".wv", ".mpc", ".tta", ".tak", ".dsf", ".dff", ".mka", ".webm",
    };

    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        var path = new Argument<string>("FILE|FOLDER") { Description = "An audio file, or a folder of them" };
        var json = CommonOptions.Json();
        var command = new Command("listen", "Hear files: tempo, key, loudness, valence and arousal by their sound") { path, json };
        command.SetAction((parse, cancellationToken) =>
            RunAsync(context, parse.GetRequiredValue(path), parse.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, string path, bool json, CancellationToken cancellationToken)
    {
        var files = Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
                .Where(file => Extensions.Contains(Path.GetExtension(file))).Order(StringComparer.Ordinal).ToList()
            : [path];
        var listener = new SongListener(time: context.Time);
        var started = context.Time.GetTimestamp();
        var answers = new List<HeardFileAnswer>();
        foreach (var file in files)
        {
            var answer = await HearAsync(listener, file, cancellationToken).ConfigureAwait(false);
            answers.Add(answer);
            if (!json)
                context.Output.Line(Line(answer));
        }
        var problems = answers.Where(answer => answer.Problem is not null).GroupBy(answer => answer.Problem!)
            .ToDictionary(group => group.Key, group => group.Count());
        var seconds = context.Time.GetElapsedTime(started).TotalSeconds;
        if (json)
            context.WriteJson(new ListenAnswer(answers, problems, seconds), ListenJson.Readable.ListenAnswer);
        else
            await context.Error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"Heard {answers.Count - problems.Values.Sum()} of {answers.Count} files in {seconds:F1} s.")).ConfigureAwait(false);
        if (answers.Count == 0)
            await context.Error.WriteLineAsync($"affekt: {path} holds no audio file.").ConfigureAwait(false);
        return answers.Any(answer => answer.Problem is null) ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<HeardFileAnswer> HearAsync(SongListener listener, string file, CancellationToken cancellationToken)
    {
        try
        {
            var heard = await listener.ListenAsync(file, cancellationToken).ConfigureAwait(false);
            return new HeardFileAnswer(file)
            {
                DurationSeconds = heard.DurationSeconds,
                Complete = heard.IsComplete,
                TempoBpm = heard.TempoBpm,
                PulseClarity = heard.PulseClarity,
                Key = heard.Key?.ToString(),
                KeyClarity = heard.KeyClarity,
                LoudnessLufs = heard.LoudnessLufs,
                Valence = heard.Affect.Valence,
                ValenceDeviation = heard.Affect.ValenceDeviation,
                Arousal = heard.Affect.Arousal,
                ArousalDeviation = heard.Affect.ArousalDeviation,
                AudioHash = heard.AudioHash,
                Decoder = heard.Decoder,
            };
        }
        catch (SoundException e)
        {
            return new HeardFileAnswer(
                file)
            { Problem = JsonNamingPolicy.CamelCase.ConvertName(e.Problem.ToString()), Message = e.Message };
        }
    }

    private static string Line(HeardFileAnswer answer) => answer.Problem is not null ? $"{answer.Message}"
        : string.Create(CultureInfo.InvariantCulture,
            $"{answer.File}: {answer.TempoBpm?.ToString("F0", CultureInfo.InvariantCulture) ?? "no"} bpm, {answer.Key ?? "no key"}, " +
            $"{answer.LoudnessLufs:F1} LUFS, valence {answer.Valence:F2} ± {answer.ValenceDeviation:F2}, " +
            $"arousal {answer.Arousal:F2} ± {answer.ArousalDeviation:F2}");
}
