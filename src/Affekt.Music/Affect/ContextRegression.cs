using Affekt.Music.Catalogue;

namespace Affekt.Music.Affect;

/// <summary>What genre, year, length, key, metre and the words of a title and of playlists' and albums' names add to what a
/// song sounds like: ridge regression on what the sound leaves unexplained.</summary>
public sealed class ContextRegression
{
    private const int ArtistsForWord = 3;
    private const int ArtistsForGenre = 5;
    private const int ArtistsForListWord = 5;
    private const double Penalty = 25;
    private const double MiddleYear = 2000;
    private const double YearScale = 15;
    private const double MiddleSeconds = 230;
    private const double SecondsScale = 60;

    /// <summary>The number of inputs besides frequent genres and words of titles and lists: genre known, its place, year
    /// known, year, its square, length known, length, major or minor, other than four beats, hit or not.</summary>
    public const int Plain = 11;

    private readonly string[] _genres;
    private readonly string[] _words;
    private readonly string[] _listWords;
    private readonly Dictionary<string, int> _genreAt;
    private readonly Dictionary<string, int> _wordAt;
    private readonly Dictionary<string, int> _listWordAt;
    private readonly double[] _weights; // [inputs]
    private readonly double _bias;

    private ContextRegression(string[] genres, string[] words, string[] listWords, double[] weights, double bias)
    {
        (_genres, _words, _listWords, _weights, _bias) = (genres, words, listWords, weights, bias);
        _genreAt = From(Plain, genres);
        _wordAt = From(Plain + genres.Length, words);
        _listWordAt = From(Plain + genres.Length + words.Length, listWords);

        static Dictionary<string, int> From(int first, string[] names) =>
            names.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => first + pair.i, StringComparer.Ordinal);
    }

    /// <param name="songs">Artist and context of each song.</param>
    /// <param name="rest">[songs] What the sound leaves unexplained.</param>
    public static ContextRegression Fit(IReadOnlyList<(string Artist, SongContext Context)> songs, IReadOnlyList<double> rest)
    {
        var genres = Frequent(songs, context => context.GenreNames, ArtistsForGenre);
        var words = Frequent(songs, context => context.TitleWords, ArtistsForWord);
        var listWords = Frequent(songs, context => context.ListWords, ArtistsForListWord);
        var empty = new ContextRegression(genres, words, listWords, new double[Plain + genres.Length + words.Length + listWords.Length], 0);
        var rows = songs.Select(song => empty.Inputs(song.Context)).ToArray();
        var means = new double[empty._weights.Length];
        foreach (var row in rows)
        {
            for (var i = 0; i < means.Length; i++)
                means[i] += row[i] / rows.Length;
        }
        foreach (var row in rows)
        {
            for (var i = 0; i < means.Length; i++)
                row[i] -= means[i];
        }
        var mean = rest.Average();
        var weights = LinearSystem.Ridge(rows, [.. rest.Select(value => value - mean)], Penalty);
        return new ContextRegression(genres, words, listWords, weights, mean - weights.Zip(means, (w, m) => w * m).Sum());
    }

    /// <summary>The value for one song.</summary>
    public double Predict(SongContext context)
    {
        var row = Inputs(context);
        var sum = _bias;
        for (var i = 0; i < row.Length; i++)
            sum += row[i] * _weights[i];
        return sum;
    }

    /// <summary>Reads what Write wrote.</summary>
    public static ContextRegression Read(TextReader reader)
    {
        var genres = ModelText.Names(reader, "genres");
        var words = ModelText.Names(reader, "words");
        var listWords = ModelText.Names(reader, "listWords");
        var weights = ModelText.Numbers(reader, "context", Plain + genres.Length + words.Length + listWords.Length);
        return new ContextRegression(genres, words, listWords, weights, ModelText.Numbers(reader, "bias", 1)[0]);
    }

    /// <summary>Writes it as text that a diff can show.</summary>
    public void Write(TextWriter writer)
    {
        ModelText.Write(writer, "genres", _genres);
        ModelText.Write(writer, "words", _words);
        ModelText.Write(writer, "listWords", _listWords);
        ModelText.Write(writer, "context", _weights);
        ModelText.Write(writer, "bias", [_bias]);
    }

    private static string[] Frequent(
        IReadOnlyList<(string Artist, SongContext Context)> songs, Func<SongContext, IEnumerable<string>> names, int artists) =>
    [
        .. songs.SelectMany(song => names(song.Context).Select(name => (name, Artist: TextKey.Of(song.Artist)))).Distinct()
            .GroupBy(pair => pair.name).Where(group => group.Count() >= artists).Select(group => group.Key).Order(StringComparer.Ordinal),
    ];

    /// <summary>Genre, year, length, key, metre and success as numbers; what is not known is 0.</summary>
    /// <param name="context">What is known of a song.</param>
    /// <param name="row">[at least <see cref="Plain"/>] Where the numbers go; zeros before.</param>
    public static void Fill(SongContext context, Span<double> row)
    {
        if (context.GenreNames.Select(GenreAffect.Place).OfType<UncertainAffect>().ToArray() is { Length: > 0 } places)
            (row[0], row[1], row[2]) = (1, places.Average(p => p.Affect.Valence), places.Average(p => p.Affect.Arousal));
        if (context.Year is { } year)
        {
            var age = Math.Clamp((year - MiddleYear) / YearScale, -4, 2);
            (row[3], row[4], row[5]) = (1, age, age * age);
        }
        if (context.Seconds is { } seconds)
            (row[6], row[7]) = (1, Math.Clamp((seconds - MiddleSeconds) / SecondsScale, -2, 2));
        if (context.Major is { } major)
            row[8] = major ? 1 : -1;
        if (context.Beats is not (null or 4))
            row[9] = 1;
        if (context.Hit is { } hit)
            row[10] = hit ? 1 : -1;
    }

    private double[] Inputs(SongContext context)
    {
        var row = new double[_weights.Length];
        Fill(context, row);
        Mark(_genreAt, context.GenreNames);
        Mark(_wordAt, context.TitleWords);
        Mark(_listWordAt, context.ListWords);
        return row;

        void Mark(Dictionary<string, int> at, IEnumerable<string> names)
        {
            foreach (var name in names)
            {
                if (at.TryGetValue(name, out var place))
                    row[place] = 1;
            }
        }
    }
}
