using Affekt.App.Answers;

namespace Affekt.Cli.Output;

/// <summary>The faces of a picture for people: one line a face.</summary>
internal static class FacesView
{
    /// <summary>Shows one picture's faces.</summary>
    public static void Show(Terminal terminal, ImageFacesAnswer image)
    {
        terminal.Line($"{terminal.Strong(image.Image)}  {terminal.Faint($"{image.Width} x {image.Height}, {image.Milliseconds:0.0} ms")}");
        if (image.Faces.Count == 0)
            terminal.Line("  no face");
        foreach (var face in image.Faces)
        {
            var box = face.Box;
            var score = face.Score is { } s ? $"score {s:0.00}" : "centre of the picture";
            var look = face.Look switch
            {
                "brightened" => ", found in the brightened picture",
                "enlarged" => ", found in the enlarged picture",
                { } turned => $", found in the turned picture ({turned})",
                null => "",
            };
            terminal.Line($"  {face.Emotion,-9} {face.Confidence,5:0 %}{(face.Unsure ? " unsure" : "")}" +
                $"{(face.Doubt is { } doubt ? $" ({doubt})" : "")}  at " +
                $"{box.X:0},{box.Y:0} {box.Width:0}x{box.Height:0} ({score}{look})");
        }
    }
}
