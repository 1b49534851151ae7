using Affekt.Music.Catalogue;

namespace Affekt.Music.Affect;

/// <summary>Where a genre lies on the whole, for songs of which nothing else is known. Placed by us, editorially; the doubt is
/// accordingly large.</summary>
public static class GenreAffect
{
    /// <summary>The standard deviation of songs around the place of their genre, on each axis.</summary>
    public const double Uncertainty = 0.4;

    // Sought as the end of a genre's name, so the longer names come first.
    private static readonly (string Genre, ValenceArousal Place)[] Places =
    [
        ("hard rock", new(.10, .60)), ("dark trap", new(-.30, .35)), ("trip hop", new(-.20, -.20)), ("hip hop", new(.05, .35)),
            ("new age", new(.40, -.60)),
        ("drum and bass", new(.15, .65)), ("bossa nova", new(.40, -.40)), ("easy listening", new(.45, -.45)),
            ("singer-songwriter", new(-.05, -.35)),
        ("metal", new(-.30, .75)), ("punk", new(-.05, .65)), ("grunge", new(-.35, .40)), ("rock", new(.10, .35)),
            ("indie", new(.05, .05)), ("alternative", new(.00, .20)),
        ("rap", new(.05, .35)), ("trap", new(-.10, .40)), ("pop", new(.35, .30)), ("edm", new(.35, .65)),
            ("dance", new(.45, .60)), ("house", new(.40, .55)),
        ("techno", new(.10, .55)), ("trance", new(.25, .55)), ("electronic", new(.15, .25)), ("dubstep", new(-.10, .70)),
            ("disco", new(.65, .55)), ("funk", new(.55, .45)),
        ("soul", new(.30, .05)), ("r&b", new(.25, .00)), ("gospel", new(.50, .30)), ("blues", new(-.20, -.05)),
            ("jazz", new(.20, -.20)), ("classical", new(.10, -.35)),
        ("soundtrack", new(.00, -.15)), ("ambient", new(.15, -.65)), ("sleep", new(.25, -.80)), ("folk", new(.05, -.30)),
            ("country", new(.20, .05)),
        ("reggae", new(.45, .00)), ("dancehall", new(.50, .50)), ("reggaeton", new(.50, .55)), ("salsa", new(.60, .60)),
            ("samba", new(.60, .45)), ("latin", new(.45, .40)),
        ("chanson", new(.00, -.10)), ("opera", new(.00, .10)), ("emo", new(-.40, .40)), ("goth", new(-.45, .20)),
    ];

    /// <summary>The place of a genre such as "indie rock"; null when we do not know it.</summary>
    public static UncertainAffect? Place(string genre)
    {
        ArgumentNullException.ThrowIfNull(genre);
        var key = genre.Trim().Replace('-', ' ').ToLowerInvariant();
        foreach (var (name, place) in Places)
        {
            if (key == name || key.EndsWith(' ' + name, StringComparison.Ordinal))
                return new UncertainAffect(place, Uncertainty);
        }
        return null;
    }
}
