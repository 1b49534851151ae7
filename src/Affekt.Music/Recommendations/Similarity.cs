using Affekt.Music.Catalogue;

namespace Affekt.Music.Recommendations;

/// <summary>How alike two songs are, for lists that should not say the same thing five times.</summary>
public static class Similarity
{
    private const double AffectWidth = 0.25;

    /// <summary>From 0 to 1: a shared artist is 1; else place 0.4, genre 0.35, decade 0.15, language 0.1.</summary>
    public static double Between(Track a, Track b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return SharesArtist(a, b) ? 1 : BesidesArtist(a, b);
    }

    /// <summary>The likeness of two songs by different artists.</summary>
    internal static double BesidesArtist(Track a, Track b)
    {
        var distance = a.Affect.DistanceTo(b.Affect) / AffectWidth;
        var place = Math.Exp(-distance * distance / 2);
        var genre = a.Genre.Length > 0 && string.Equals(a.Genre, b.Genre, StringComparison.OrdinalIgnoreCase);
        var decade = a.Year / 10 == b.Year / 10 && a.Year is not null;
        var language = a.Language.Length > 0 && string.Equals(a.Language, b.Language, StringComparison.OrdinalIgnoreCase);
        return 0.4 * place + (genre ? 0.35 : 0) + (decade ? 0.15 : 0) + (language ? 0.1 : 0);
    }

    /// <summary>True when one artist takes part in both; every name of a duet counts.</summary>
    public static bool SharesArtist(Track a, Track b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return TextKey.Artists(a.Artist).Intersect(TextKey.Artists(b.Artist)).Any();
    }

    /// <summary>The mean over all pairs of 1 - similarity: 0 for one song told n times, 1 for songs without anything in
    /// common; 0 for fewer than two.</summary>
    public static double IntraListDiversity(IReadOnlyList<Track> tracks)
    {
        ArgumentNullException.ThrowIfNull(tracks);
        var sum = 0.0;
        var pairs = 0;
        for (var i = 0; i < tracks.Count; i++)
        {
            for (var j = 0; j < i; j++, pairs++)
                sum += 1 - Between(tracks[i], tracks[j]);
        }
        return pairs == 0 ? 0 : sum / pairs;
    }
}
