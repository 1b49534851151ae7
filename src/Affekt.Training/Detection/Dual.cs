using System.Runtime.Intrinsics;

namespace Affekt.Training.Detection;

/// <summary>A number with its slope along four variables: what is computed from such numbers knows its own gradient.</summary>
internal readonly record struct Dual(double Value, Vector256<double> Slope)
{
    /// <summary>One of the four variables.</summary>
    public static Dual Variable(double value, int index) => new(value, Vector256<double>.Zero.WithElement(index, 1));

    public static implicit operator Dual(double value) => new(value, default);

    public static Dual operator +(Dual a, Dual b) => new(a.Value + b.Value, a.Slope + b.Slope);

    public static Dual operator -(Dual a, Dual b) => new(a.Value - b.Value, a.Slope - b.Slope);

    public static Dual operator *(Dual a, Dual b) => new(a.Value * b.Value, a.Slope * b.Value + b.Slope * a.Value);

    public static Dual operator /(Dual a, Dual b) => new(a.Value / b.Value, (a.Slope - b.Slope * (a.Value / b.Value)) / b.Value);

    public static Dual Exp(Dual a) => Math.Exp(a.Value) is var value ? new(value, a.Slope * value) : default;

    public static Dual Max(Dual a, Dual b) => a.Value >= b.Value ? a : b;

    public static Dual Min(Dual a, Dual b) => a.Value <= b.Value ? a : b;
}
