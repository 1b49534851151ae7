using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Affekt.Music;
using Affekt.Server.Music;

namespace Affekt.Cli.Commands;

/// <summary>The JSON of affekt catalog import.</summary>
internal sealed record ImportAnswer(
    string Catalog, string Source, string Format, int Rows, int Added, int Updated, int Duplicates, int Skipped,
        int ProblemCount, IReadOnlyList<ImportProblem> Problems,
    bool Complete, double Seconds, int Songs)
{
    public static ImportAnswer From(string catalogue, string source, ImportReport report, double seconds, int songs) => new(
        catalogue, source, report.Format, report.Rows, report.Added, report.Updated, report.Duplicates, report.Skipped,
            report.ProblemCount, report.Problems,
        report.Complete, Math.Round(seconds, 3), songs);
}

/// <summary>The JSON of affekt catalog stats.</summary>
internal sealed record StatsAnswer(
    string Catalog, int Songs, int Artists, int Explicit, int OwnFiles, int? FromYear, int? ToYear, double MeanPopularity,
        double MeanUncertainty,
    IReadOnlyDictionary<string, int> Quarters, IReadOnlyDictionary<string, int> Genres,
        IReadOnlyDictionary<string, int> Languages, IReadOnlyDictionary<string, int> Sources)
{
    public StatsAnswer(string catalogue, CatalogueStats stats)
        : this(catalogue, stats.Songs, stats.Artists, stats.Explicit, stats.OwnFiles, stats.FromYear, stats.ToYear,
            Math.Round(stats.MeanPopularity, 2),
            Math.Round(stats.MeanUncertainty, 4), stats.Quarters, stats.Genres, stats.Languages, stats.Sources)
    {
    }
}

/// <summary>One event of a listener.</summary>
internal sealed record FeedbackAnswer(long Number, DateTimeOffset At, string Kind, string Id, string Title, string Artist,
    string Mode, double MoodValence, double MoodArousal, long? Offer)
{
    public static FeedbackAnswer From(FeedbackEvent e) => new(
        e.Number, e.At, e.Kind.ToString().ToLowerInvariant(), e.Track.Id, e.Track.Title, e.Track.Artist, e.Mode.Name(),
            Math.Round(e.Mood.Valence, 6), Math.Round(e.Mood.Arousal, 6), e.Offer);
}

/// <summary>The JSON of affekt listener history.</summary>
internal sealed record HistoryAnswer(string Listener, IReadOnlyList<FeedbackAnswer> Events);

/// <summary>The JSON of affekt listener show.</summary>
internal sealed record ListenerAnswer(string Listener, IReadOnlyDictionary<string, int> Feedback, int Lists, int Corrections,
    IReadOnlyList<string> Hidden, DateTimeOffset? First, DateTimeOffset? Last)
{
    public static ListenerAnswer From(string listener, IReadOnlyList<FeedbackEvent> events, int lists, int corrections) => new(
        listener,
        new OrderedDictionary<string, int>(Enum.GetValues<FeedbackKind>()
            .Select(kind => KeyValuePair.Create(kind.ToString().ToLowerInvariant(), events.Count(e => e.Kind == kind)))),
        lists, corrections, [.. new ListenerTaste(events).Hidden.Order(StringComparer.Ordinal)], events.Count > 0 ? events[0].At
            : null, events.Count > 0 ? events[^1].At : null);
}

/// <summary>The JSON of affekt listener list.</summary>
internal sealed record ListenersAnswer(IReadOnlyList<string> Listeners);

/// <summary>The JSON of affekt listener correct.</summary>
internal sealed record CorrectionAnswer(long Number, string Read, string Said);

/// <summary>The JSON of affekt listener delete.</summary>
internal sealed record DeletedAnswer(string Listener, int Events, int Lists);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImportAnswer))]
[JsonSerializable(typeof(StatsAnswer))]
[JsonSerializable(typeof(FeedbackAnswer))]
[JsonSerializable(typeof(HistoryAnswer))]
[JsonSerializable(typeof(ListenerAnswer))]
[JsonSerializable(typeof(ListenersAnswer))]
[JsonSerializable(typeof(CorrectionAnswer))]
[JsonSerializable(typeof(DeletedAnswer))]
[JsonSerializable(typeof(MusicReport))]
internal sealed partial class MusicJson : JsonSerializerContext
{
    /// <summary>Indented, with letters of every script as they are.</summary>
    public static MusicJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
