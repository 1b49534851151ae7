using System.Text;

namespace Affekt.Training.Expressions.Datasets;

/// <summary>The words that data sets use for the seven emotions: CK+, JAFFE, KDEF, RAF-DB, AffectNet and FER folders name them
/// differently.</summary>
public static class EmotionWords
{
    private static readonly Dictionary<string, Emotion> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["angry"] = Emotion.Angry,
        ["anger"] = Emotion.Angry,
        ["an"] = Emotion.Angry,
        ["0"] = Emotion.Angry,
        ["disgust"] = Emotion.Disgust,
        ["disgusted"] = Emotion.Disgust,
        ["di"] = Emotion.Disgust,
        ["1"] = Emotion.Disgust,
        ["fear"] = Emotion.Fear,
        ["fearful"] = Emotion.Fear,
        ["afraid"] = Emotion.Fear,
        ["scared"] = Emotion.Fear,
        ["fe"] = Emotion.Fear,
        ["af"] = Emotion.Fear,
        ["2"] = Emotion.Fear,
        ["happy"] = Emotion.Happy,
        ["happiness"] = Emotion.Happy,
        ["joy"] = Emotion.Happy,
        ["ha"] = Emotion.Happy,
        ["3"] = Emotion.Happy,
        ["sad"] = Emotion.Sad,
        ["sadness"] = Emotion.Sad,
        ["sa"] = Emotion.Sad,
        ["4"] = Emotion.Sad,
        ["surprise"] = Emotion.Surprise,
        ["surprised"] = Emotion.Surprise,
        ["su"] = Emotion.Surprise,
        ["5"] = Emotion.Surprise,
        ["neutral"] = Emotion.Neutral,
        ["neutrality"] = Emotion.Neutral,
        ["ne"] = Emotion.Neutral,
        ["6"] = Emotion.Neutral,
    };

    private static readonly HashSet<string> Others = new(
        StringComparer.OrdinalIgnoreCase) { "contempt", "unknown", "uncertain", "none", "non-face", "nonface", "no-face", "noface", "nf" };

    // Without accents; further languages that data sets and students' folders come in.
    private static readonly (Emotion Emotion, string Names)[] Languages =
    [
        (Emotion.Angry, "wut wutend zorn zornig arger argerlich verargert colere en-colere furieux enojo enojado enfado ira rabia " +
            "rabbia arrabbiato raiva bravo boos woede kizgin ofke zly zlosc gniew"),
        (Emotion.Disgust, "ekel angeekelt degout degoute asco disgusto disgustato nojo afschuw igrenme tiksinti wstret odraza"),
        (Emotion.Fear, "angst angstlich furcht peur effraye miedo temor paura medo bang korku strach"),
        (Emotion.Happy, "glucklich freude frohlich froh joie joyeux heureux content feliz felicidad alegria alegre felice felicita gioia " +
            "blij mutlu mutluluk szczesliwy szczescie radosc"),
        (Emotion.Sad, "traurig trauer triste tristesse tristeza tristezza verdrietig uzgun uzuntu smutny smutek"),
        (Emotion.Surprise, "uberraschung uberrascht surpris sorpresa sorprendido sorpreso surpresa surpreso verrast verrassing saskin " +
            "saskinlik zaskoczenie zdziwiony"),
        (Emotion.Neutral, "neutre neutro neutrale neutraal notr neutralny neutralnie"),
    ];

    private static readonly Dictionary<string, Emotion> Foreign = Languages
        .SelectMany(l => l.Names.Split(' ').Select(name => (name, l.Emotion)))
        .ToDictionary(p => p.name, p => p.Emotion, StringComparer.Ordinal);

    /// <summary>
    /// Reads a word in any case, in English or another known language, or a number from 0 to 6 in FER2013's order. A number before a
    /// word counts for nothing ("3_happy", "01 anger").
    /// </summary>
    /// <param name="word">A folder's name or a cell.</param>
    /// <param name="emotion">The emotion; null for a word that labels something else: contempt, unknown, no face.</param>
    /// <param name="numbers">What numbers mean.</param>
    /// <returns>False for words that mean nothing here.</returns>
    public static bool TryParse(string? word, out Emotion? emotion, LabelNumbers numbers = LabelNumbers.Fer)
    {
        var name = (word ?? "").Trim();
        if (numbers is LabelNumbers.RafDb or LabelNumbers.AffectNet && LabelNumber.TryParse(name, out var number))
            return LabelNumber.TryMap(number, numbers, out emotion);
        var letters = name.TrimStart("0123456789".ToCharArray()).TrimStart(' ', '_', '-', '.');
        if (letters.Length > 0)
            name = letters;
        emotion = Words.TryGetValue(name, out var found) || Foreign.TryGetValue(Plain(name), out found) ? found : null;
        return emotion is not null || Others.Contains(name);
    }

    /// <summary>Lower case, without accents. Spelled out, because a machine without ICU does not take letters apart.</summary>
    private static string Plain(string name)
    {
        const string accented = "äàáâãåąæçćčéèêëęíìîïıłñńöòóôõøśşšßüùúûýźżğ", plain = "aaaaaaaaccceeeeeiiiiilnnoooooossssuuuuyzzg";
        return string.Concat(name.ToLowerInvariant().Normalize(NormalizationForm.FormC).Select(c =>
            c is ' ' or '_' ? '-' : accented.IndexOf(c) is >= 0 and var at ? plain[at] : c));
    }
}
