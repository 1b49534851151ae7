using Affekt.Server.Listeners;

namespace Affekt.Server.Contracts;

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

/// <summary>A word on a song that was kept, or taken back.</summary>
/// <param name="Number">Its number, growing with time.</param>
/// <param name="Song">The song's id.</param>
/// <param name="Title">The song's title.</param>
/// <param name="Kind">like, dislike, skip, play or hide.</param>
public sealed record FeedbackAnswer(long Number, string Song, string Title, string Kind);

/// <summary>What a reading should have said.</summary>
/// <param name="Probabilities">The seven probabilities that were read, by emotion.</param>
/// <param name="Said">The emotion by the person's own word.</param>
public sealed record CorrectionBody(IReadOnlyDictionary<string, double> Probabilities, string Said);

/// <summary>A correction that was kept.</summary>
/// <param name="Number">Its number, growing with time.</param>
public sealed record CorrectionAnswer(long Number);

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
public sealed record HistoryAnswer(IReadOnlyList<MoodEntryAnswer> Moods, IReadOnlyList<FeedbackAnswer> Feedback);
