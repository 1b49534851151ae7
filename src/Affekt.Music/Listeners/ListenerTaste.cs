namespace Affekt.Music;

/// <summary>What a listener's feedback says about songs: Bayesian linear regression of rewards on song and mood, as in Thompson sampling and LinUCB.</summary>
/// <remarks>
/// The inputs are the song's place, its place relative to the present mood, popularity, age, and hashed genre, artist and language. The rewards are: like 1,
/// play 0.3, skip -0.4, dislike and hide -1. Without feedback the taste is neutral, and ranking falls back on fit and popularity.
/// </remarks>
public sealed class ListenerTaste
{
    /// <summary>The most that taste adds to, or takes from, a song's score.</summary>
    public const double Weight = 0.5;

    private const int Plain = 7;
    private const int GenreBuckets = 16;
    private const int ArtistBuckets = 32;
    private const int LanguageBuckets = 6;
    private const int Width = Plain + GenreBuckets + ArtistBuckets + LanguageBuckets;
    private const double Prior = 2; // precision of every weight before any feedback
    private const double Noise = 0.5; // standard deviation of a reward that the weights do not explain

    private readonly double[] _weights;

    /// <param name="events">The feedback, undone events left out.</param>
    /// <param name="exploreSeed">
    /// Null ranks by the expected reward. A number draws one sample of the weights from what the feedback leaves open (Thompson sampling), so that unknown
    /// songs get their turn; the same number gives the same ranking.
    /// </param>
    public ListenerTaste(IEnumerable<FeedbackEvent> events, int? exploreSeed = null)
    {
        ArgumentNullException.ThrowIfNull(events);
        var precision = new double[Width, Width];
        var moment = new double[Width];
        for (var i = 0; i < Width; i++)
            precision[i, i] = Prior;
        var hidden = new HashSet<string>(StringComparer.Ordinal);
        foreach (var e in events)
        {
            if (e.Kind == FeedbackKind.Hide)
                hidden.Add(e.Track.Id);
            var x = Inputs(e.Track, e.Mood);
            for (var i = 0; i < Width; i++)
            {
                if (x[i] == 0)
                    continue;
                moment[i] += x[i] * Reward(e.Kind) / (Noise * Noise);
                for (var j = 0; j < Width; j++)
                    precision[i, j] += x[i] * x[j] / (Noise * Noise);
            }
            Count++;
        }
        Hidden = hidden;
        _weights = LinearSystem.Solve(precision, moment);
        if (exploreSeed is { } seed && Count > 0)
            Perturb(precision, seed);
    }

    /// <summary>How many events it knows.</summary>
    public int Count { get; }

    /// <summary>Ids of songs that are not to be offered: give them to <see cref="RecommendationRequest.Excluded"/>.</summary>
    public IReadOnlySet<string> Hidden { get; }

    /// <summary>The expected (or sampled) reward of a song in a mood, brought into [-1, 1]; 0 without feedback.</summary>
    public double Reward(Track track, ValenceArousal mood)
    {
        ArgumentNullException.ThrowIfNull(track);
        var x = Inputs(track, mood);
        var sum = 0.0;
        for (var i = 0; i < Width; i++)
            sum += x[i] * _weights[i];
        return Math.Clamp(sum, -1, 1);
    }

    /// <summary>What taste adds to a song's score, for <see cref="Recommender.Recommend"/>.</summary>
    public Func<Track, double> ScoreFor(ValenceArousal mood) => track => Weight * Reward(track, mood);

    /// <summary>What an event is worth.</summary>
    public static double Reward(FeedbackKind kind) => kind switch
    {
        FeedbackKind.Like => 1,
        FeedbackKind.Play => 0.3,
        FeedbackKind.Skip => -0.4,
        _ => -1,
    };

    /// <summary>Adds a draw from the posterior: L' x = z gives x the covariance of the inverse of L L'.</summary>
    private void Perturb(double[,] decomposed, int seed)
    {
        var random = new Random(seed);
        var draw = new double[Width];
        for (var i = 0; i < Width; i++)
            draw[i] = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        for (var i = Width - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < Width; k++)
                draw[i] -= decomposed[k, i] * draw[k];
            draw[i] /= decomposed[i, i];
            _weights[i] += draw[i];
        }
    }

    private static double[] Inputs(Track track, ValenceArousal mood)
    {
        var x = new double[Width];
        x[0] = 0.5;
        x[1] = track.Affect.Valence;
        x[2] = track.Affect.Arousal;
        x[3] = track.Affect.Valence - mood.Valence;
        x[4] = track.Affect.Arousal - mood.Arousal;
        x[5] = (track.Popularity - 50) / 50;
        x[6] = ((track.Year ?? 1990) - 1990) / 40.0;
        Mark(track.Genre, Plain, GenreBuckets, 0.7);
        foreach (var artist in TextKey.Artists(track.Artist))
            Mark(artist, Plain + GenreBuckets, ArtistBuckets, 1);
        Mark(track.Language, Plain + GenreBuckets + ArtistBuckets, LanguageBuckets, 0.5);
        return x;

        void Mark(string name, int first, int buckets, double value)
        {
            if (name.Length > 0)
                x[first + (int)(StableHash(name) % (uint)buckets)] = value;
        }
    }

    // FNV-1a: string.GetHashCode differs from run to run, and taste must survive a restart.
    private static uint StableHash(string text)
    {
        var hash = 2166136261u;
        foreach (var c in text)
            hash = (hash ^ c) * 16777619u;
        return hash ^ (hash >> 15);
    }
}
