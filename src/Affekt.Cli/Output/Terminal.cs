namespace Affekt.Cli.Output;

/// <summary>A text output that may be a terminal: colour only where it can be seen and is not declined.</summary>
/// <param name="writer">Where the text goes.</param>
/// <param name="colour">Whether escape sequences may be written.</param>
internal sealed class Terminal(TextWriter writer, bool colour)
{
    /// <summary>Where the text goes.</summary>
    public TextWriter Writer => writer;

    /// <summary>Colour is for terminals whose owner has not set NO_COLOR (no-color.org) and that are not called dumb.</summary>
    public static bool WantsColour(bool redirected, Func<string, string?> environment) =>
        !redirected && string.IsNullOrEmpty(environment("NO_COLOR")) && environment("TERM") != "dumb";

    /// <summary>Writes one line.</summary>
    public void Line(string text = "") => writer.WriteLine(text);

    /// <summary>The same text, standing out.</summary>
    public string Strong(string text) => Paint("1", text);

    /// <summary>The same text, stepping back.</summary>
    public string Faint(string text) => Paint("2", text);

    /// <summary>The same text in the colour of an emotion.</summary>
    public string Tinted(Emotion emotion, string text) => Paint(emotion switch
    {
        Emotion.Angry => "38;5;203",
        Emotion.Disgust => "38;5;107",
        Emotion.Fear => "38;5;140",
        Emotion.Happy => "38;5;220",
        Emotion.Sad => "38;5;68",
        Emotion.Surprise => "38;5;209",
        _ => "38;5;145",
    }, text);

    private string Paint(string code, string text) => colour ? $"\e[{code}m{text}\e[0m" : text;
}
