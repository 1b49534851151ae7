namespace Affekt.Music.Catalogue;

/// <summary>Finds what somebody meant by a misspelt name.</summary>
public static class NearestName
{
    private const int LettersForOneError = 4;

    /// <summary>The name that differs least: by one letter in four at most, case, accents and punctuation left out of account.</summary>
    /// <returns>Null when no name is that near.</returns>
    public static string? Of(string name, IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(names);
        var key = TextKey.Of(name);
        var most = Math.Max(1, key.Length / LettersForOneError);
        return names.Select(known => (known, Errors: Errors(key, TextKey.Of(known))))
            .Where(known => known.Errors <= most).OrderBy(known => known.Errors).ThenBy(known => known.known.Length)
            .Select(known => known.known).FirstOrDefault();
    }

    /// <summary>Levenshtein's distance: letters to insert, leave out or change.</summary>
    private static int Errors(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var corner = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var changed = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
                corner = row[j];
                row[j] = Math.Min(changed, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
