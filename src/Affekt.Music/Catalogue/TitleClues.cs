using System.Buffers;
using System.Text.RegularExpressions;

namespace Affekt.Music.Catalogue;

/// <summary>What a title says of a recording: a remix or a concert stands behind the song itself, and Christmas is not every
/// day. What the words are about, <see cref="SongThemes"/> tells.</summary>
internal static partial class TitleClues
{
    private const double VersionPenalty = 0.12;
    private const double SeasonPenalty = 0.3;

    private static readonly SearchValues<string> Versions = SearchValues.Create(
        ["remix", " mix", "live", "ao vivo", "en vivo", "karaoke", "cover", "instrumental", "sped up", "slowed", "reprise",
            "interlude", "skit", "medley", "tribute", "demo", "acapella", "a cappella", "acoustic", "acústic", "unplugged", "edit"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Season = SearchValues.Create(
        ["christmas", "xmas", "x-mas", "santa", "rudolph", "jingle bell", "navidad", "feliz natal", "weihnacht",
            "let it snow", "sleigh", "mistletoe", "silent night"],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>What a title takes from the score: 0 for most songs. Names of versions count only where versions are named:
    /// after " - " or in brackets.</summary>
    public static double Penalty(Track track)
    {
        var title = track.Title.AsSpan();
        return (NamesVersion(track.Title) ? VersionPenalty : 0) + (title.ContainsAny(Season) ? SeasonPenalty : 0);
    }

    /// <summary>True when a title names a version that sounds unlike the song itself, such as a remix or a concert; a remaster
    /// or a radio edit is none.</summary>
    public static bool NamesVersion(string title)
    {
        var version = title.AsSpan(TextKey.PlainTitle(title).Length);
        return version.ContainsAny(Versions) && IssueName().Replace(version.ToString(), "").AsSpan().ContainsAny(Versions);
    }

    // The song itself under another name, such as "2011 Mix" or "Radio Edit", but not "Somebody's Radio Edit".
    [GeneratedRegex(@"(?<=- |[(\[])(\d{4}|radio|single|original|mono|stereo) (mix|edit)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex IssueName();
}
