using Affekt.Music.Catalogue;

namespace Affekt.Music.Recommendations;

/// <summary>Chooses songs for a mood. Stateless; safe to use from several threads when the catalogue is.</summary>
/// <remarks>
/// The score of a song is its fit (see docs/music.md) plus what popularity, novelty, recency, the listener's own taste and the
/// draw add. The listener's own and imported songs come first; of the songs that come with Affekt, one in three at most. Songs
/// are then picked one by one by maximal marginal relevance (Carbonell and Goldstein 1998): score less diversity times the
/// likeness to what is already picked, under a cap for each artist.
/// </remarks>
/// <param name="catalogue">Where the songs come from.</param>
public sealed class Recommender(ICatalogue catalogue)
{
    private const int CandidatesAtLeast = 240;
    private const int CandidatesPerSong = 20;

    /// <summary>Songs for a request, best first.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="personal">What a listener's feedback adds to a song's score, about -1 to 1; null for a listener we do not know.</param>
    /// <exception cref="MusicException">The request is out of range, or the catalogue is empty.</exception>
    public RecommendationList Recommend(RecommendationRequest request, Func<Track, double>? personal = null)
    {
        var candidates = Candidates(request, personal);
        return List(request, candidates.Pick(extra: null).Select(i => candidates[i]));
    }

    /// <summary>The songs that a list is picked from, scored.</summary>
    internal CandidateSet Candidates(RecommendationRequest request, Func<Track, double>? personal)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.Validate();
        var limit = Math.Max(CandidatesAtLeast, CandidatesPerSong * request.Count) + request.Excluded.Count;
        var scorer = new TrackScorer(request, personal);
        var mine = request.Source == MusicSource.Known ? [] : Tier(SongOrigin.Mine);
        // A catalogue without songs of one's own is one of known songs, whatever was asked first.
        var known = request.Source == MusicSource.Mine ? [] : Tier(SongOrigin.Known);
        var candidates = mine.Concat(known)
            .OrderByDescending(candidate => candidate.Rank).ThenBy(candidate => SongPlace.KeyOf(candidate.Track.Id))
            .ToArray();
        if (candidates.Length == 0 && catalogue.Count == 0)
            throw new MusicException("The catalogue is empty: import songs first, or use the starter catalogue.");
        return new CandidateSet(candidates, request);

        IEnumerable<Candidate> Tier(SongOrigin origin)
        {
            var isMine = origin == SongOrigin.Mine;
            return catalogue
                .Best(scorer.FirstLook, request.Filter with { Origin = origin }, limit, request.Draw?.Part)
                .Where(track => !request.Excluded.Contains(track.Id) && CareRules.Allow(track, request.Mood, request.Mode))
                .Select(track => Candidate(track, isMine));
        }

        Candidate Candidate(Track track, bool isMine)
        {
            var terms = scorer.Terms(track);
            var score = terms.Sum(term => term.Value);
            var tier = !isMine ? SongTier.Guest
                : request.Source == MusicSource.Mine || TrackScorer.MayFit(track, request.Mood) ? SongTier.First : SongTier.Last;
            return new Candidate(track, terms, score, score + scorer.Drawn(SongPlace.KeyOf(track)), tier);
        }
    }

    /// <summary>Picked songs with their reasons.</summary>
    internal static RecommendationList List(RecommendationRequest request, IEnumerable<Candidate> picked) =>
        new(request.Mood.Start, request.Mood.Target,
            [.. picked.Select(c => new Recommendation(c.Track, c.Score, c.Terms, Reasons.For(c.Track, request, c.Terms)))]);
}
