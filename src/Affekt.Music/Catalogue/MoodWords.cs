namespace Affekt.Music.Catalogue;

/// <summary>A place in valence and arousal together with how sure it is.</summary>
/// <param name="Affect">The place.</param>
/// <param name="Uncertainty">A standard deviation on each axis.</param>
public readonly record struct UncertainAffect(ValenceArousal Affect, double Uncertainty);

/// <summary>Where the words that describe the mood of music lie in valence and arousal.</summary>
/// <remarks>
/// <para>
/// The words angry, happy, sad and calm stand at the norms of Warriner, Kuperman and Brysbaert (2013) rescaled to [-1, 1], which
/// <see cref="EmotionAffect"/> also uses. All others are placed by us, editorially: on the side of the circle where Russell (1980)
/// found the nearest of his 28 affect words, with the radius by how strongly the word is used of music. They say how the
/// music sounds, not what a listener will feel.
/// </para>
/// <para>
/// A song stands at the mean of its words. Its uncertainty is sqrt(0.15^2 + s^2/k) for k words whose mean squared distance from
/// their mean is s^2 on each axis: 0.15 is our own doubt about a placement; words that disagree make the song less certain.
/// One word alone counts as s = 0.25.
/// </para>
/// </remarks>
public static class MoodWords
{
    private const double PlacementDoubt = 0.15;
    private const double SingleWordSpread = 0.25;

    private static readonly Dictionary<string, ValenceArousal> Places = new(StringComparer.OrdinalIgnoreCase)
    {
        // Published norms.
        ["happy"] = EmotionAffect.OfWord(Emotion.Happy),
        ["sad"] = EmotionAffect.OfWord(Emotion.Sad),
        ["angry"] = EmotionAffect.OfWord(Emotion.Angry),
        ["calm"] = EmotionAffect.Calm,
        // Pleasant and active.
        ["euphoric"] = new(.80, .75),
        ["joyful"] = new(.85, .55),
        ["party"] = new(.65, .75),
        ["energetic"] = new(.45, .80),
        ["exciting"] = new(.50, .80),
        ["triumphant"] = new(.65, .65),
        ["epic"] = new(.25, .65),
        ["empowering"] = new(.60, .55),
        ["uplifting"] = new(.75, .40),
        ["danceable"] = new(.55, .55),
        ["funky"] = new(.60, .50),
        ["playful"] = new(.60, .40),
        ["confident"] = new(.50, .45),
        ["groovy"] = new(.50, .30),
        ["sunny"] = new(.75, .15),
        ["carefree"] = new(.70, .10),
        ["hopeful"] = new(.55, .10),
        ["majestic"] = new(.30, .25),
        ["sensual"] = new(.45, .05),
        ["romantic"] = new(.55, -.10),
        // Pleasant and quiet.
        ["warm"] = new(.60, -.30),
        ["relaxed"] = new(.60, -.55),
        ["peaceful"] = new(.55, -.75),
        ["serene"] = new(.45, -.75),
        ["soothing"] = new(.45, -.65),
        ["gentle"] = new(.35, -.60),
        ["tender"] = new(.30, -.45),
        ["smooth"] = new(.45, -.35),
        ["dreamy"] = new(.25, -.45),
        ["cool"] = new(.30, -.05),
        ["nostalgic"] = new(.10, -.25),
        ["reflective"] = new(.00, -.45),
        ["hypnotic"] = new(.10, .05),
        ["mysterious"] = new(-.05, -.10),
        // Unpleasant and quiet.
        ["wistful"] = new(-.10, -.40),
        ["bittersweet"] = new(-.10, -.15),
        ["longing"] = new(-.20, -.10),
        ["weary"] = new(-.35, -.50),
        ["resigned"] = new(-.40, -.45),
        ["melancholy"] = new(-.45, -.45),
        ["lonely"] = new(-.55, -.45),
        ["mournful"] = new(-.65, -.45),
        ["bleak"] = new(-.70, -.30),
        ["heartbroken"] = new(-.65, -.10),
        ["haunting"] = new(-.35, -.10),
        // Unpleasant and active.
        ["dark"] = new(-.50, .15),
        ["eerie"] = new(-.40, .20),
        ["bitter"] = new(-.50, .25),
        ["dramatic"] = new(-.10, .45),
        ["restless"] = new(-.20, .50),
        ["tense"] = new(-.40, .55),
        ["anxious"] = new(-.50, .55),
        ["desperate"] = new(-.60, .45),
        ["menacing"] = new(-.50, .55),
        ["furious"] = new(-.60, .85),
        ["aggressive"] = new(-.45, .85),
        ["intense"] = new(-.10, .75),
        ["urgent"] = new(-.10, .65),
        ["rebellious"] = new(-.10, .65),
        ["defiant"] = new(.00, .55),
        ["raw"] = new(-.10, .50),
    };

    // Other people's words for the same: MTG-Jamendo's tags and what stands in the mood tags of audio files. Themes without
    // a mood of their own (film, corporate, background ...) are left out on purpose.
    private static readonly Dictionary<string, string> Synonyms = new (string Theirs, string Ours)[]
    {
        ("relaxing", "relaxed"), ("relax", "relaxed"), ("chill", "relaxed"), ("chillout", "relaxed"), ("mellow", "relaxed"),
        ("melancholic", "melancholy"), ("gloomy", "bleak"), ("depressing", "bleak"), ("sadness", "sad"), ("loneliness", "lonely"),
        ("inspiring", "hopeful"), ("positive", "hopeful"), ("optimistic", "hopeful"), ("motivational", "empowering"),
            ("powerful", "empowering"),
        ("love", "romantic"), ("sexy", "sensual"), ("dream", "dreamy"), ("space", "dreamy"), ("soundscape", "dreamy"),
            ("ethereal", "dreamy"),
        ("summer", "sunny"), ("holiday", "carefree"), ("travel", "carefree"), ("cheerful", "joyful"), ("upbeat", "joyful"),
            ("joy", "joyful"),
        ("happiness", "happy"), ("fun", "playful"), ("funny", "playful"), ("children", "playful"), ("quirky", "playful"),
        ("action", "intense"), ("adventure", "exciting"), ("fast", "exciting"), ("sport", "energetic"), ("energy", "energetic"),
            ("trailer", "epic"),
        ("drama", "dramatic"), ("deep", "reflective"), ("thoughtful", "reflective"), ("meditative", "peaceful"), ("nature", "peaceful"),
        ("soft", "gentle"), ("slow", "gentle"), ("ballad", "tender"), ("emotional", "tender"), ("heavy", "aggressive"), ("anger", "angry"),
        ("retro", "nostalgic"), ("christmas", "warm"), ("scary", "eerie"), ("spooky", "eerie"), ("mystical", "mysterious"),
            ("sentimental", "bittersweet"),
    }.ToDictionary(pair => pair.Theirs, pair => pair.Ours, StringComparer.OrdinalIgnoreCase);

    /// <summary>Our word for a mood: the word itself when it is in the table, the entry that means the same, or null.</summary>
    public static string? Canonical(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        var trimmed = word.Trim();
        return Places.ContainsKey(trimmed) ? trimmed.ToLowerInvariant() : Synonyms.GetValueOrDefault(trimmed);
    }

    /// <summary>Every word of the table with its place.</summary>
    public static IReadOnlyDictionary<string, ValenceArousal> All => Places;

    /// <summary>The place of a song that these words describe; words outside the table are passed over.</summary>
    /// <returns>Null when no word is in the table.</returns>
    public static UncertainAffect? Place(IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var places = words.Where(Places.ContainsKey).Select(word => Places[word]).ToArray();
        if (places.Length == 0)
            return null;
        var mean = new ValenceArousal(places.Average(p => p.Valence), places.Average(p => p.Arousal));
        var variance = places.Length == 1
            ? SingleWordSpread * SingleWordSpread
            : places.Average(p => Math.Pow(p.DistanceTo(mean), 2)) / 2 / places.Length;
        return new UncertainAffect(mean, Math.Sqrt(PlacementDoubt * PlacementDoubt + variance));
    }
}
