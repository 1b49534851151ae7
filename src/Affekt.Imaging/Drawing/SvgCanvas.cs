using System.Globalization;
using System.Text;

namespace Affekt.Imaging.Drawing;

/// <summary>Writes the elements of one plot. Lengths are in pixels at natural size, y runs down, numbers never depend on the
/// culture.</summary>
public sealed class SvgCanvas(double width, double height)
{
    private readonly StringBuilder _body = new();
    private readonly List<Action<ChartRaster>> _drawn = [];

    /// <summary>A rectangle.</summary>
    public void Rect(double x, double y, double width, double height, string style, double opacity = 1, string? tip = null,
        double radius = 0)
    {
        if (width <= 0 || height <= 0)
            return;
        _drawn.Add(raster => raster.Rect(x, y, width, height, style, opacity));
        _body.Append(CultureInfo.InvariantCulture,
            $"<rect x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(width)}\" height=\"{N(height)}\" class=\"{style}\"");
        if (radius > 0)
            _body.Append(CultureInfo.InvariantCulture, $" rx=\"{N(radius)}\"");
        if (opacity < 1)
            _body.Append(CultureInfo.InvariantCulture, $" opacity=\"{N(opacity)}\"");
        Close("rect", tip);
    }

    /// <summary>A line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string style)
    {
        _drawn.Add(raster => raster.Lines([(x1, y1), (x2, y2)], style));
        _body.Append(CultureInfo.InvariantCulture, $"<line x1=\"{N(x1)}\" y1=\"{N(y1)}\" x2=\"{N(x2)}\" y2=\"{N(y2)}\" class=\"{style}\"");
        Close("line", null);
    }

    /// <summary>A circle.</summary>
    public void Circle(double x, double y, double radius, string style, string? tip = null)
    {
        _drawn.Add(raster => raster.Circle(x, y, radius, style));
        _body.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(radius)}\" class=\"{style}\"");
        Close("circle", tip);
    }

    /// <summary>A line through points; points that a reader could not tell from the last one drawn are left out.</summary>
    public void Polyline(IEnumerable<(double X, double Y)> points, string style, string? tip = null)
    {
        _body.Append(CultureInfo.InvariantCulture, $"<polyline class=\"{style}\" points=\"");
        (double X, double Y)? drawn = null, skipped = null;
        var kept = new List<(double, double)>();
        foreach (var point in points)
        {
            if (drawn is { } last && Math.Abs(point.X - last.X) + Math.Abs(point.Y - last.Y) < 1)
            {
                skipped = point;
                continue;
            }
            Append(point);
            (drawn, skipped) = (point, null);
        }
        if (skipped is { } end)
            Append(end);
        _body.Append('"');
        Close("polyline", tip);
        _drawn.Add(raster => raster.Lines(kept, style));

        void Append((double X, double Y) point)
        {
            kept.Add(point);
            _body.Append(CultureInfo.InvariantCulture, $"{N(point.X)},{N(point.Y)} ");
        }
    }

    /// <summary>A text.</summary>
    public void Text(double x, double y, string text, string style = "ink", string anchor = "start", double size = 12,
        bool bold = false, bool vertical = false)
    {
        _drawn.Add(raster => raster.Text(x, y, text, style, anchor, size, bold, vertical));
        _body.Append(CultureInfo.InvariantCulture, $"<text x=\"{N(x)}\" y=\"{N(y)}\" font-size=\"{N(size)}\" class=\"{style}\"");
        if (anchor != "start")
            _body.Append(CultureInfo.InvariantCulture, $" text-anchor=\"{anchor}\"");
        if (bold)
            _body.Append(" font-weight=\"600\"");
        if (vertical)
            _body.Append(CultureInfo.InvariantCulture, $" transform=\"rotate(-90 {N(x)} {N(y)})\"");
        _body.Append('>').Append(Escape(text)).Append("</text>\n");
    }

    /// <summary>The finished drawing.</summary>
    public SvgChart ToChart(string name, string title, string description)
    {
        var size = string.Create(
            CultureInfo.InvariantCulture, $"viewBox=\"0 0 {N(width)} {N(height)}\" width=\"{N(width)}\" height=\"{N(height)}\"");
        var inline = $"<svg class=\"chart\" {size} role=\"img\" aria-label=\"{Escape(title + ". " + description)}\">\n{_body}</svg>\n";
        var whole = $"<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" {size} " +
            $"role=\"img\">\n<title>{Escape(title)}</title>\n<desc>{Escape(description)}</desc>\n"
            + $"<style>\n{ChartStyle.Css}</style>\n<rect width=\"100%\" height=\"100%\" class=\"paper\"/>\n{_body}</svg>\n";
        return new SvgChart(name, title, description, inline, whole)
        {
            Rasterise = scale =>
            {
                var raster = new ChartRaster(width, height, scale);
                foreach (var draw in _drawn)
                    draw(raster);
                return raster.Picture;
            },
        };
    }

    /// <summary>Text as XML takes it.</summary>
    public static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal)
            .Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    /// <summary>A coordinate with at most two decimals.</summary>
    public static string N(double value) => Math.Round(value, 2).ToString("0.##", CultureInfo.InvariantCulture);

    private void Close(string element, string? tip)
    {
        if (tip is null)
            _body.Append("/>\n");
        else
            _body.Append("><title>").Append(Escape(tip)).Append("</title></").Append(element).Append(">\n");
    }
}
