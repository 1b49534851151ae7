using System.Text.Json.Serialization;
using Affekt.Library.Storage;
using Affekt.Music.Listeners;

namespace Affekt.App.Answers;

/// <summary>Consent that was given.</summary>
/// <param name="What">The purpose, in words.</param>
/// <param name="Version">The version of the question.</param>
/// <param name="When">When it was given.</param>
public sealed record ConsentAnswer(string What, int Version, DateTimeOffset When);

/// <summary>A profile of this browser.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Created">When it came into being.</param>
/// <param name="Consent">What was agreed to; null when nothing was.</param>
/// <param name="Settings">How its owner likes page and songs.</param>
public sealed record ProfileAnswer(string Id, string Name, DateTimeOffset Created, ConsentAnswer? Consent, ProfileSettings Settings);

/// <summary>The profiles of this browser.</summary>
/// <param name="Active">The id of the one that is used; null for none.</param>
/// <param name="Profiles">All of them, oldest first.</param>
/// <param name="ConsentVersion">The version of the question that consent must answer.</param>
public sealed record ProfilesAnswer(string? Active, IReadOnlyList<ProfileAnswer> Profiles, int ConsentVersion);

/// <summary>A name for a profile.</summary>
/// <param name="Name">1 to 40 characters.</param>
public sealed record NameBody(string? Name);

/// <summary>Which profile to use.</summary>
/// <param name="Id">The id of a profile of this browser; null for none.</param>
public sealed record ActiveBody(string? Id);

/// <summary>A yes to having pictures read.</summary>
/// <param name="Version">The version of the question that was shown.</param>
public sealed record ConsentBody(int Version);

/// <summary>A word on a song.</summary>
/// <param name="Song">The song's id.</param>
/// <param name="Kind">like, dislike, skip, play or hide.</param>
/// <param name="Valence">The present mood's valence, -1 to 1.</param>
/// <param name="Arousal">The present mood's arousal, -1 to 1.</param>
/// <param name="Mode">The mode; match when left out.</param>
public sealed record FeedbackBody(string Song, string Kind, double Valence, double Arousal, string? Mode);

/// <summary>What somebody said of a song.</summary>
/// <param name="Number">Its number, growing with time.</param>
/// <param name="At">When.</param>
/// <param name="Kind">like, dislike, skip, play or hide.</param>
/// <param name="Id">The song's id.</param>
/// <param name="Title">The song's title.</param>
/// <param name="Artist">The performing artist.</param>
/// <param name="Mode">The mode that music was asked for.</param>
/// <param name="MoodValence">The mood's valence, -1 to 1.</param>
/// <param name="MoodArousal">The mood's arousal, -1 to 1.</param>
/// <param name="Offer">The list that the song came from; null when it came from none.</param>
public sealed record FeedbackAnswer(long Number, DateTimeOffset At, string Kind, string Id, string Title, string Artist,
    string Mode, double MoodValence, double MoodArousal, long? Offer)
{
    /// <summary>The song's id again, by the name that requests over HTTP use; absent on the command line.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Song { get; init; }

    /// <summary>The same answer with the song's id under both names.</summary>
    public FeedbackAnswer WithSong() => this with { Song = Id };

    /// <summary>The answer for an event.</summary>
    public static FeedbackAnswer From(FeedbackEvent feedback)
    {
        ArgumentNullException.ThrowIfNull(feedback);
        return new(feedback.Number, feedback.At, feedback.Kind.ToString().ToLowerInvariant(), feedback.Track.Id,
            feedback.Track.Title, feedback.Track.Artist, feedback.Mode.Name(), Math.Round(feedback.Mood.Valence, 6),
            Math.Round(feedback.Mood.Arousal, 6), feedback.Offer);
    }
}

/// <summary>What a reading should have said.</summary>
/// <param name="Probabilities">The seven probabilities that were read, by emotion.</param>
/// <param name="Said">The emotion by the person's own word.</param>
public sealed record CorrectionBody(IReadOnlyDictionary<string, double> Probabilities, string Said);

/// <summary>A correction that was kept.</summary>
/// <param name="Number">Its number, growing with time.</param>
/// <param name="Read">The likeliest emotion of the reading.</param>
/// <param name="Said">The emotion by the person's own word.</param>
public sealed record CorrectionAnswer(long Number, string Read, string Said);

/// <summary>A mood to keep.</summary>
/// <param name="Way">hand, word, photo or camera.</param>
/// <param name="Valence">-1 to 1.</param>
/// <param name="Arousal">-1 to 1.</param>
/// <param name="Emotion">The emotion that was named or read, if one was.</param>
/// <param name="Mode">The mode; match when left out.</param>
public sealed record MoodBody(string Way, double Valence, double Arousal, string? Emotion, string? Mode);

/// <summary>A mood of the past.</summary>
/// <param name="At">When.</param>
/// <param name="Way">hand, word, photo or camera.</param>
/// <param name="Valence">-1 to 1.</param>
/// <param name="Arousal">-1 to 1.</param>
/// <param name="Emotion">The emotion that was named or read, if one was.</param>
/// <param name="Mode">The mode.</param>
public sealed record MoodEntryAnswer(DateTimeOffset At, string Way, double Valence, double Arousal, string? Emotion, string Mode);

/// <summary>Moods of the past, and what was said of songs.</summary>
/// <param name="Moods">Oldest first.</param>
/// <param name="Feedback">Oldest first.</param>
public sealed record ProfileHistoryAnswer(IReadOnlyList<MoodEntryAnswer> Moods, IReadOnlyList<FeedbackAnswer> Feedback);

/// <summary>The feedback of a listener.</summary>
/// <param name="Listener">Its name.</param>
/// <param name="Events">Newest first.</param>
public sealed record ListenerHistoryAnswer(string Listener, IReadOnlyList<FeedbackAnswer> Events);

/// <summary>What is kept of a listener, in numbers.</summary>
/// <param name="Listener">Its name.</param>
/// <param name="Feedback">Events by kind.</param>
/// <param name="Lists">Lists that it was offered.</param>
/// <param name="Corrections">Corrections of readings.</param>
/// <param name="Hidden">Ids of songs that are never offered, in order.</param>
/// <param name="First">The time of the first event; null when there is none.</param>
/// <param name="Last">The time of the last event; null when there is none.</param>
public sealed record ListenerAnswer(string Listener, IReadOnlyDictionary<string, int> Feedback, int Lists, int Corrections,
    IReadOnlyList<string> Hidden, DateTimeOffset? First, DateTimeOffset? Last)
{
    /// <summary>The answer for a listener.</summary>
    public static ListenerAnswer From(string listener, IReadOnlyList<FeedbackEvent> events, int lists, int corrections) => new(
        listener,
        new OrderedDictionary<string, int>(Enum.GetValues<FeedbackKind>()
            .Select(kind => KeyValuePair.Create(kind.ToString().ToLowerInvariant(), events.Count(e => e.Kind == kind)))),
        lists, corrections, [.. new ListenerTaste(events).Hidden.Order(StringComparer.Ordinal)], events.Count > 0 ? events[0].At
            : null, events.Count > 0 ? events[^1].At : null);
}

/// <summary>The names of all listeners.</summary>
/// <param name="Listeners">In order.</param>
public sealed record ListenersAnswer(IReadOnlyList<string> Listeners);

/// <summary>A listener that was deleted.</summary>
/// <param name="Listener">Its name.</param>
/// <param name="Events">Events that are gone.</param>
/// <param name="Lists">Lists that are gone.</param>
public sealed record DeletedAnswer(string Listener, int Events, int Lists);
