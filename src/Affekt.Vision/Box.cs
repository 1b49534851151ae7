namespace Affekt.Vision;

/// <summary>An upright rectangle in an image's pixels; the origin is the top left corner of the image. It may run past the
/// border.</summary>
/// <param name="X">The left edge.</param>
/// <param name="Y">The top edge.</param>
/// <param name="Width">Pixels across, above 0.</param>
/// <param name="Height">Pixels down, above 0.</param>
public readonly record struct Box(double X, double Y, double Width, double Height)
{
    /// <summary>Pixels covered.</summary>
    public double Area => Width * Height;

    /// <summary>The horizontal centre.</summary>
    public double CentreX => X + Width / 2;

    /// <summary>The vertical centre.</summary>
    public double CentreY => Y + Height / 2;

    /// <summary>The area that two boxes share, divided by the area that they cover together: 0 (apart) to 1 (the same).</summary>
    public double IntersectionOverUnion(Box other)
    {
        var shared = SharedArea(other);
        return shared == 0 ? 0 : shared / (Area + other.Area - shared);
    }

    /// <summary>Pixels that two boxes share.</summary>
    public double SharedArea(Box other)
    {
        var width = Math.Min(X + Width, other.X + other.Width) - Math.Max(X, other.X);
        var height = Math.Min(Y + Height, other.Y + other.Height) - Math.Max(Y, other.Y);
        return width > 0 && height > 0 ? width * height : 0;
    }
}
