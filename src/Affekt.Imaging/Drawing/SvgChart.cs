namespace Affekt.Imaging.Drawing;

/// <summary>A plot as scalable vector graphics: light or dark as the reader's system is, and readable by other programs as it is.</summary>
/// <param name="Name">A file name without its ending, for example "confusion".</param>
/// <param name="Title">What the plot shows, in a few words.</param>
/// <param name="Description">What a reader who cannot see it should know.</param>
/// <param name="Inline">The <c>svg</c> element without colours, for a page that carries <see cref="ChartStyle.Css"/>.</param>
/// <param name="Standalone">A whole file with its colours.</param>
public sealed record SvgChart(string Name, string Title, string Description, string Inline, string Standalone)
{
    internal Func<int, Image> Rasterise { get; init; } = _ => throw new InvalidOperationException("Only a canvas can draw a plot as pixels.");

    /// <summary>The plot as pixels, light, for programs that do not read SVG.</summary>
    /// <param name="scale">Pixels a unit: 1 or more.</param>
    public Image ToImage(int scale = 2) => Rasterise(Math.Max(1, scale));

    /// <summary>Writes the plot as <c>NAME.svg</c>.</summary>
    /// <returns>The file's path.</returns>
    public string Save(string folder)
    {
        var path = Path.Combine(folder, Name + ".svg");
        File.WriteAllText(path, Standalone);
        return path;
    }
}

/// <summary>The colours of every plot.</summary>
public static class ChartStyle
{
    // Plain classes instead of custom properties, which many programs that read SVG do not know.
    // The seven hues differ also in lightness, so that they can be told apart without colour vision; neutral is gray.
    private static readonly string[] LightHues = ["#c2410c", "#5f8a00", "#7445a8", "#d99a00", "#1d4f91", "#d6458b", "#6b7280"];
    private static readonly string[] DarkHues = ["#f0763a", "#9bc53d", "#b28be0", "#f5c542", "#5b9bea", "#f279b2", "#a8b0bb"];

    private const string Ink = "#1f2328", Muted = "#656d76", Grid = "#e3e7ec", Axis = "#9aa4af", Paper = "#ffffff", Accent = "#1d5fa8";

    /// <summary>The colour of a class in the light scheme.</summary>
    internal static (byte Red, byte Green, byte Blue) ColourOf(string style)
    {
        var hex = style switch
        {
            "ink" => Ink,
            "muted" => Muted,
            "grid" => Grid,
            "axis" or "chance" or "line-second" or "fill-second" => Axis,
            "paper" or "on-fill" => Paper,
            "gap" => LightHues[0],
            _ when char.IsAsciiDigit(style[^1]) => LightHues[style[^1] - '0'],
            _ => Accent,
        };
        return (Convert.ToByte(hex[1..3], 16), Convert.ToByte(hex[3..5], 16), Convert.ToByte(hex[5..7], 16));
    }

    /// <summary>Style rules for all plots of a page.</summary>
    public static string Css { get; } = Sheet();

    private static string Sheet() =>
        """
        svg.chart{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums;display:block;max-width:100%;height:auto}

        """
        + Scheme(Ink, Muted, Grid, Axis, Paper, Accent, Paper, LightHues)
        + "@media (prefers-color-scheme:dark){\n"
            + Scheme("#e6edf3", "#9198a1", "#2b3138", "#5d6670", "#0f1419", "#6cabf5", "#0b1622", DarkHues) + "}\n";

    private static string Scheme(
        string ink, string muted, string grid, string axis, string paper, string accent, string onAccent, string[] hues) =>
        $$"""
        svg.chart .ink{fill:{{ink}}}
        svg.chart .muted{fill:{{muted}}}
        svg.chart .paper{fill:{{paper}}}
        svg.chart .grid{stroke:{{grid}};stroke-width:1}
        svg.chart .axis{stroke:{{axis}};stroke-width:1}
        svg.chart .chance{stroke:{{axis}};stroke-width:1;stroke-dasharray:4 4}
        svg.chart .fill{fill:{{accent}}}
        svg.chart .on-fill{fill:{{onAccent}}}
        svg.chart .line{stroke:{{accent}};stroke-width:2;fill:none;stroke-linejoin:round}
        svg.chart .line-second{stroke:{{axis}};stroke-width:2;fill:none;stroke-linejoin:round}
        svg.chart .fill-second{fill:{{axis}}}
        svg.chart .gap{fill:{{hues[0]}}}

        """
        + string.Concat(hues.Select((hue,
            k) => $"svg.chart .hue{k}{{fill:{hue}}}\nsvg.chart " +
                $".curve{k}{{stroke:{hue};stroke-width:1.8;fill:none;stroke-linejoin:round}}\n"));
}
