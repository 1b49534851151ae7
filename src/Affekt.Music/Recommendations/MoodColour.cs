namespace Affekt.Music.Recommendations;

/// <summary>
/// What tells moods apart that lie on one spot of the plane: anger, fear and disgust are neighbours there, and not every song
/// that is pleasant lifts. Songs whose mood words are among those of the emotion, or of the goal, score a little higher. Our
/// editorial table; see docs/music.md.
/// </summary>
internal static class MoodColour
{
    private const double Unknown = 0.5;

    private static readonly HashSet<string>[] OfEmotion =
    [
        Words("angry furious aggressive defiant rebellious raw intense bitter"), // angry
        Words("bitter dark raw defiant angry menacing restless"), // disgust
        Words("anxious tense eerie menacing haunting dark mysterious restless"), // fear
        Words("happy joyful sunny carefree playful uplifting warm groovy danceable"), // happy
        Words("sad melancholy lonely mournful heartbroken weary bleak longing tender"), // sad
        Words("exciting dramatic playful epic euphoric mysterious eerie urgent"), // surprise
        Words("reflective cool relaxed gentle nostalgic smooth dreamy"), // neutral
    ];

    private static readonly HashSet<string> Lift = Words(
        "hopeful uplifting warm joyful sunny happy carefree empowering playful romantic triumphant");
    private static readonly HashSet<string> Calm = Words("calm peaceful serene soothing gentle relaxed warm tender dreamy");
    private static readonly HashSet<string> Energise = Words(
        "energetic exciting euphoric danceable party triumphant empowering funky playful joyful");

    /// <summary>How much of a song's words is of the mood's colour: 0 to 1. A song without words has what songs have that fit:
    /// nobody has said that it is of another colour.</summary>
    /// <param name="track">The song.</param>
    /// <param name="mood">The emotion counts where the music stays, the goal where it moves.</param>
    /// <param name="mode">Where the music goes.</param>
    public static double Of(Track track, MoodTarget mood, MoodMode mode)
    {
        if (track.Moods.Count == 0)
            return mood.Emotions is null && Goal(mode) is null ? 0 : Unknown;
        if (Goal(mode) is { } goal)
            return Share(track, goal);
        return mood.Emotions is { } emotions ? Emotions.All.Sum(emotion => emotions[emotion] * Share(track, OfEmotion[(int)emotion])) : 0;
    }

    /// <summary>True when a word is of the mood's colour.</summary>
    public static bool Has(string word, MoodTarget mood, MoodMode mode) =>
        Goal(mode) is { } goal ? goal.Contains(word) : mood.Emotions is { } emotions && OfEmotion[(int)emotions.Top].Contains(word);

    private static HashSet<string>? Goal(MoodMode mode) => mode switch
    {
        MoodMode.Lift => Lift,
        MoodMode.Calm => Calm,
        MoodMode.Energise => Energise,
        _ => null,
    };

    private static double Share(Track track, HashSet<string> colour) => (double)track.Moods.Count(colour.Contains) / track.Moods.Count;

    private static HashSet<string> Words(string words) => new(words.Split(' '), StringComparer.OrdinalIgnoreCase);
}
