using System.Collections.Frozen;
using Affekt.Music.Catalogue;

namespace Affekt.Music.Affect;

/// <summary>What genre, artist, year and title say of a song whose sound is not known.</summary>
/// <remarks>
/// Slopes and deviations are measured against listeners' labels (docs/lab/music.md): places of the genre table keep 0.7 of
/// their valence and half of their arousal; an artist's other songs tell the more, the more of them we know; year tells little.
/// </remarks>
internal static class ContextEvidence
{
    private const double GenreValence = 0.7;
    private const double GenreArousal = 0.5;
    private const double ArtistDoubt = 3; // songs' worth of doubt about an artist's usual place
    private const double ArtistValence = 0.37;
    private const double ArtistArousal = 0.33;
    private const double TitleDeviation = 0.40;
    private const double TitleShare = 0.3; // of the place of a mood word that stands in the title
    private const double YearValence = -0.036; // a decade
    private const double YearArousal = -0.026;
    private const double YearDeviation = 0.415;
    private const int MiddleYear = 1995;

    private static readonly Lazy<FrozenDictionary<string, (int Count, ValenceArousal Sum)>> Artists = new(() =>
        StarterCatalogue.Instance.Tracks.SelectMany(track => TextKey.Artists(track.Artist).Select(artist => (artist, track.Affect)))
            .GroupBy(song => song.artist, song => song.Affect, StringComparer.Ordinal)
            .ToFrozenDictionary(
                songs => songs.Key,
                songs => (songs.Count(), new ValenceArousal(songs.Sum(place => place.Valence), songs.Sum(place => place.Arousal))),
                StringComparer.Ordinal));

    // Words of titles that say how a song feels, beyond the mood words themselves, in some languages.
    private static readonly FrozenDictionary<string, string> TitleWords = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["cry"] = "sad",
        ["crying"] = "sad",
        ["tears"] = "sad",
        ["goodbye"] = "longing",
        ["alone"] = "lonely",
        ["broken"] = "heartbroken",
        ["heartbreak"] = "heartbroken",
        ["hurt"] = "sad",
        ["pain"] = "sad",
        ["sorrow"] = "mournful",
        ["blues"] = "weary",
        ["rage"] = "furious",
        ["hate"] = "angry",
        ["fight"] = "aggressive",
        ["riot"] = "rebellious",
        ["fear"] = "anxious",
        ["nightmare"] = "anxious",
        ["dance"] = "danceable",
        ["dancing"] = "danceable",
        ["fiesta"] = "party",
        ["celebrate"] = "party",
        ["summer"] = "sunny",
        ["sun"] = "sunny",
        ["sunshine"] = "sunny",
        ["sunday"] = "relaxed",
        ["paradise"] = "sunny",
        ["smile"] = "happy",
        ["joy"] = "joyful",
        ["fun"] = "playful",
        ["dream"] = "dreamy",
        ["dreams"] = "dreamy",
        ["sleep"] = "calm",
        ["lullaby"] = "calm",
        ["moon"] = "dreamy",
        ["moonlight"] = "gentle",
        ["nocturne"] = "peaceful",
        ["adagio"] = "calm",
        ["largo"] = "calm",
        ["allegro"] = "playful",
        ["presto"] = "exciting",
        ["requiem"] = "mournful",
        ["elegy"] = "mournful",
        ["quiet"] = "calm",
        ["slow"] = "gentle",
        ["silence"] = "peaceful",
        ["triste"] = "sad",
        ["tristeza"] = "sad",
        ["llorar"] = "sad",
        ["soledad"] = "lonely",
        ["solitude"] = "lonely",
        ["traurig"] = "sad",
        ["allein"] = "lonely",
        ["tranen"] = "sad",
        ["seul"] = "lonely",
        ["bailar"] = "danceable",
        ["tanzen"] = "danceable",
        ["danser"] = "danceable",
        ["alegria"] = "joyful",
        ["feliz"] = "happy",
        ["heureux"] = "happy",
        ["sommer"] = "sunny",
        ["verano"] = "sunny",
        ["estate"] = "sunny",
        ["festa"] = "party",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What is known, a source each; empty when nothing is.</summary>
    public static IEnumerable<PlaceEvidence> Of(SongContext context)
    {
        if (Genre(context) is { } genre)
            yield return genre;
        if (Artist(context.ArtistName) is { } artist)
            yield return artist;
        if (Title(context) is { } title)
            yield return title;
        if (context.Year is { } year && context.GenreNames.Any())
        {
            var decades = Math.Clamp((year - MiddleYear) / 10.0, -4, 4);
            yield return new PlaceEvidence(AffectSource.Year,
                new AxisEstimate(YearValence * decades, YearDeviation), new AxisEstimate(YearArousal * decades, YearDeviation));
        }
    }

    // Several genres are several tries at one place: their mean counts once.
    private static PlaceEvidence? Genre(SongContext context)
    {
        UncertainAffect[] places = [.. context.Genres.Select(GenreAffect.Place).OfType<UncertainAffect>()];
        if (places.Length == 0)
            places = [.. context.GenreNames.Select(GenreAffect.Place).OfType<UncertainAffect>()];
        if (places.Length == 0)
            return null;
        var doubt = places.Min(place => place.Uncertainty);
        return new PlaceEvidence(AffectSource.Genre,
            new AxisEstimate(GenreValence * places.Average(place => place.Affect.Valence), doubt),
            new AxisEstimate(GenreArousal * places.Average(place => place.Affect.Arousal), doubt - 0.02));
    }

    private static PlaceEvidence? Artist(string credit)
    {
        if (TextKey.Artists(credit) is not [var first, ..] || !Artists.Value.TryGetValue(first, out var known))
            return null;
        var share = 1 / (known.Count + ArtistDoubt); // of the sum
        return new PlaceEvidence(AffectSource.Artist,
            new AxisEstimate(share * known.Sum.Valence, ArtistValence), new AxisEstimate(share * known.Sum.Arousal, ArtistArousal));
    }

    private static PlaceEvidence? Title(SongContext context)
    {
        ValenceArousal[] places = [.. context.TitleWords
            .Select(word => TitleWords.GetValueOrDefault(word) ?? (MoodWords.All.ContainsKey(word) ? word : null))
            .OfType<string>().Select(word => MoodWords.All[word])];
        return places.Length == 0 ? null : new PlaceEvidence(AffectSource.Title,
            new AxisEstimate(TitleShare * places.Average(place => place.Valence), TitleDeviation),
            new AxisEstimate(TitleShare * places.Average(place => place.Arousal), TitleDeviation));
    }
}
