namespace Affekt.Imaging.Drawing;

/// <summary>Draws what an <see cref="SvgCanvas"/> draws, as pixels with smooth edges, in the light colours.</summary>
/// <param name="width">Of the plot, in its units.</param>
/// <param name="height">Of the plot.</param>
/// <param name="scale">Pixels a unit.</param>
internal sealed class ChartRaster(double width, double height, int scale)
{
    private const double Dash = 4;
    private const int CapHeight = 7;
    private const double DotsOfSize = 11;

    /// <summary>The picture so far: RGB.</summary>
    public Image Picture { get; } = White((int)Math.Ceiling(width * scale), (int)Math.Ceiling(height * scale));

    public void Rect(double x, double y, double w, double h, string style, double opacity)
    {
        double left = x * scale, top = y * scale, right = left + w * scale, bottom = top + h * scale;
        Each(left, top, right, bottom, (px, py) => opacity
            * Math.Clamp(Math.Min(px + 1, right) - Math.Max(px, left), 0, 1)
            * Math.Clamp(Math.Min(py + 1, bottom) - Math.Max(py, top), 0, 1),
            ChartStyle.ColourOf(style));
    }

    public void Circle(double x, double y, double radius, string style)
    {
        double cx = x * scale, cy = y * scale, r = radius * scale;
        Each(cx - r - 1, cy - r - 1, cx + r + 1, cy + r + 1,
            (px, py) => Math.Clamp(r + .5 - Math.Sqrt((px + .5 - cx) * (px + .5 - cx) + (py + .5 - cy) * (py + .5 - cy)), 0, 1),
            ChartStyle.ColourOf(style));
    }

    public void Lines(IReadOnlyList<(double X, double Y)> points, string style)
    {
        var thickness = style is "grid" or "axis" or "chance" ? 1 : 2;
        var colour = ChartStyle.ColourOf(style);
        for (var i = 1; i < points.Count; i++)
        {
            if (style != "chance")
            {
                Segment(points[i - 1], points[i], thickness, colour);
                continue;
            }
            var (from, to) = (points[i - 1], points[i]);
            var length = Math.Max(1e-9, Math.Sqrt((to.X - from.X) * (to.X - from.X) + (to.Y - from.Y) * (to.Y - from.Y)));
            for (var at = 0.0; at < length; at += 2 * Dash)
                Segment(Between(from, to, at / length), Between(from, to, Math.Min(1, (at + Dash) / length)), thickness, colour);
        }
    }

    public void Text(double x, double y, string text, string style, string anchor, double size, bool bold, bool vertical)
    {
        var dots = Math.Max(1, (int)Math.Round(size * scale / DotsOfSize));
        // Spaces that do not break, and dots in the middle, have no letters of their own.
        text = text.Replace('\u00a0', ' ');
        int w = Math.Max(1, PixelFont.WidthOf(text, dots) + (bold ? 1 : 0)), h = PixelFont.LineHeight * dots;
        var letters = new Image(w, h, 1);
        PixelFont.Draw(letters, 0, 0, text, 255, dots);
        if (bold)
            PixelFont.Draw(letters, 1, 0, text, 255, dots);
        var shift = anchor switch { "middle" => w / 2, "end" => w, _ => 0 };
        var colour = ChartStyle.ColourOf(style);
        int ox = (int)Math.Round(x * scale), oy = (int)Math.Round(y * scale);
        for (var row = 0; row < h; row++)
            for (var column = 0; column < w; column++)
                if (letters.Pixels[row * w + column] > 0)
                {
                    // Turned text runs upwards.
                    var (along, down) = (column - shift, row - CapHeight * dots);
                    Blend(vertical ? ox + down : ox + along, vertical ? oy - along : oy + down, 1, colour);
                }
    }

    private void Segment((double X, double Y) from, (double X, double Y) to, double thickness, (byte, byte, byte) colour)
    {
        double ax = from.X * scale, ay = from.Y * scale, dx = to.X * scale - ax, dy = to.Y * scale - ay, half = thickness * scale / 2.0;
        var square = Math.Max(1e-9, dx * dx + dy * dy);
        Each(Math.Min(ax, ax + dx) - half - 1, Math.Min(ay, ay + dy) - half - 1, Math.Max(ax, ax + dx) + half + 1,
            Math.Max(ay, ay + dy) + half + 1, (px, py) =>
            {
                double ux = px + .5 - ax, uy = py + .5 - ay;
                var t = Math.Clamp((ux * dx + uy * dy) / square, 0, 1);
                double ex = ux - t * dx, ey = uy - t * dy;
                return Math.Clamp(half + .5 - Math.Sqrt(ex * ex + ey * ey), 0, 1);
            }, colour);
    }

    private void Each(double left, double top, double right, double bottom, Func<int, int, double> alpha, (byte, byte, byte) colour)
    {
        for (var y = Math.Max(0, (int)Math.Floor(top)); y < Math.Min(Picture.Height, (int)Math.Ceiling(bottom)); y++)
            for (var x = Math.Max(0, (int)Math.Floor(left)); x < Math.Min(Picture.Width, (int)Math.Ceiling(right)); x++)
                if (alpha(x, y) is > 0 and var share)
                    Blend(x, y, share, colour);
    }

    private void Blend(int x, int y, double alpha, (byte Red, byte Green, byte Blue) colour)
    {
        if ((uint)x >= (uint)Picture.Width || (uint)y >= (uint)Picture.Height)
            return;
        var pixel = Picture.Pixels.AsSpan((y * Picture.Width + x) * 3, 3);
        pixel[0] = (byte)Math.Round(pixel[0] + (colour.Red - pixel[0]) * alpha);
        pixel[1] = (byte)Math.Round(pixel[1] + (colour.Green - pixel[1]) * alpha);
        pixel[2] = (byte)Math.Round(pixel[2] + (colour.Blue - pixel[2]) * alpha);
    }

    private static (double X, double Y) Between((double X, double Y) from, (double X, double Y) to, double share) =>
        (from.X + (to.X - from.X) * share, from.Y + (to.Y - from.Y) * share);

    private static Image White(int width, int height)
    {
        var picture = new Image(width, height, 3);
        Array.Fill(picture.Pixels, byte.MaxValue);
        return picture;
    }
}
