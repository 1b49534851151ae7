using System.Collections.Frozen;

namespace Affekt.Music.Catalogue;

/// <summary>What a song is about, as far as that forbids it for some moods.</summary>
public enum SongTheme
{
    /// <summary>Nothing that needs care, or nobody knows.</summary>
    None,
    /// <summary>Death and mourning.</summary>
    Death,
    /// <summary>Suicide and self-harm.</summary>
    Suicide,
    /// <summary>Killing, weapons, war and abuse.</summary>
    Violence,
    /// <summary>Drugs and drinking.</summary>
    Drugs,
    /// <summary>Parting for good, under a sound that hides it.</summary>
    Parting,
}

/// <summary>
/// Tells what songs are about: every song of the starter catalogue was reviewed for it, wherever it stands; of other songs only
/// the title can tell.
/// </summary>
public static class SongThemes
{
    private static readonly FrozenDictionary<string, SongTheme> Words = Entries(
        (SongTheme.Suicide, "suicide suicidal suizid suicidio suicida overdose selfharm selbstmord"),
        (SongTheme.Death, "death dead dying died dies funeral grave graveyard coffin casket cemetery obituary eulogy " +
            "requiem corpse mourning "
            + "tombstone deceased rip muerte muerto morir morire morte morto morreu mort mourir tod tot toter sterben gestorben begrabnis"),
        (SongTheme.Violence, "murder murderer murda kill kills killed killer killing killers gun guns gunshot gunz shotgun pistol shooter "
            + "shooters bullet bullets glock ak47 uzi draco choppa choppas war warzone warfare massacre homicide slaughter assassin "
            + "bomb bombs bloodshed gangsta hitman driveby stab stabbed opps matar asesino pistola guerra krieg mord morder guerre tuer"),
        (SongTheme.Drugs, "drug drugs cocaine coke heroin meth weed marijuana kush blunt blunts xanax xans xan percocet percs perc molly "
            + "mdma lsd codeine drank stoned cannabis ganja pills addict addicted dope whiskey vodka tequila drunk wasted 420 hennessy "
            + "alcohol narcos cocaina marihuana borracho drogen kokain drogue"));

    // "Die" is an English verb and a German article: it counts after words that can only be English.
    private static readonly FrozenSet<string> BeforeDie = new[]
    {
        "to", "i", "you", "we", "not", "cant", "wanna", "gonna", "never", "would", "ill", "dont", "let", "and", "us", "they", "must",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] Phrases = ["kill myself", "kill yourself", "self harm", "end my life", "kms"];

    /// <summary>What a song is about.</summary>
    public static SongTheme Of(Track track)
    {
        ArgumentNullException.ThrowIfNull(track);
        return StarterCatalogue.ThemeOf(track) ?? OfTitle(track.Title);
    }

    /// <summary>What a title tells: whole words only, in some languages.</summary>
    public static SongTheme OfTitle(string title)
    {
        ArgumentNullException.ThrowIfNull(title);
        foreach (var phrase in Phrases)
        {
            if (title.Contains(phrase, StringComparison.OrdinalIgnoreCase))
                return SongTheme.Suicide;
        }
        var words = TextKey.Words(title.Replace('(', ' ').Replace('[', ' '));
        var found = SongTheme.None;
        for (var i = 0; i < words.Count; i++)
        {
            var theme = words[i] == "die" && i > 0 && BeforeDie.Contains(words[i - 1]) ? SongTheme.Death
                : Words.GetValueOrDefault(words[i]);
            if (theme == SongTheme.Suicide)
                return theme;
            if (found == SongTheme.None)
                found = theme;
        }
        return found;
    }

    private static FrozenDictionary<string, SongTheme> Entries(params (SongTheme Theme, string Words)[] lists) =>
        lists.SelectMany(list => list.Words.Split(' ').Select(word => (word, list.Theme)))
            .ToFrozenDictionary(entry => entry.word, entry => entry.Theme, StringComparer.Ordinal);
}
