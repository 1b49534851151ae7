using Affekt.Music.Catalogue;

namespace Affekt.Music.Recommendations;

/// <summary>Whose songs a list is made of.</summary>
public enum MusicSource
{
    /// <summary>The listener's own and imported songs first, and some of those that come with Affekt. The default.</summary>
    Both,
    /// <summary>The listener's own and imported songs only.</summary>
    Mine,
    /// <summary>The songs that come with Affekt only.</summary>
    Known,
}

/// <summary>
/// Decides which of the songs that fit are drawn: by listener and day. Each song has a number from 0 to 1 of its own for each
/// listener, emotion and mode; each day all numbers move on by the golden ratio and wrap around, so that songs at the top today
/// are in the middle tomorrow, and every song has its day.
/// </summary>
/// <param name="Seed">Whose draw.</param>
/// <param name="Day">Which day, counted in days since year 1.</param>
public readonly record struct SongDraw(ulong Seed, int Day)
{
    private const double DayStep = 0.6180339887498949;
    private const double EmotionStep = 0.4142135623730951;
    private const double ModeStep = 0.7320508075688772;
    private const int CellsOfAxis = 4;

    /// <summary>The draw of a listener on a day.</summary>
    /// <param name="listener">A name or another fixed text; empty for everybody.</param>
    /// <param name="day">The listener's own date.</param>
    public static SongDraw For(string listener, DateOnly day) => new(SongPlace.KeyOf(listener), day.DayNumber);

    /// <summary>Which part of a very large catalogue is looked at.</summary>
    internal ulong Part => SongPlace.Mix(Seed + (ulong)Day * 0x9E3779B97F4A7C15UL);

    /// <summary>The song's number: 0 to 1.</summary>
    /// <param name="song">See <see cref="SongPlace.Key"/>.</param>
    /// <param name="mood">Its likeliest emotion counts, or its part of the plane.</param>
    /// <param name="mode">Where the music should go.</param>
    internal double Of(ulong song, MoodTarget mood, MoodMode mode)
    {
        var number = (SongPlace.Mix(song ^ Seed) >> 11) * (1.0 / (1UL << 53))
            + DayStep * Day + EmotionStep * EmotionOf(mood) + ModeStep * (int)mode;
        return number - Math.Floor(number);
    }

    private static int EmotionOf(MoodTarget mood) => mood.Emotions is { } emotions
        ? (int)emotions.Top
        : Emotions.Count + Cell(mood.Start.Valence) + CellsOfAxis * Cell(mood.Start.Arousal);

    private static int Cell(double value) => Math.Clamp((int)((value + 1) / 2 * CellsOfAxis), 0, CellsOfAxis - 1);
}
