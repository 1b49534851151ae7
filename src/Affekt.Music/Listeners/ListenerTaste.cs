using Affekt.Music.Affect;
using Affekt.Music.Recommendations;

namespace Affekt.Music.Listeners;

/// <summary>What a listener's feedback says about songs: Bayesian linear regression of rewards on song and mood, as in linear
/// Thompson sampling (Agrawal and Goyal 2013).</summary>
/// <remarks>
/// The inputs are the song's place, its place relative to the present mood, popularity, age, and hashed genre, artist and
/// language. The rewards are: like 1, play 0.3, skip -0.4, dislike and hide -1. Without feedback the taste is neutral, and
/// ranking falls back on fit and popularity.
/// </remarks>
public sealed class ListenerTaste
{
    /// <summary>The most that taste adds to, or takes from, a song's score.</summary>
    public const double Weight = 1.5;

    private const double Prior = 2; // precision of every weight before any feedback
    private const double PopularityTrust = 0.5; // weight of popularity before any feedback: of a reward from -1 to 1
    private const double Noise = 0.5; // standard deviation of a reward that the weights do not explain

    private readonly double[] _weights;
    private readonly double[,] _decomposed; // the lower triangle L of the posterior precision L L'

    /// <param name="events">The feedback, undone events left out.</param>
    /// <param name="exploreSeed">
    /// Null ranks by the expected reward. A number draws one sample of the weights from what the feedback leaves open
    /// (Thompson sampling), so that unknown songs get their turn; the same number gives the same ranking.
    /// </param>
    public ListenerTaste(IReadOnlyCollection<FeedbackEvent> events, int? exploreSeed = null)
        : this(events.Select(e => (new TasteInputs(e.Track, e.Mood), Reward(e.Kind))))
    {
        Hidden = events.GroupBy(e => e.Track.Id, StringComparer.Ordinal)
            .Where(song => song.Last().Kind is FeedbackKind.Hide or FeedbackKind.Dislike)
            .Select(song => song.Key).ToHashSet(StringComparer.Ordinal);
        if (exploreSeed is { } seed && Count > 0)
            _weights = Draw(new Random(seed), 1);
    }

    /// <param name="rewards">Songs in a mood, and what each was worth: -1 to 1.</param>
    public ListenerTaste(IEnumerable<(TasteInputs Song, double Reward)> rewards)
    {
        var precision = new double[TasteInputs.Width, TasteInputs.Width];
        var moment = new double[TasteInputs.Width];
        for (var i = 0; i < TasteInputs.Width; i++)
            precision[i, i] = Prior;
        foreach (var (song, reward) in rewards)
        {
            foreach (var (i, x) in song.Entries)
            {
                moment[i] += x * reward / (Noise * Noise);
                foreach (var (j, y) in song.Entries)
                    precision[i, j] += x * y / (Noise * Noise);
            }
            Count++;
        }
        // Until their own words say otherwise, people like what many like.
        if (Count > 0)
            moment[TasteInputs.Popularity] += Prior * PopularityTrust;
        Hidden = new HashSet<string>();
        _decomposed = precision;
        _weights = LinearSystem.Solve(precision, moment);
    }

    /// <summary>How many events it knows.</summary>
    public int Count { get; }

    /// <summary>Ids of songs that are not to be offered, because the last word on them was hide or dislike: give them to
    /// <see cref="RecommendationRequest.Excluded"/>.</summary>
    public IReadOnlySet<string> Hidden { get; }

    /// <summary>The expected (or sampled) reward of a song in a mood, brought into [-1, 1]; 0 without feedback.</summary>
    public double Reward(Track track, ValenceArousal mood)
    {
        ArgumentNullException.ThrowIfNull(track);
        return Math.Clamp(new TasteInputs(track, mood).Dot(_weights), -1, 1);
    }

    /// <summary>What taste adds to a song's score, for <see cref="Recommender.Recommend"/>.</summary>
    /// <remarks>What holds for every song alike, as when somebody likes all they hear, orders nothing and is left out.</remarks>
    public Func<Track, double> ScoreFor(ValenceArousal mood) => track => Score(new TasteInputs(track, mood), _weights);

    /// <summary>What an event is worth.</summary>
    public static double Reward(FeedbackKind kind) => kind switch
    {
        FeedbackKind.Like => 1,
        FeedbackKind.Play => 0.3,
        FeedbackKind.Skip => -0.4,
        _ => -1,
    };

    /// <summary>What a song's score gains under given weights: at most <see cref="Weight"/>, at least its opposite.</summary>
    public static double Score(TasteInputs song, double[] weights) =>
        Weight * Math.Clamp(song.Dot(weights) - song.Constant(weights), -1, 1);

    /// <summary>The score under the weights that are expected.</summary>
    public double Score(TasteInputs song) => Score(song, _weights);

    /// <summary>Weights drawn from the posterior, its standard deviations multiplied by <paramref name="scale"/>: L' x = z
    /// gives x the covariance of the inverse of L L'.</summary>
    public double[] Draw(Random random, double scale)
    {
        var draw = new double[TasteInputs.Width];
        for (var i = 0; i < draw.Length; i++)
            draw[i] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        for (var i = draw.Length - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < draw.Length; k++)
                draw[i] -= _decomposed[k, i] * draw[k];
            draw[i] /= _decomposed[i, i];
        }
        for (var i = 0; i < draw.Length; i++)
            draw[i] = _weights[i] + scale * draw[i];
        return draw;
    }
}
