using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Affekt.Library.Storage;

namespace Affekt.App.Answers;

/// <summary>How answers become JSON, on the wire and on the command line alike: camelCase, in the order of their declaration.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(MoodAnswer))]
[JsonSerializable(typeof(FacesAnswer))]
[JsonSerializable(typeof(ImageFacesAnswer))]
[JsonSerializable(typeof(RecommendationAnswer))]
[JsonSerializable(typeof(JourneyAnswer))]
[JsonSerializable(typeof(AffectAnswer))]
[JsonSerializable(typeof(TracksAnswer))]
[JsonSerializable(typeof(SearchAnswer))]
[JsonSerializable(typeof(ProfilesAnswer))]
[JsonSerializable(typeof(ProfileAnswer))]
[JsonSerializable(typeof(ProfileSettings))]
[JsonSerializable(typeof(ConsentAnswer))]
[JsonSerializable(typeof(NameBody))]
[JsonSerializable(typeof(ActiveBody))]
[JsonSerializable(typeof(ConsentBody))]
[JsonSerializable(typeof(FeedbackBody))]
[JsonSerializable(typeof(FeedbackAnswer))]
[JsonSerializable(typeof(CorrectionBody))]
[JsonSerializable(typeof(CorrectionAnswer))]
[JsonSerializable(typeof(MoodBody))]
[JsonSerializable(typeof(ProfileHistoryAnswer))]
[JsonSerializable(typeof(ImportJobAnswer))]
[JsonSerializable(typeof(ImportsAnswer))]
[JsonSerializable(typeof(ListeningAnswer))]
[JsonSerializable(typeof(SongDetailAnswer))]
[JsonSerializable(typeof(TokenBody))]
[JsonSerializable(typeof(ImportReportAnswer))]
[JsonSerializable(typeof(StatsAnswer))]
[JsonSerializable(typeof(ListenerHistoryAnswer))]
[JsonSerializable(typeof(ListenerAnswer))]
[JsonSerializable(typeof(ListenersAnswer))]
[JsonSerializable(typeof(DeletedAnswer))]
public sealed partial class AnswerJson : JsonSerializerContext
{
    /// <summary>For people and pipes: indented, with letters of every script as they are.</summary>
    public static AnswerJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
