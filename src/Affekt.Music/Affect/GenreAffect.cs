using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Affekt.Music.Catalogue;

namespace Affekt.Music.Affect;

/// <summary>
/// Where genres lie on the whole, for songs of which little else is known. The table (<c>genres.tsv</c>) holds about 2,000 names
/// in several languages; places are our editorial judgement.
/// </summary>
public static class GenreAffect
{
    private static readonly Lazy<Table> Loaded = new(() =>
    {
        using var stream = typeof(GenreAffect).Assembly.GetManifestResourceStream("genres.tsv")
            ?? throw new InvalidOperationException("The genre table is missing from the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Read(reader);
    });

    /// <summary>Every name of the table, other names of the same genre included.</summary>
    public static IReadOnlyCollection<string> Names => Loaded.Value.Names;

    /// <summary>
    /// The place of a genre; null when no word of the name is known. A name that is not in the table falls back on the longest
    /// run of its words that is, the last ones first: "Bavarian speed polka" is a polka.
    /// </summary>
    /// <param name="genre">A name in any spelling: case, accents, hyphens and "&amp;" do not matter.</param>
    /// <returns>The place, with the standard deviation of songs around it on each axis.</returns>
    public static UncertainAffect? Place(string genre)
    {
        ArgumentNullException.ThrowIfNull(genre);
        var words = TextKey.Words(genre);
        for (var length = words.Count; length > 0; length--)
        {
            for (var start = words.Count - length; start >= 0; start--)
            {
                var known = length == words.Count ? Loaded.Value.Places : Loaded.Value.Parts;
                if (known.TryGetValue(string.Join(' ', words.Skip(start).Take(length)), out var place))
                    return place;
            }
        }
        return null;
    }

    private static Table Read(TextReader reader)
    {
        reader.ReadLine(); // the names of the columns
        var (places, parts, names) = (
            new Dictionary<string, UncertainAffect>(), new Dictionary<string, UncertainAffect>(), new List<string>());
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
                continue;
            var cells = line.Split('\t');
            var place = new UncertainAffect(new ValenceArousal(Number(cells[1]), Number(cells[2])), Number(cells[3]));
            foreach (var name in cells[4].Split(';', StringSplitOptions.RemoveEmptyEntries).Prepend(cells[0]))
            {
                names.Add(name);
                var key = string.Join(' ', TextKey.Words(name));
                places.TryAdd(key, place);
                // Names such as "tv", "other" or "80s" say something alone, but little as a part of another name.
                if (place.Uncertainty < WeakDoubt && key.Length > 2)
                    parts.TryAdd(key, place);
            }
        }
        return new Table(places.ToFrozenDictionary(StringComparer.Ordinal), parts.ToFrozenDictionary(StringComparer.Ordinal), names);
    }

    private const double WeakDoubt = 0.41;

    private static double Number(string cell) => double.Parse(cell, CultureInfo.InvariantCulture);

    private sealed record Table(
        FrozenDictionary<string, UncertainAffect> Places, FrozenDictionary<string, UncertainAffect> Parts, IReadOnlyList<string> Names);
}
