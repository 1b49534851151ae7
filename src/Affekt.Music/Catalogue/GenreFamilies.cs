namespace Affekt.Music.Catalogue;

/// <summary>What people mean by the name of a genre, beyond the genres whose names end in it. Put together by us.</summary>
internal static class GenreFamilies
{
    private static readonly string[] Rap = ["rap", "hip hop", "trap", "grime", "drill"];
    private static readonly string[] ClubMusic = ["edm", "house", "techno", "trance", "dubstep", "drum and bass", "eurodance"];

    private static readonly Dictionary<string, string[]> Members = new(StringComparer.OrdinalIgnoreCase)
    {
        ["rap"] = Rap,
        ["hip hop"] = Rap,
        ["edm"] = [.. ClubMusic, "electronic"],
        ["electronic"] = [.. ClubMusic, "trip hop", "ambient", "electro swing"],
        ["dance"] = [.. ClubMusic, "disco", "dancehall"],
        ["r&b"] = ["soul"],
        ["indie"] = ["indie rock", "indie pop", "indie folk"],
        ["latin"] =
        [
            "latin pop", "latin rock", "reggaeton", "salsa", "merengue", "bachata", "cumbia", "son cubano", "bolero", "tango",
                "ranchera", "corrido", "samba", "bossa nova", "mpb",
            "sertanejo", "baile funk",
        ],
        ["african"] = ["afrobeat", "afrobeats", "afropop", "amapiano", "highlife", "desert blues", "morna"],
    };

    /// <summary>The name, those of its family, and each with blanks and with hyphens, in lower case.</summary>
    public static IEnumerable<string> Names(string genre)
    {
        var name = genre.Trim().ToLowerInvariant();
        return Members.GetValueOrDefault(name.Replace('-', ' '), []).Prepend(name)
            .SelectMany(n => new[] { n, n.Replace('-', ' '), n.Replace(' ', '-') }).Where(n => n.Length > 0).Distinct();
    }
}
