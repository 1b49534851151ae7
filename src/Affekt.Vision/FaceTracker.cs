namespace Affekt.Vision;

/// <summary>A face with an identity that it keeps from frame to frame.</summary>
/// <param name="Id">Counted from 1; never used again.</param>
/// <param name="Face">Where it is now.</param>
/// <param name="Since">When it was first seen, in the caller's time.</param>
public sealed record TrackedFace(int Id, Face Face, TimeSpan Since);

/// <summary>
/// Gives the faces of successive frames identities: a face is the one before that it overlaps most, its landmarks having moved
/// little. A face that is hidden for a moment comes back as itself. For one thread at a time.
/// </summary>
public sealed class FaceTracker
{
    private const double LeastOverlap = 0.2;
    private const double FarthestLandmarks = 0.6;

    private readonly TimeSpan _patience;
    private readonly List<(TrackedFace Tracked, TimeSpan Seen)> _known = [];
    private int _lastId;

    /// <param name="patience">How long a face may be missing and still be itself; by default 0.8 s.</param>
    public FaceTracker(TimeSpan? patience = null) => _patience = patience ?? TimeSpan.FromSeconds(0.8);

    /// <summary>Takes in the faces of a frame.</summary>
    /// <param name="faces">In any order.</param>
    /// <param name="time">When the frame was taken; never before the last one.</param>
    /// <returns>The same faces in the same order, with identities.</returns>
    public IReadOnlyList<TrackedFace> Update(IReadOnlyList<Face> faces, TimeSpan time)
    {
        ArgumentNullException.ThrowIfNull(faces);
        _known.RemoveAll(k => time - k.Seen > _patience);
        // The closest pairs first, so that a face that passes another does not take its name.
        var pairs = from k in Enumerable.Range(0, _known.Count)
                    from f in Enumerable.Range(0, faces.Count)
                    let likeness = Likeness(_known[k].Tracked.Face, faces[f])
                    where likeness > 0
                    orderby likeness descending
                    select (k, f);
        var result = new TrackedFace?[faces.Count];
        var taken = new bool[_known.Count];
        foreach (var (k, f) in pairs.ToList())
        {
            if (taken[k] || result[f] is not null)
                continue;
            taken[k] = true;
            result[f] = _known[k].Tracked with { Face = faces[f] };
            _known[k] = (result[f]!, time);
        }
        for (var f = 0; f < faces.Count; f++)
            if (result[f] is null)
            {
                result[f] = new TrackedFace(++_lastId, faces[f], time);
                _known.Add((result[f]!, time));
            }
        return result!;
    }

    /// <summary>Overlap, less what the landmarks have moved in terms of the face; not above 0 for two faces that cannot be one.</summary>
    private static double Likeness(Face before, Face now)
    {
        var overlap = before.Box.IntersectionOverUnion(now.Box);
        if (overlap < LeastOverlap)
            return 0;
        if (before.Landmarks.Count == 0 || before.Landmarks.Count != now.Landmarks.Count)
            return overlap;
        var moved = before.Landmarks.Zip(now.Landmarks,
            (a, b) => Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y))).Average() / Math.Sqrt(before.Box.Area);
        return moved > FarthestLandmarks ? 0 : overlap * (1 - moved);
    }
}
