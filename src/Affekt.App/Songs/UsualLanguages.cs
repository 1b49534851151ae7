namespace Affekt.App.Songs;

/// <summary>
/// Languages that known songs come in unless somebody asks for others: the listener's own, English, and songs without words.
/// Own and imported songs come in any language.
/// </summary>
public static class UsualLanguages
{
    /// <summary>In place of a language: songs in every language.</summary>
    public const string All = "all";

    private const int MostRead = 20;
    private static readonly string[] Always = ["en", "zxx"];
    private static readonly string[] Variables = ["LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"];

    /// <summary>What a browser asks for, such as "de-AT, de;q=0.9, en;q=0.5"; without any, English and songs without words.</summary>
    public static string[] OfBrowser(string? acceptLanguage) =>
        [.. (acceptLanguage ?? "").Split(',').Take(MostRead).Select(range => CodeOf(range.Split(';')[0])).OfType<string>().Union(Always)];

    /// <summary>What the environment says, as LANGUAGE, LC_ALL, LC_MESSAGES or LANG hold it: "pt_BR.UTF-8".</summary>
    /// <param name="variable">Reads a variable of the environment.</param>
    public static string[] OfSystem(Func<string, string?> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        var named = Variables.Select(variable).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        return [.. (named ?? "").Split(':').Take(MostRead).Select(CodeOf).OfType<string>().Union(Always)];
    }

    // "de-AT" and "de_AT.UTF-8" are "de"; "C", "POSIX" and "*" are no languages.
    private static string? CodeOf(string name)
    {
        var code = name.Trim().Split('-', '_', '.', '@')[0].ToLowerInvariant();
        return code.Length is 2 or 3 && code.All(char.IsAsciiLetterLower) ? code : null;
    }
}
