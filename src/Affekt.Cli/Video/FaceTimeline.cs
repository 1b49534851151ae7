using System.Globalization;
using System.Text;
using Affekt.App.Pictures;
using Affekt.Imaging.Drawing;
using Affekt.Vision;

namespace Affekt.Cli.Video;

/// <summary>One face at one moment of a video.</summary>
internal sealed record TimelineRow(double Seconds, int Face, Box Box, double Score, SteadyMood Mood);

/// <summary>Follows the faces of a video: who is who, and the steady mood of each.</summary>
internal sealed class FaceTimeline(IFaceFinder finder, EmotionReader reader)
{
    private readonly FaceTracker _tracker = new();
    private readonly Dictionary<int, MoodTracker> _moods = [];

    /// <summary>All faces of all frames so far.</summary>
    public List<TimelineRow> Rows { get; } = [];

    /// <summary>Frames taken in.</summary>
    public int Frames { get; private set; }

    /// <summary>Frames that were damaged and passed over.</summary>
    public int Damaged { get; private set; }

    /// <summary>Takes in the next frame.</summary>
    /// <returns>Its faces, largest first.</returns>
    public IReadOnlyList<TimelineRow> Add(Frame frame)
    {
        Frames++;
        if (frame.Picture is not { } picture)
        {
            Damaged++;
            return [];
        }
        var rows = new List<TimelineRow>();
        foreach (var tracked in _tracker.Update(finder.Find(picture), frame.Time))
        {
            if (!_moods.TryGetValue(tracked.Id, out var mood))
                _moods[tracked.Id] = mood = new MoodTracker(new MoodTrackerOptions { UnsureBelow = reader.Info.PicturesUnsureBelow });
            rows.Add(new TimelineRow(frame.Time.TotalSeconds, tracked.Id, tracked.Face.Box, tracked.Face.Score
                ?? 1, mood.Update(reader.Read(picture, tracked.Face), frame.Time)));
        }
        Rows.AddRange(rows);
        return rows;
    }

    /// <summary>One row a face and moment.</summary>
    public string ToCsv()
    {
        var text = new StringBuilder(
            "seconds,face,x,y,width,height,score,emotion,unsure,held_seconds,valence,arousal," + string.Join(',', Emotions.Names) + "\n");
        foreach (var row in Rows)
        {
            var affect = row.Mood.Affect;
            text.Append(CultureInfo.InvariantCulture,
                $"{row.Seconds:F3},{row.Face},{row.Box.X:F1},{row.Box.Y:F1},{row.Box.Width:F1},{row.Box.Height:F1},{row.Score:F3},{row.Mood.Emotion.Name()},{(row.Mood.Unsure ? 1 : 0)},{row.Mood.Held.TotalSeconds:F2},{affect.Valence:F3},{affect.Arousal:F3},")
                .Append(string.Join(',', row.Mood.Probabilities.Values.Select(
                    p => p.ToString("F4", CultureInfo.InvariantCulture)))).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>The course of the face that was seen longest; null when none was seen.</summary>
    public SvgChart? ToChart(string video)
    {
        if (Rows.Count == 0)
            return null;
        var longest = Rows.GroupBy(r => r.Face).MaxBy(g => g.Count())!;
        return MoodTimelineChart.Draw([.. longest.Select(r => new MoodMoment(r.Seconds, r.Mood.Probabilities, r.Mood.Emotion))],
            $"{Path.GetFileName(video)}, face {longest.Key}");
    }
}
