using Affekt.Imaging;
using Affekt.Imaging.Drawing;

namespace Affekt.Vision;

/// <summary>A face to mark in a picture.</summary>
/// <param name="Face">Where it is.</param>
/// <param name="Label">Written above it; empty for nothing.</param>
/// <param name="Colour">Of the frame.</param>
public sealed record FaceMark(Face Face, string Label, (byte Red, byte Green, byte Blue) Colour);

/// <summary>Draws what a finder found into a copy of the picture: frames, landmarks, labels.</summary>
public static class AnnotatedPicture
{
    // About forty letters of a label across any picture, so that a phone's twelve megapixels are read as well as a thumbnail.
    private const int LettersForPicture = 400;

    /// <summary>The picture in colour with its marks.</summary>
    public static Image Draw(Image picture, IEnumerable<FaceMark> marks)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(marks);
        var rgb = picture.ToRgb();
        var result = new Image(rgb.Width, rgb.Height, 3, (byte[])rgb.Pixels.Clone());
        var scale = Math.Max(1, (int)Math.Round(Math.Max(rgb.Width, rgb.Height) / (double)LettersForPicture));
        var all = marks.ToList();
        var taken = new List<Box>();
        foreach (var mark in all)
        {
            var box = mark.Face.Box;
            var (left, top) = ((int)Math.Round(box.X), (int)Math.Round(box.Y));
            var (right, bottom) = ((int)Math.Round(box.X + box.Width), (int)Math.Round(box.Y + box.Height));
            Fill(result, left, top, right, top + scale, mark.Colour);
            Fill(result, left, bottom - scale, right, bottom, mark.Colour);
            Fill(result, left, top, left + scale, bottom, mark.Colour);
            Fill(result, right - scale, top, right, bottom, mark.Colour);
            foreach (var point in mark.Face.Landmarks)
                Fill(result, (int)point.X - scale, (int)point.Y - scale, (int)point.X + scale, (int)point.Y + scale, mark.Colour);
        }
        // After all frames, so that none runs through a text.
        foreach (var mark in all.Where(m => m.Label.Length > 0))
            Write(result, mark, all, taken, scale);
        return result;
    }

    /// <summary>Writes a label where it hides least: above the face, beside it, or below.</summary>
    private static void Write(Image picture, FaceMark mark, List<FaceMark> all, List<Box> taken, int scale)
    {
        var (width, height) = (PixelFont.WidthOf(mark.Label, scale) + 2 * scale, PixelFont.LineHeight * scale + 2 * scale);
        // A text wider or higher than the picture has no place in it.
        if (width > picture.Width || height > picture.Height)
            return;
        var box = mark.Face.Box;
        (double X, double Y)[] places =
        [
            (box.X, box.Y - height), (box.X + box.Width, box.Y), (box.X - width, box.Y), (box.X, box.Y + box.Height),
            (box.X + box.Width - width, box.Y - height), (box.X + box.Width - width, box.Y + box.Height),
        ];
        var place = places.Select(p => new Box(Math.Clamp(Math.Round(p.X), 0, picture.Width - width),
                Math.Clamp(Math.Round(p.Y), 0, picture.Height - height), width, height))
            .MinBy(p => all.Sum(m => Shared(p, m.Face.Box)) + 2 * taken.Sum(t => Shared(p, t)));
        taken.Add(place);
        var (x, y) = ((int)place.X, (int)place.Y);
        var label = new Image(width, height, 1);
        PixelFont.Draw(label, scale, scale, mark.Label, 255, scale);
        for (var row = 0; row < height; row++)
            for (var column = 0; column < width; column++)
                Put(picture, x + column, y + row, label.Pixels[row * width + column] > 0 ? ((byte)0, (byte)0, (byte)0) : mark.Colour);
    }

    private static double Shared(Box a, Box b) =>
        Math.Max(0, Math.Min(a.X + a.Width, b.X + b.Width) - Math.Max(a.X, b.X))
        * Math.Max(0, Math.Min(a.Y + a.Height, b.Y + b.Height) - Math.Max(a.Y, b.Y));

    private static void Fill(Image picture, int left, int top, int right, int bottom, (byte, byte, byte) colour)
    {
        for (var y = Math.Max(top, 0); y < Math.Min(bottom, picture.Height); y++)
            for (var x = Math.Max(left, 0); x < Math.Min(right, picture.Width); x++)
                Put(picture, x, y, colour);
    }

    private static void Put(Image picture, int x, int y, (byte Red, byte Green, byte Blue) colour) =>
        (picture.Pixels[(y * picture.Width + x) * 3], picture.Pixels[(y * picture.Width + x) * 3 + 1],
            picture.Pixels[(y * picture.Width + x) * 3 + 2]) = colour;
}
