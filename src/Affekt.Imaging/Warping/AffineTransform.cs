namespace Affekt.Imaging;

/// <summary>
/// A 2 x 3 affine map of the plane: x' = A x + B y + C, y' = D x + E y + F. Coordinates are in pixels with the origin at the
/// picture's top left corner, y downwards; the centre of the first pixel is (0.5, 0.5).
/// </summary>
/// <param name="A">x' per x.</param>
/// <param name="B">x' per y.</param>
/// <param name="C">x' of the origin.</param>
/// <param name="D">y' per x.</param>
/// <param name="E">y' per y.</param>
/// <param name="F">y' of the origin.</param>
public readonly record struct AffineTransform(double A, double B, double C, double D, double E, double F)
{
    /// <summary>Leaves every point where it is.</summary>
    public static AffineTransform Identity => new(1, 0, 0, 0, 1, 0);

    /// <summary>Moves by (x, y).</summary>
    public static AffineTransform Translation(double x, double y) => new(1, 0, x, 0, 1, y);

    /// <summary>Scales about the origin.</summary>
    public static AffineTransform Scaling(double x, double y) => new(x, 0, 0, 0, y, 0);

    /// <summary>Turns about the origin; a positive angle is clockwise on the screen, since y points down.</summary>
    /// <param name="radians">The angle.</param>
    public static AffineTransform Rotation(double radians)
    {
        (double sin, double cos) = Math.SinCos(radians);
        return new AffineTransform(cos, -sin, 0, sin, cos, 0);
    }

    /// <summary>The map that does this one first and then <paramref name="next"/>.</summary>
    public AffineTransform Then(AffineTransform next) => new(
        (next.A * A) + (next.B * D), (next.A * B) + (next.B * E), (next.A * C) + (next.B * F) + next.C,
        (next.D * A) + (next.E * D), (next.D * B) + (next.E * E), (next.D * C) + (next.E * F) + next.F);

    /// <summary>Where a point goes.</summary>
    public (double X, double Y) Apply(double x, double y) => ((A * x) + (B * y) + C, (D * x) + (E * y) + F);

    /// <summary>The map back.</summary>
    /// <exception cref="InvalidOperationException">The map flattens the plane, or holds numbers that are not finite.</exception>
    public AffineTransform Invert()
    {
        double determinant = (A * E) - (B * D);
        double inverse = 1 / determinant;
        if (!double.IsFinite(inverse) || !double.IsFinite(C) || !double.IsFinite(F))
            throw new InvalidOperationException("The affine map cannot be inverted: it flattens the plane.");
        return new AffineTransform(
            E * inverse, -B * inverse, ((B * F) - (C * E)) * inverse,
            -D * inverse, A * inverse, ((C * D) - (A * F)) * inverse);
    }
}
