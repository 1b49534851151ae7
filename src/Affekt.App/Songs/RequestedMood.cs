using Affekt.Music;
using Affekt.Music.Recommendations;

namespace Affekt.App.Songs;

/// <summary>The mood that songs are asked for, and where they should lead.</summary>
/// <param name="Mood">The mood and the target.</param>
/// <param name="Mode">Where the music should go.</param>
public sealed record RequestedMood(MoodTarget Mood, MoodMode Mode)
{
    /// <summary>The wish for a named emotion, or for a point.</summary>
    /// <param name="emotion">One of the seven names; null when a point is given.</param>
    /// <param name="valence">-1 to 1; null when an emotion is given.</param>
    /// <param name="arousal">-1 to 1; null when an emotion is given.</param>
    /// <param name="mode">One of the four names.</param>
    /// <exception cref="MusicException">A name is unknown, a number out of range, or not exactly one of emotion and point is
    /// given.</exception>
    public static RequestedMood Read(string? emotion, double? valence, double? arousal, string? mode)
    {
        var towards = ModeParser.Parse(mode);
        var mood = (emotion, valence, arousal) switch
        {
            (not null, null, null) => MoodTarget.From(EmotionProbabilities.Certain(ModeParser.Emotion(emotion)), unsure: false, towards),
            (null, not null, not null) => MoodTarget.From(ModeParser.Point(valence.Value, arousal.Value), unsure: false, towards),
            _ => throw new MusicException("Give either an emotion, or both valence and arousal."),
        };
        return new RequestedMood(mood, towards);
    }

    /// <summary>Asks for songs, best first.</summary>
    public RecommendationRequest ToRecommendation(int count) => new() { Mood = Mood, Mode = Mode, Count = count };

    /// <summary>Asks for songs in order.</summary>
    public JourneyRequest ToJourney(int count) => new() { Mood = Mood, Mode = Mode, Count = count };
}
