using Affekt.Music.Playlists;
using Affekt.Music.Recommendations;

namespace Affekt.App.Answers;

/// <summary>Turns recommendations into answers.</summary>
public static class SongAnswers
{
    /// <summary>A song with its reason and links.</summary>
    public static SongAnswer ToAnswer(this Recommendation song)
    {
        ArgumentNullException.ThrowIfNull(song);
        return Answer(song.Track, song.Reason);
    }

    /// <summary>A song by itself, without a reason.</summary>
    public static SongAnswer ToAnswer(this Track track)
    {
        ArgumentNullException.ThrowIfNull(track);
        return Answer(track, "");
    }

    /// <summary>A point of valence and arousal.</summary>
    public static PointAnswer ToAnswer(this ValenceArousal point) => new(Digits.Round(point.Valence), Digits.Round(point.Arousal));

    /// <summary>All songs of a list.</summary>
    public static RecommendationAnswer ToAnswer(this RecommendationList list, MoodMode mode)
    {
        ArgumentNullException.ThrowIfNull(list);
        return new RecommendationAnswer(mode.Name(), list.Start.ToAnswer(), list.Target.ToAnswer(), [.. list.Songs.Select(ToAnswer)]);
    }

    /// <summary>The steps of a journey.</summary>
    public static JourneyAnswer ToAnswer(this Journey journey, MoodMode mode)
    {
        ArgumentNullException.ThrowIfNull(journey);
        return new JourneyAnswer(mode.Name(), journey.Start.ToAnswer(), journey.Target.ToAnswer(),
            [.. journey.Steps.Select(step => Answer(step.Track, step.Reason) with { Step = step.Step })]);
    }

    private static SongAnswer Answer(Track track, string reason) =>
        new(track.Id, track.Title, track.Artist, track.Year, Digits.Round(track.Affect.Valence),
            Digits.Round(track.Affect.Arousal), track.Popularity, reason, TrackLinks.For(track))
        {
            Embed = TrackEmbed.For(track) is { } embed ? new EmbedAnswer(embed.Service, embed.Address) : null,
        };
}
