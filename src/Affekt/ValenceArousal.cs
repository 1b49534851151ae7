namespace Affekt;

/// <summary>A point of Russell's circumplex: how pleasant (valence) and how activated (arousal), each in [-1, 1].</summary>
/// <param name="Valence">From unpleasant (-1) to pleasant (1).</param>
/// <param name="Arousal">From quiet (-1) to excited (1).</param>
public readonly record struct ValenceArousal(double Valence, double Arousal)
{
    /// <summary>The Euclidean distance to <paramref name="other"/>: 0 to 2.83.</summary>
    public double DistanceTo(ValenceArousal other)
    {
        // Asked for thousands of songs a request: Math.Pow would cost more than all else here.
        var (x, y) = (Valence - other.Valence, Arousal - other.Arousal);
        return Math.Sqrt(x * x + y * y);
    }

    /// <summary>The same point, brought into [-1, 1] on both axes.</summary>
    public ValenceArousal Clamp() => new(Math.Clamp(Valence, -1, 1), Math.Clamp(Arousal, -1, 1));

    /// <summary>The point that lies <paramref name="fraction"/> (0 to 1) of the way to <paramref name="other"/>.</summary>
    public ValenceArousal MoveTowards(ValenceArousal other, double fraction) =>
        new(Valence + fraction * (other.Valence - Valence), Arousal + fraction * (other.Arousal - Arousal));
}
