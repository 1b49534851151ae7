using System.Globalization;

namespace Affekt.Imaging.Drawing;

/// <summary>A rectangle of a plot with its two axes: from data to pixels, ticks, grid and labels.</summary>
public sealed record PlotArea(double Left, double Top, double Width, double Height, double MinX, double MaxX, double MinY, double MaxY)
{
    /// <summary>The right edge.</summary>
    public double Right => Left + Width;

    /// <summary>The lower edge.</summary>
    public double Bottom => Top + Height;

    /// <summary>Where a value lies across.</summary>
    public double X(double value) => Left + (value - MinX) / (MaxX - MinX) * Width;

    /// <summary>Where a value lies down.</summary>
    public double Y(double value) => Bottom - (value - MinY) / (MaxY - MinY) * Height;

    /// <summary>Grid lines, ticks and their labels; the frame stays open at the top and the right.</summary>
    public void DrawAxes(SvgCanvas canvas, string xTitle, string yTitle, Func<double, string> xLabel,
        Func<double, string> yLabel, int xTicks = 5, int yTicks = 5)
    {
        foreach (var tick in Ticks(MinY, MaxY, yTicks))
        {
            canvas.Line(Left, Y(tick), Right, Y(tick), "grid");
            canvas.Text(Left - 8, Y(tick) + 4, yLabel(tick), "muted", "end", 11);
        }
        foreach (var tick in Ticks(MinX, MaxX, xTicks))
        {
            canvas.Line(X(tick), Bottom, X(tick), Bottom + 4, "axis");
            canvas.Text(X(tick), Bottom + 17, xLabel(tick), "muted", "middle", 11);
        }
        canvas.Line(Left, Bottom, Right, Bottom, "axis");
        canvas.Text(Left + Width / 2, Bottom + 36, xTitle, "muted", "middle");
        canvas.Text(Left - 44, Top + Height / 2, yTitle, "muted", "middle", vertical: true);
    }

    /// <summary>About <paramref name="count"/> round numbers from <paramref name="min"/> to <paramref name="max"/>.</summary>
    public static IEnumerable<double> Ticks(double min, double max, int count)
    {
        var rough = (max - min) / Math.Max(1, count);
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = (rough / power) switch { <= 1.001 => 1, <= 2.001 => 2, <= 5.001 => 5, _ => 10 } * power;
        for (var k = (long)Math.Ceiling(min / step - 1e-9); k * step <= max + step * 1e-9; k++)
            yield return k * step;
    }

    /// <summary>A share of 0 to 1 in whole percent.</summary>
    public static string Percent(double share) => (share * 100).ToString("0", CultureInfo.InvariantCulture) + "\u00a0%";

    /// <summary>A share of 0 to 1 in tenths of a percent.</summary>
    public static string PercentFine(double share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture) + "\u00a0%";

    /// <summary>A number with at most three decimals.</summary>
    public static string Number(double value) => value.ToString("#,0.###", CultureInfo.InvariantCulture);
}
