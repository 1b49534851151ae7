using Affekt.Imaging;

namespace Affekt.Training.Detection;

/// <summary>A gray picture and its halves, so that a strongly shrunk copy can be sampled with four pixels a point without
/// aliasing.</summary>
internal sealed class GrayPyramid
{
    private const int SmallestSide = 12;
    private readonly List<Image> _levels;

    public GrayPyramid(Image image)
    {
        _levels = [image.ToGray()];
        while (Math.Min(_levels[^1].Width, _levels[^1].Height) >= 2 * SmallestSide)
            _levels.Add(_levels[^1].Resize(_levels[^1].Width / 2, _levels[^1].Height / 2));
    }

    public int Width => _levels[0].Width;

    public int Height => _levels[0].Height;

    /// <summary>The level to sample at a scale, and its own size in pixels of the picture.</summary>
    /// <param name="scale">Result pixels for each pixel of the picture.</param>
    public (Image Level, double ScaleX, double ScaleY) For(double scale)
    {
        var level = Math.Clamp((int)Math.Floor(Math.Log2(Math.Max(1 / scale, 1)) + 0.3), 0, _levels.Count - 1);
        var image = _levels[level];
        return (image, (double)image.Width / Width, (double)image.Height / Height);
    }
}
