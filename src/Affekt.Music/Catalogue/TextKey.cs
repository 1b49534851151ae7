using System.Collections.Frozen;
using System.Text;

namespace Affekt.Music.Catalogue;

/// <summary>Reduces names to comparable keys, so that spelling variants of one song or artist meet.</summary>
public static class TextKey
{
    private static readonly string[] ArtistSeparators = [
        " & ", " and ", " feat. ", " feat ", " ft. ", " featuring ", " with ", ", ", ";", " x "];

    // Unicode decomposition does nothing under invariant globalization, so the letters with marks stand here.
    private static readonly (char Plain, string Marked)[] Letters =
    [
        ('a', "àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ"),
        ('b', "ḃḅḇ"),
        ('c', "çćĉċčḉ"),
        ('d', "ďđḋḍḏḑḓ"),
        ('e', "èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ"),
        ('f', "ḟ"),
        ('g', "ĝğġģǧǵḡ"),
        ('h', "ĥħȟḣḥḧḩḫẖ"),
        ('i', "ìíîïĩīĭįıǐȉȋḭḯỉị"),
        ('j', "ĵǰ"),
        ('k', "ķǩḱḳḵ"),
        ('l', "ĺļľłḷḹḻḽ"),
        ('m', "ḿṁṃ"),
        ('n', "ñńņňǹṅṇṉṋ"),
        ('o', "òóôõöøōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợ"),
        ('p', "ṕṗ"),
        ('r', "ŕŗřȑȓṙṛṝṟ"),
        ('s', "śŝşšſșṡṣṥṧṩẛ"),
        ('t', "ţťŧțṫṭṯṱẗ"),
        ('u', "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự"),
        ('v', "ṽṿ"),
        ('w', "ŵẁẃẅẇẉẘ"),
        ('x', "ẋẍ"),
        ('y', "ýÿŷȳẏẙỳỵỷỹ"),
        ('z', "źżžẑẓẕ"),
        // Marks that people leave out in other scripts as well.
        ('е', "ё"), ('и', "й"), ('і', "ї"), ('г', "ґ"),
        ('α', "ά"), ('ε', "έ"), ('η', "ή"), ('ι', "ίϊΐ"), ('ο', "ό"), ('υ', "ύϋΰ"), ('ω', "ώ"), ('σ', "ς"),
        ('ا', "أإآ"), ('ي', "ى"),
    ];

    private static readonly FrozenDictionary<char, char> Plain =
        Letters.SelectMany(entry => entry.Marked.Select(marked => (marked, entry.Plain)))
            .ToFrozenDictionary(pair => pair.marked, pair => pair.Plain);

    /// <summary>Lower case without accents, punctuation or spaces; letters and digits of every script stay.</summary>
    public static string Of(string text)
    {
        var key = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c == '&')
                key.Append("and");
            else if (char.IsAsciiLetterOrDigit(c))
                key.Append(char.ToLowerInvariant(c));
            else if (c == 'ß')
                key.Append("ss");
            else if (c is 'æ' or 'Æ')
                key.Append("ae");
            else if (c is 'œ' or 'Œ')
                key.Append("oe");
            else if (c is >= '！' and <= '～')
                key.Append(Of(((char)(c - '！' + '!')).ToString()));
            else if (c > '\x7f' && char.IsLetterOrDigit(c) && c is not ('\u02bb' or '\u02bc'))
                key.Append(Fold(char.ToLowerInvariant(c)));
        }
        return key.ToString();
    }

    /// <summary>The letter without its mark.</summary>
    private static char Fold(char c) => Plain.TryGetValue(c, out var plain) ? plain : c;

    /// <summary>The keys of all artists of a credit, so that a duet counts for both.</summary>
    public static IReadOnlyList<string> Artists(string credit) =>
        [.. credit.Split(ArtistSeparators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Of)
            .Where(key => key.Length > 0)];

    /// <summary>The same for all issues of one song: first artist and title without the names of versions.</summary>
    public static string Song(Track track) => Song(track.Artist, track.Title);

    /// <inheritdoc cref="Song(Track)"/>
    public static string Song(string artist, string title) =>
        (Artists(artist) is [var first, ..] ? first : "") + '|' + Of(PlainTitle(title));

    /// <summary>A title up to " - ", "(" or "[", where remasters, remixes and guests are named.</summary>
    public static string PlainTitle(string title)
    {
        var end = title.IndexOf(" - ", StringComparison.Ordinal);
        if (end <= 0)
            end = title.AsSpan(Math.Min(1, title.Length)).IndexOfAny('(', '[') is >= 0 and var at ? at + 1 : title.Length;
        return title[..end];
    }

    /// <summary>The keys of the words of a text.</summary>
    public static IReadOnlyList<string> Words(string text) =>
        [.. text.Split([' ', '-', '/', ',', '\t', '\u3000'], StringSplitOptions.RemoveEmptyEntries).Select(Of)
            .Where(key => key.Length > 0)];
}
