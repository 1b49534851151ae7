using System.Globalization;
using Affekt.Imaging.Drawing;

namespace Affekt.App.Pictures;

/// <summary>A moment of a mood's course.</summary>
/// <param name="Seconds">Since the start.</param>
/// <param name="Probabilities">Averaged over time.</param>
/// <param name="Emotion">The steady name.</param>
public sealed record MoodMoment(double Seconds, EmotionProbabilities Probabilities, Emotion Emotion);

/// <summary>Emotions over time: a band with the steady name, and one line an emotion.</summary>
public static class MoodTimelineChart
{
    private const double Left = 100;
    private const double Width = 700;
    private const double RowHeight = 34;

    /// <summary>Draws one face's course.</summary>
    /// <param name="moments">In order of time; at least one.</param>
    /// <param name="title">What it shows.</param>
    public static SvgChart Draw(IReadOnlyList<MoodMoment> moments, string title)
    {
        ArgumentNullException.ThrowIfNull(moments);
        ArgumentOutOfRangeException.ThrowIfZero(moments.Count, nameof(moments));
        var end = Math.Max(moments[^1].Seconds, moments[0].Seconds + 1e-3);
        var canvas = new SvgCanvas(Left + Width + 24, 108 + Emotions.Count * RowHeight);
        double X(double seconds) => Left + (seconds - moments[0].Seconds) / (end - moments[0].Seconds) * Width;
        for (var i = 0; i < Emotions.Count; i++)
        {
            var emotion = Emotions.All[i];
            var bottom = 20 + (i + 1) * RowHeight;
            canvas.Text(Left - 8, bottom - 6, emotion.Name(), anchor: "end");
            canvas.Line(Left, bottom, Left + Width, bottom, "grid");
            foreach (var (from, to) in Spans(moments, emotion))
                canvas.Rect(X(from), bottom - RowHeight + 4, Math.Max(X(to) - X(from), 1), RowHeight - 4, "fill", 0.25,
                    string.Create(CultureInfo.InvariantCulture, $"{emotion.Name()}, {from:0.0} to {to:0.0} s"));
            canvas.Polyline(moments.Select(m => (X(m.Seconds), bottom - m.Probabilities[emotion] * (RowHeight - 6))), "line");
        }
        foreach (var tick in PlotArea.Ticks(moments[0].Seconds, end, 6))
            canvas.Text(X(tick), 38 + Emotions.Count * RowHeight, tick.ToString("0.#", CultureInfo.InvariantCulture) + " s",
                "muted", "middle", 10);
        var below = 62 + Emotions.Count * RowHeight;
        canvas.Text(Left + Width / 2, below, "seconds since the start", "muted", "middle");
        canvas.Text(16, 20 + Emotions.Count * RowHeight / 2, "probability of each emotion, 0 to 1", "muted", "middle", vertical: true);
        canvas.Rect(Left, below + 14, 14, 10, "fill", 0.25);
        canvas.Text(Left + 20, below + 23, "the steady name", "muted");
        canvas.Rect(Left + 140, below + 18, 14, 3, "fill");
        canvas.Text(Left + 160, below + 23, "probability, averaged over the last moments; a name changes only when another stays ahead",
            "muted");
        var names = moments.CountBy(m => m.Emotion).OrderByDescending(c => c.Value)
            .Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key.Name()} {100.0 * c.Value / moments.Count:0} %"));
        return canvas.ToChart("mood", title, $"Share of the time by steady name: {string.Join(", ", names)}. " +
            "Each reading is averaged with those before it, so that a blink changes nothing, and the name changes only when another " +
            "emotion stays ahead for a while.");
    }

    private static IEnumerable<(double From, double To)> Spans(IReadOnlyList<MoodMoment> moments, Emotion emotion)
    {
        for (var i = 0; i < moments.Count; i++)
        {
            if (moments[i].Emotion != emotion)
                continue;
            var from = moments[i].Seconds;
            while (i + 1 < moments.Count && moments[i + 1].Emotion == emotion)
                i++;
            // To where the next name begins, so that no gap is left between.
            yield return (from, i + 1 < moments.Count ? moments[i + 1].Seconds : moments[i].Seconds);
        }
    }
}
