using Affekt.Music.Catalogue;

namespace Affekt.Music.Recommendations;

/// <summary>
/// Which themes a mood allows. A song about death, suicide, violence or drugs never lifts, calms or energises, whatever its
/// sound. Where the music stays with the mood, grief may be met by mourning and anger by anger; suicide is never offered.
/// </summary>
internal static class CareRules
{
    public static bool Allow(Track track, MoodTarget mood, MoodMode mode) => SongThemes.Of(track) switch
    {
        SongTheme.None => true,
        _ when mode != MoodMode.Match => false,
        SongTheme.Death or SongTheme.Parting => IsLow(mood),
        SongTheme.Violence or SongTheme.Drugs => IsAngry(mood),
        _ => false,
    };

    private static bool IsLow(MoodTarget mood) => mood.Emotions is { } emotions
        ? emotions.Top == Emotion.Sad
        : mood.Start is { Valence: < -0.2, Arousal: < 0.1 };

    private static bool IsAngry(MoodTarget mood) => mood.Emotions is { } emotions
        ? emotions.Top is Emotion.Angry or Emotion.Disgust
        : mood.Start is { Valence: < -0.3, Arousal: > 0.2 };
}
