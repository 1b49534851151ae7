namespace Affekt.Music;

/// <summary>Chooses songs for a mood. Stateless; safe to use from several threads when the catalogue is.</summary>
/// <remarks>
/// The score of a song is its fit (see docs/music.md) plus what popularity, novelty, recency and the listener's own taste add. Songs are
/// then picked one by one by maximal marginal relevance (Carbonell and Goldstein 1998): score less diversity times the likeness to what is already
/// picked, under a cap for each artist.
/// </remarks>
/// <param name="catalogue">Where the songs come from.</param>
public sealed class Recommender(ICatalogue catalogue)
{
    private const int CandidatesAtLeast = 240;
    private const int CandidatesPerSong = 20;
    private const double UnsureDiversity = 0.5;

    /// <summary>Songs for a request, best first.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="personal">What a listener's feedback adds to a song's score, about -1 to 1; null for a listener we do not know.</param>
    /// <exception cref="MusicException">The request is out of range, or the catalogue is empty.</exception>
    public RecommendationList Recommend(RecommendationRequest request, Func<Track, double>? personal = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        var scorer = new TrackScorer(request, personal);
        var limit = Math.Max(CandidatesAtLeast, CandidatesPerSong * request.Count) + request.Excluded.Count;
        var candidates = catalogue.Near(request.Mood.Target, request.Filter, limit)
            .Where(track => !request.Excluded.Contains(track.Id))
            .Select(track =>
            {
                var terms = scorer.Terms(track);
                var score = terms.Sum(term => term.Value);
                return new Candidate(track, terms, score, score + scorer.Jitter(track), TextKey.Artists(track.Artist), TextKey.Song(track));
            })
            .OrderByDescending(candidate => candidate.Rank).ThenBy(candidate => candidate.Track.Id, StringComparer.Ordinal)
            .ToList();
        if (candidates.Count == 0 && catalogue.Count == 0)
            throw new MusicException("The catalogue is empty: import songs first, or use the starter catalogue.");
        var picked = Pick(candidates, request);
        return new RecommendationList(request.Mood.Start, request.Mood.Target,
            [.. picked.Select(c => new Recommendation(c.Track, c.Score, c.Terms, Reasons.For(c.Track, request, c.Terms)))]);
    }

    private static List<Candidate> Pick(List<Candidate> candidates, RecommendationRequest request)
    {
        var diversity = request.Unsure ? Math.Max(request.Diversity, UnsureDiversity) : request.Diversity;
        var likeness = new double[candidates.Count];
        var taken = new bool[candidates.Count];
        var songsOf = new Dictionary<string, int>(StringComparer.Ordinal);
        // Catalogues hold one song under several ids: as a single, on its album, on a compilation.
        var heard = new HashSet<string>(StringComparer.Ordinal);
        var picked = new List<Candidate>(request.Count);
        while (picked.Count < request.Count)
        {
            var best = -1;
            var bestValue = double.NegativeInfinity;
            for (var i = 0; i < candidates.Count; i++)
            {
                var value = candidates[i].Rank - diversity * likeness[i];
                if (!taken[i] && value > bestValue && !heard.Contains(candidates[i].Song) && candidates[i].Artists.All(artist => songsOf.GetValueOrDefault(artist) < request.ArtistCap))
                    (best, bestValue) = (i, value);
            }
            if (best < 0)
                break;
            taken[best] = true;
            heard.Add(candidates[best].Song);
            picked.Add(candidates[best]);
            foreach (var artist in candidates[best].Artists)
                songsOf[artist] = songsOf.GetValueOrDefault(artist) + 1;
            for (var i = 0; i < candidates.Count; i++)
            {
                if (!taken[i])
                    likeness[i] = Math.Max(likeness[i], candidates[i].LikenessTo(candidates[best]));
            }
        }
        return picked;
    }

    private sealed record Candidate(Track Track, IReadOnlyList<ScoreTerm> Terms, double Score, double Rank, IReadOnlyList<string> Artists, string Song)
    {
        // The artists are at hand here; splitting the credits again for every pair would cost more than all else.
        public double LikenessTo(Candidate other) => Artists.Any(other.Artists.Contains) ? 1 : Similarity.BesidesArtist(Track, other.Track);
    }
}
