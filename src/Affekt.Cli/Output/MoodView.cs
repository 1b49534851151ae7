using Affekt.App.Answers;

namespace Affekt.Cli.Output;

/// <summary>A reading and its songs for people.</summary>
internal static class MoodView
{
    private const int BarWidth = 30;
    private const string Eighths = " ▏▎▍▌▋▊▉";

    /// <summary>Shows the reading of the largest face, and the songs.</summary>
    public static void Show(Terminal terminal, MoodAnswer answer)
    {
        terminal.Line(terminal.Faint($"{answer.Image}, {answer.Width} x {answer.Height}"));
        if (answer.Faces.Count == 0)
        {
            terminal.Line("No face was found. Try a picture where the face is larger, or name the mood: affekt recommend --emotion happy");
            return;
        }
        var face = answer.Faces[0];
        if (face.Score is null)
            terminal.Line(terminal.Faint("The middle of the picture was taken for the face."));
        terminal.Line();
        terminal.Line(terminal.Strong(Sentence(face)));
        if (answer.Faces.Count > 1)
            terminal.Line(terminal.Faint(
                $"{answer.Faces.Count} faces; this is the largest and most central one. The others: " +
                $"{string.Join(", ", answer.Faces.Skip(1).Select(Other))}."));
        terminal.Line();
        foreach (var (name, probability) in face.Probabilities)
        {
            _ = Emotions.TryParse(name, out var emotion);
            terminal.Line($"  {name,-9} {terminal.Tinted(emotion, Bar(probability))} {probability,5:0 %}");
        }
        terminal.Line();
        terminal.Line(terminal.Faint(
            $"  valence {face.Valence:+0.00;-0.00}, arousal {face.Arousal:+0.00;-0.00}. An expression is not a feeling: if " +
            $"this is wrong, name the mood yourself."));
        if (answer.Songs.Count == 0)
            return;
        terminal.Line();
        SongsView.Show(terminal, answer.Mode, answer.Songs);
    }

    /// <summary>What the expression looks like, in a sentence.</summary>
    public static string Sentence(FaceAnswer face)
    {
        if (!face.Unsure)
            return $"Your expression looks {Adjective(face.Emotion)} ({face.Confidence:0 %}).";
        var likeliest = face.Probabilities.OrderByDescending(p => p.Value).Take(2).Select(p => $"{p.Key} ({p.Value:0 %})");
        return $"Hard to tell{(face.Doubt is { } doubt ? $", the face is {doubt}" : "")}: {string.Join(" or ", likeliest)}.";
    }

    private static string Other(FaceAnswer face) =>
        $"{(face.Unsure ? "hard to tell" : Adjective(face.Emotion))} at " +
        $"{face.Box.X + face.Box.Width / 2:0},{face.Box.Y + face.Box.Height / 2:0}";

    /// <summary>The emotion as a word for how somebody looks.</summary>
    public static string Adjective(string emotion) => emotion switch
    {
        "disgust" => "disgusted",
        "fear" => "fearful",
        "surprise" => "surprised",
        _ => emotion,
    };

    /// <summary>A bar of fixed width; eighths of a block show small probabilities that whole ones would hide.</summary>
    public static string Bar(double share)
    {
        var eighths = (int)Math.Round(share * BarWidth * 8);
        var bar = new string('█', eighths / 8) + (eighths % 8 > 0 ? Eighths[eighths % 8] : "");
        return bar.PadRight(BarWidth);
    }
}
