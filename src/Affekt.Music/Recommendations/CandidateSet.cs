using Affekt.Music.Catalogue;

namespace Affekt.Music.Recommendations;

/// <summary>A song that may be picked.</summary>
/// <param name="Track">The song.</param>
/// <param name="Terms">What its score is made of.</param>
/// <param name="Score">The sum of the terms.</param>
/// <param name="Rank">The score with the part of the draw that the request asks for.</param>
/// <param name="Tier">Whether it is the listener's own, and whether it comes only where no other song is left.</param>
internal sealed record Candidate(Track Track, IReadOnlyList<ScoreTerm> Terms, double Score, double Rank, SongTier Tier)
{
    /// <summary>The keys of its artists, made once, and only for the few candidates that are compared with another.</summary>
    public IReadOnlyList<string> Artists => field ??= TextKey.Artists(Track.Artist);

    /// <summary>The same for all issues of one song.</summary>
    public string Song => field ??= TextKey.Song(Track);

    public double LikenessTo(Candidate other) => Artists.Any(other.Artists.Contains) ? 1 : Similarity.BesidesArtist(Track, other.Track);
}

/// <summary>Which songs come first.</summary>
internal enum SongTier
{
    /// <summary>As many as the list holds.</summary>
    First,
    /// <summary>Some: known songs beside the listener's own.</summary>
    Guest,
    /// <summary>Only where the list would be short without them: own songs that hardly fit.</summary>
    Last,
}

/// <summary>The songs around a target, best first, from which lists are picked. Picking again with other scores is cheap.</summary>
internal sealed class CandidateSet(Candidate[] candidates, RecommendationRequest request)
{
    private const int GuestShare = 3; // one song in three
    private const double UnsureDiversity = 0.5;

    private readonly double _diversity = request.Unsure ? Math.Max(request.Diversity, UnsureDiversity) : request.Diversity;
    private readonly Dictionary<int, double[]> _likeness = [];

    public int Count => candidates.Length;

    public Candidate this[int index] => candidates[index];

    /// <summary>The places of the songs of a list, best first, by maximal marginal relevance.</summary>
    /// <param name="extra">What is added to the score of each candidate; null adds nothing.</param>
    public IReadOnlyList<int> Pick(double[]? extra)
    {
        var likeness = new double[candidates.Length]; // to the songs it was compared with
        var compared = new int[candidates.Length]; // with how many of the picked songs
        var taken = new bool[candidates.Length];
        var songsOf = new Dictionary<string, int>(StringComparer.Ordinal);
        // Catalogues hold one song under several ids: as a single, on its album, on a compilation.
        var heard = new HashSet<string>(StringComparer.Ordinal);
        var picked = new List<int>(request.Count);
        var guests = candidates.Any(candidate => candidate.Tier == SongTier.First) ? request.Count / GuestShare : request.Count;
        var last = SongTier.First;
        while (picked.Count < request.Count)
        {
            var best = -1;
            var bestValue = double.NegativeInfinity;
            for (var i = 0; i < candidates.Length; i++)
            {
                var score = candidates[i].Rank + (extra is null ? 0 : extra[i]);
                // Likeness only grows with each comparison: who cannot win any more needs no other.
                if (taken[i] || score - _diversity * likeness[i] <= bestValue || !IsOpen(candidates[i].Tier))
                    continue;
                for (; compared[i] < picked.Count; compared[i]++)
                    likeness[i] = Math.Max(likeness[i], Likeness(picked[compared[i]], i));
                var value = score - _diversity * likeness[i];
                if (value > bestValue && !heard.Contains(candidates[i].Song)
                    && candidates[i].Artists.All(artist => songsOf.GetValueOrDefault(artist) < request.ArtistCap))
                    (best, bestValue) = (i, value);
            }
            if (best < 0 && last == SongTier.Last)
                break;
            if (best < 0)
            {
                // Where the first tier is used up, the next one fills the list.
                last++;
                continue;
            }
            guests -= candidates[best].Tier == SongTier.Guest ? 1 : 0;
            taken[best] = true;
            heard.Add(candidates[best].Song);
            picked.Add(best);
            foreach (var artist in candidates[best].Artists)
                songsOf[artist] = songsOf.GetValueOrDefault(artist) + 1;
        }
        return picked;

        bool IsOpen(SongTier tier) => tier <= last || tier == SongTier.Guest && guests > 0;
    }

    // Kept for the next list that is picked.
    private double Likeness(int picked, int other)
    {
        if (!_likeness.TryGetValue(picked, out var row))
        {
            _likeness[picked] = row = new double[candidates.Length];
            Array.Fill(row, double.NaN);
        }
        if (double.IsNaN(row[other]))
            row[other] = candidates[other].LikenessTo(candidates[picked]);
        return row[other];
    }
}
