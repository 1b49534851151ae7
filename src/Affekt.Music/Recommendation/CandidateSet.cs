namespace Affekt.Music;

/// <summary>A song that may be picked.</summary>
/// <param name="Track">The song.</param>
/// <param name="Terms">What its score is made of.</param>
/// <param name="Score">The sum of the terms.</param>
/// <param name="Rank">The score with the jitter that the request asks for.</param>
/// <param name="Artists">The keys of its artists: splitting the credits again for every pair would cost more than all else.</param>
/// <param name="Song">The same for all issues of one song.</param>
internal sealed record Candidate(Track Track, IReadOnlyList<ScoreTerm> Terms, double Score, double Rank, IReadOnlyList<string> Artists, string Song)
{
    public double LikenessTo(Candidate other) => Artists.Any(other.Artists.Contains) ? 1 : Similarity.BesidesArtist(Track, other.Track);
}

/// <summary>The songs around a target, best first, from which lists are picked. Picking again with other scores is cheap.</summary>
internal sealed class CandidateSet(Candidate[] candidates, RecommendationRequest request)
{
    private const double UnsureDiversity = 0.5;

    private readonly double _diversity = request.Unsure ? Math.Max(request.Diversity, UnsureDiversity) : request.Diversity;
    private readonly Dictionary<int, double[]> _likeness = [];

    public int Count => candidates.Length;

    public Candidate this[int index] => candidates[index];

    /// <summary>The places of the songs of a list, best first, by maximal marginal relevance.</summary>
    /// <param name="extra">What is added to the score of each candidate; null adds nothing.</param>
    public IReadOnlyList<int> Pick(double[]? extra)
    {
        var likeness = new double[candidates.Length];
        var taken = new bool[candidates.Length];
        var songsOf = new Dictionary<string, int>(StringComparer.Ordinal);
        // Catalogues hold one song under several ids: as a single, on its album, on a compilation.
        var heard = new HashSet<string>(StringComparer.Ordinal);
        var picked = new List<int>(request.Count);
        while (picked.Count < request.Count)
        {
            var best = -1;
            var bestValue = double.NegativeInfinity;
            for (var i = 0; i < candidates.Length; i++)
            {
                var value = candidates[i].Rank + (extra is null ? 0 : extra[i]) - _diversity * likeness[i];
                if (!taken[i] && value > bestValue && !heard.Contains(candidates[i].Song) && candidates[i].Artists.All(artist => songsOf.GetValueOrDefault(artist) < request.ArtistCap))
                    (best, bestValue) = (i, value);
            }
            if (best < 0)
                break;
            taken[best] = true;
            heard.Add(candidates[best].Song);
            picked.Add(best);
            foreach (var artist in candidates[best].Artists)
                songsOf[artist] = songsOf.GetValueOrDefault(artist) + 1;
            var row = LikenessTo(best);
            for (var i = 0; i < candidates.Length; i++)
                likeness[i] = Math.Max(likeness[i], row[i]);
        }
        return picked;
    }

    private double[] LikenessTo(int picked)
    {
        if (!_likeness.TryGetValue(picked, out var row))
            _likeness[picked] = row = [.. candidates.Select(candidate => candidate.LikenessTo(candidates[picked]))];
        return row;
    }
}
