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

    /// <summary>
    /// Reads a word, or a number from 0 to 6 in FER2013's order. A number before a word counts for nothing ("3_happy", "01 anger").
    /// </summary>
    /// <param name="word">A folder's name or a cell.</param>
    /// <param name="emotion">The emotion; null for a word that labels something else: contempt, unknown, no face.</param>
    /// <returns>False for words that mean nothing here.</returns>
    public static bool TryParse(string? word, out Emotion? emotion)
    {
        var name = (word ?? "").Trim();
        var letters = name.TrimStart("0123456789".ToCharArray()).TrimStart(' ', '_', '-', '.');
        if (letters.Length > 0)
            name = letters;
        emotion = Words.TryGetValue(name, out var found) ? found : null;
        return emotion is not null || Others.Contains(name);
    }
}
