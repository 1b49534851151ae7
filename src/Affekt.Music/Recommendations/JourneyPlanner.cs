using Affekt.Music.Catalogue;

namespace Affekt.Music.Recommendations;

/// <summary>Plans journeys: songs that start near the present mood and step towards the target (the iso principle). Stateless.</summary>
/// <remarks>
/// A beam search over the songs near each waypoint of the straight path. It pays for distance from the waypoint, for a change of tempo,
/// for a step back, and for an artist heard before; it is paid for familiarity. A song never comes twice and an artist never
/// twice in a row. Steps in valence and arousal and in tempo are bounded; only where no song at all is within the bounds, the
/// nearest beyond is taken.
/// </remarks>
/// <param name="catalogue">Where the songs come from.</param>
public sealed class JourneyPlanner(ICatalogue catalogue)
{
    /// <summary>The longest step in valence and arousal, in multiples of the even step between waypoints.</summary>
    public const double StepBound = 1.8;

    /// <summary>A step up to this length in valence and arousal is always allowed.</summary>
    public const double ShortStep = 0.25;

    /// <summary>The largest change of tempo, in octaves: about 27 % faster or slower. Double and half tempo count as the same.</summary>
    public const double TempoBound = 0.35;

    private const int BeamWidth = 48;
    private const int CandidatesPerWaypoint = 64;
    private const double ColourWeight = 0.4;
    private const double FamiliarityWeight = 0.4;
    private const double StepWeight = 40;
    private const double BackWeight = 20;
    private const double BackTolerance = 0.03;
    private const double TempoWeight = 4;
    private const double TempoTolerance = 0.2; // of an octave: about 15 %
    private const double RepeatedArtist = 1.5;
    private const double KnownSongCost = 1.2;
    private const double DrawWeight = 1;

    /// <summary>The journey for a request.</summary>
    /// <exception cref="MusicException">The number of songs is out of range, or too few songs pass the filter.</exception>
    public Journey Plan(JourneyRequest request, CancellationToken cancellationToken = default) => Plan(request, null, cancellationToken);

    /// <summary>The journey for a request that also follows a listener's taste.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="personal">What a listener's feedback adds to a song, about -1 to 1; null for a listener we do not know.</param>
    /// <param name="cancellationToken">Stops the search between songs.</param>
    /// <exception cref="MusicException">The number of songs is out of range, or too few songs pass the filter.</exception>
    public Journey Plan(JourneyRequest request, Func<Track, double>? personal, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Count is < 1 or > JourneyRequest.MaxCount)
            throw new MusicException($"A journey has 1 to {JourneyRequest.MaxCount} songs, not {request.Count}.");
        var (start, target, _) = request.Mood;
        var evenStep = request.Count > 1 ? start.DistanceTo(target) / (request.Count - 1) : 0;
        var maxStep = Math.Max(ShortStep, StepBound * evenStep);
        Node[] beam = [];
        for (var step = 0; step < request.Count; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var waypoint = Waypoint(request, step);
            var candidates = Candidates(request, waypoint)
                .Select(track => new Song(track, TextKey.Artists(track.Artist), TextKey.Song(track),
                    Cost(request, track, waypoint) - Colour(request, step, track) - (personal?.Invoke(track) ?? 0)))
                .ToArray();
            IReadOnlyList<Node> next = step == 0
                ? [.. candidates.Select(song => new Node(song, null, song.Cost))]
                : [.. beam.SelectMany(node => candidates.Where(song => node.MayBeFollowedBy(song))
                    .Select(song => new Node(song, node, node.Cost + song.Cost + StepCost(node, song, request.Mood, maxStep))))];
            var bounded = next.Where(node => node.IsWithin(maxStep)).ToList();
            beam = [.. (bounded.Count > 0 ? bounded : next).OrderBy(node => node.Cost)
                .ThenBy(node => SongPlace.KeyOf(node.Song.Track.Id)).Take(BeamWidth)];
            if (beam.Length == 0 && catalogue.Count == 0)
                throw new MusicException("The catalogue is empty: import songs first, or use the starter catalogue.");
            if (beam.Length == 0)
                throw new MusicException(
                    $"The catalogue has no journey of {request.Count} songs under this filter: ask for fewer songs or loosen the filter.");
        }
        var path = new List<Track>(request.Count);
        for (var node = beam[0]; node is not null; node = node.Previous)
            path.Insert(0, node.Song.Track);
        return new Journey(start, target,
            [.. path.Select((track, i) => new JourneyStep(i + 1, track, Waypoint(request, i), Reason(request, i, track)))]);
    }

    private static ValenceArousal Waypoint(JourneyRequest request, int step) =>
        request.Count == 1 ? request.Mood.Target : request.Mood.Start.MoveTowards(request.Mood.Target, (double)step / (request.Count - 1));

    /// <summary>Songs for one step: the listener's own first, and known ones beside them where the request allows both.</summary>
    private IEnumerable<Track> Candidates(JourneyRequest request, ValenceArousal waypoint)
    {
        var limit = CandidatesPerWaypoint + request.Count + request.Excluded.Count;
        var mine = request.Source == MusicSource.Known ? [] : Near(SongOrigin.Mine);
        var known = request.Source == MusicSource.Mine ? [] : Near(SongOrigin.Known);
        return mine.Concat(known)
            .Where(track => !request.Excluded.Contains(track.Id) && CareRules.Allow(track, request.Mood, request.Mode));

        IReadOnlyList<Track> Near(SongOrigin origin) => catalogue.Best(
            song => Math.Log(TrackScorer.Fit(song.Affect, song.Uncertainty, waypoint, 0) + 1e-9)
                + FamiliarityWeight * Math.Clamp(song.Popularity / 100, 0, 1)
                + DrawWeight * (request.Draw?.Of(song.Key, request.Mood, request.Mode) ?? 0),
            request.Filter with { Origin = origin }, limit, request.Draw?.Part);
    }

    /// <summary>The negative logarithm of the fit, less what familiarity and the draw are worth; known songs cost more beside the
    /// listener's own.</summary>
    private static double Cost(JourneyRequest request, Track track, ValenceArousal waypoint) =>
        -Math.Log(TrackScorer.Fit(track.Affect, track.Uncertainty, waypoint, 0) + 1e-9)
            - FamiliarityWeight * Math.Clamp(track.Popularity / 100, 0, 1)
            - DrawWeight * (request.Draw?.Of(SongPlace.KeyOf(track), request.Mood, request.Mode) ?? 0)
            + (request.Source == MusicSource.Both && StarterCatalogue.Holds(track) ? KnownSongCost : 0)
            + 2 * TitleClues.Penalty(track);

    /// <summary>The colour of the present mood fades along the way, and that of the goal grows.</summary>
    private static double Colour(JourneyRequest request, int step, Track track)
    {
        var way = request.Count > 1 ? (double)step / (request.Count - 1) : 1;
        return ColourWeight * ((1 - way) * MoodColour.Of(track, request.Mood, MoodMode.Match)
            + way * MoodColour.Of(track, request.Mood, request.Mode));
    }

    private static double StepCost(Node from, Song to, MoodTarget mood, double maxStep)
    {
        var (a, b) = (from.Song.Track, to.Track);
        var tooLong = Math.Max(0, a.Affect.DistanceTo(b.Affect) - maxStep);
        var cost = StepWeight * tooLong * tooLong;
        if (mood.Start != mood.Target)
        {
            var back = Math.Max(0, b.Affect.DistanceTo(mood.Target) - a.Affect.DistanceTo(mood.Target) - BackTolerance);
            cost += BackWeight * back * back;
        }
        var jump = Math.Max(0, TempoStep(a, b) - TempoTolerance);
        cost += TempoWeight * jump * jump;
        return cost + (from.HasHeard(to.Artists) ? RepeatedArtist : 0);
    }

    /// <summary>How far two songs' tempi are apart, in octaves, 0 to 0.5; 0 where one is not known.</summary>
    internal static double TempoStep(Track a, Track b)
    {
        if (a.Tempo is not (> 0 and var before) || b.Tempo is not (> 0 and var after))
            return 0;
        // Double and half tempo are heard as the same pulse, and trackers often confuse them.
        var octaves = Math.Abs(Math.Log2(before / after));
        return Math.Abs(octaves - Math.Round(octaves));
    }

    private static string Reason(JourneyRequest request, int step, Track track)
    {
        var waypoint = Waypoint(request, step);
        var mode = 2 * step < request.Count ? MoodMode.Match : request.Mode;
        var words = Reasons.Words(track, request.Mood, mode, waypoint);
        var near = track.Affect.DistanceTo(waypoint) <= Reasons.Near;
        var place = (near, step, request.Count - 1 - step) switch
        {
            (false, _, _) => "the nearest to this part of the path",
            (_, _, 0) when request.Mode != MoodMode.Match => $"where {request.Mode.ToString().ToLowerInvariant()} leads",
            (_, 0, _) => "near the present mood",
            _ when request.Mode == MoodMode.Match => "stays with the mood",
            _ => "on the way",
        };
        var sentence = words.Length > 0 ? $"{place}: {words}." : $"{place}.";
        return char.ToUpperInvariant(sentence[0]) + sentence[1..];
    }

    private sealed record Song(Track Track, IReadOnlyList<string> Artists, string Key, double Cost);

    private sealed record Node(Song Song, Node? Previous, double Cost)
    {
        public bool MayBeFollowedBy(Song song)
        {
            if (song.Artists.Any(Song.Artists.Contains))
                return false;
            for (var node = this; node is not null; node = node.Previous)
            {
                if (node.Song.Track.Id == song.Track.Id || node.Song.Key == song.Key)
                    return false;
            }
            return true;
        }

        /// <summary>True when the step from the song before is within the bounds.</summary>
        public bool IsWithin(double maxStep) => Previous is not { Song.Track: var before }
            || (before.Affect.DistanceTo(Song.Track.Affect) <= maxStep && TempoStep(before, Song.Track) <= TempoBound);

        public bool HasHeard(IReadOnlyList<string> artists)
        {
            for (var node = this; node is not null; node = node.Previous)
            {
                if (artists.Any(node.Song.Artists.Contains))
                    return true;
            }
            return false;
        }
    }
}
