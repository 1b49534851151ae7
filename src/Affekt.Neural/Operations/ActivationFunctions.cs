using System.Numerics;

namespace Affekt.Neural.Operations;

/// <summary>A function of each value and its slope, written for a vector and for the rest that fills none.</summary>
internal interface IActivationFunction
{
    Vector<float> Value(Vector<float> x);
    float Value(float x);
    Vector<float> Slope(Vector<float> x);
    float Slope(float x);
}

internal static class ActivationFunctions
{
    public static float Logistic(float x) => 1 / (1 + MathF.Exp(-x));

    public static Vector<float> Logistic(Vector<float> x) => Vector<float>.One / (Vector<float>.One + Vector.Exp(-x));

    public static Vector<float> Clamp(Vector<float> x, float least, float most) =>
        Vector.Min(Vector.Max(x, new Vector<float>(least)), new Vector<float>(most));

    /// <summary>A number where a condition holds, and another elsewhere.</summary>
    public static Vector<float> Choose(Vector<int> condition, Vector<float> yes, Vector<float> no) =>
        Vector.ConditionalSelect(condition, yes, no);
}

internal readonly struct ReluFunction : IActivationFunction
{
    public Vector<float> Value(Vector<float> x) => Vector.Max(x, Vector<float>.Zero);
    public float Value(float x) => Math.Max(x, 0);
    public Vector<float> Slope(Vector<float> x) =>
        ActivationFunctions.Choose(Vector.GreaterThan(x, Vector<float>.Zero), Vector<float>.One, Vector<float>.Zero);
    public float Slope(float x) => x > 0 ? 1 : 0;
}

internal readonly struct LeakyReluFunction(float slope) : IActivationFunction
{
    public Vector<float> Value(Vector<float> x) =>
        ActivationFunctions.Choose(Vector.GreaterThanOrEqual(x, Vector<float>.Zero), x, x * slope);
    public float Value(float x) => x >= 0 ? x : slope * x;
    public Vector<float> Slope(Vector<float> x) =>
        ActivationFunctions.Choose(Vector.GreaterThanOrEqual(x, Vector<float>.Zero), Vector<float>.One, new Vector<float>(slope));
    public float Slope(float x) => x >= 0 ? 1 : slope;
}

internal readonly struct ClipFunction(float least, float most) : IActivationFunction
{
    public Vector<float> Value(Vector<float> x) => ActivationFunctions.Clamp(x, least, most);
    public float Value(float x) => Math.Min(Math.Max(x, least), most);
    public Vector<float> Slope(Vector<float> x) =>
        ActivationFunctions.Choose(Vector.GreaterThan(x, new Vector<float>(least)) & Vector.LessThan(x, new Vector<float>(most)),
        Vector<float>.One, Vector<float>.Zero);
    public float Slope(float x) => x > least && x < most ? 1 : 0;
}

internal readonly struct SigmoidFunction : IActivationFunction
{
    public Vector<float> Value(Vector<float> x) => ActivationFunctions.Logistic(x);
    public float Value(float x) => ActivationFunctions.Logistic(x);
    public Vector<float> Slope(Vector<float> x) => Value(x) * (Vector<float>.One - Value(x));
    public float Slope(float x) => Value(x) * (1 - Value(x));
}

internal readonly struct SiluFunction : IActivationFunction
{
    public Vector<float> Value(Vector<float> x) => x * ActivationFunctions.Logistic(x);
    public float Value(float x) => x * ActivationFunctions.Logistic(x);

    public Vector<float> Slope(Vector<float> x)
    {
        var gate = ActivationFunctions.Logistic(x);
        return gate * (Vector<float>.One + x * (Vector<float>.One - gate));
    }

    public float Slope(float x)
    {
        var gate = ActivationFunctions.Logistic(x);
        return gate * (1 + x * (1 - gate));
    }
}

internal readonly struct HardSigmoidFunction(float slope, float offset) : IActivationFunction
{
    public Vector<float> Value(Vector<float> x) => ActivationFunctions.Clamp(x * slope + new Vector<float>(offset), 0, 1);
    public float Value(float x) => Math.Min(Math.Max(slope * x + offset, 0), 1);

    public Vector<float> Slope(Vector<float> x)
    {
        var line = x * slope + new Vector<float>(offset);
        return ActivationFunctions.Choose(Vector.GreaterThan(line, Vector<float>.Zero) & Vector.LessThan(
            line, Vector<float>.One), new Vector<float>(slope), Vector<float>.Zero);
    }

    public float Slope(float x) => slope * x + offset is > 0 and < 1 ? slope : 0;
}

internal readonly struct HardSwishFunction : IActivationFunction
{
    public Vector<float> Value(Vector<float> x) => x * ActivationFunctions.Clamp(x * (1 / 6f) + new Vector<float>(0.5f), 0, 1);
    public float Value(float x) => x * Math.Clamp(x / 6 + 0.5f, 0, 1);

    public Vector<float> Slope(Vector<float> x) =>
        ActivationFunctions.Choose(Vector.LessThanOrEqual(x, new Vector<float>(-3f)), Vector<float>.Zero,
        ActivationFunctions.Choose(
            Vector.GreaterThanOrEqual(x, new Vector<float>(3f)), Vector<float>.One, x * (1 / 3f) + new Vector<float>(0.5f)));

    public float Slope(float x) => x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5f;
}
