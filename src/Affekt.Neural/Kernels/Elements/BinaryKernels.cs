using System.Numerics;
using System.Runtime.CompilerServices;
using Affekt.Neural.Operations;
using Affekt.Neural.Tensors;

namespace Affekt.Neural.Kernels.Elements;

/// <summary>Operations on two tensors; one that has size 1 along an axis is repeated there.</summary>
internal static unsafe class BinaryKernels
{
    public static void Apply(BinaryOperation operation, in TensorView left, in TensorView right, in TensorView output)
    {
        switch (operation)
        {
            case BinaryOperation.Add: Apply<AddOperator>(left, right, output); break;
            case BinaryOperation.Sub: Apply<SubOperator>(left, right, output); break;
            case BinaryOperation.Mul: Apply<MulOperator>(left, right, output); break;
            default: Apply<DivOperator>(left, right, output); break;
        }
    }

    /// <summary>Adds outputGradient * the slope to the gradient of one side, over all places that it was repeated at.</summary>
    public static void AddGradient(BinaryOperation operation, in TensorView left, in TensorView right,
        in TensorView outputGradient, bool ofLeft, in TensorView gradient)
    {
        for (var image = 0; image < outputGradient.Images; image++)
            for (var y = 0; y < outputGradient.Height; y++)
                for (var x = 0; x < outputGradient.Width; x++)
                    for (var c = 0; c < outputGradient.Channels; c++)
                        *At(gradient, image, y, x, c) += outputGradient.Row(image, y)[x * outputGradient.Channels + c] * Slope(
                            operation, *At(left, image, y, x, c), *At(right, image, y, x, c), ofLeft);
    }

    private static float* At(in TensorView view, int image, int y, int x, int c) =>
        view.Row(image, view.Height == 1 ? 0 : y) + (view.Width == 1 ? 0 : x) * view.Channels + (view.Channels == 1 ? 0 : c);

    private static float Slope(BinaryOperation operation, float left, float right, bool ofLeft) => operation switch
    {
        BinaryOperation.Add => 1,
        BinaryOperation.Sub => ofLeft ? 1 : -1,
        BinaryOperation.Mul => ofLeft ? right : left,
        _ => ofLeft ? 1 / right : -left / (right * right),
    };

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply<TOperator>(in TensorView left, in TensorView right, in TensorView output) where TOperator : struct, IOperator
    {
        var (channels, lanes) = (output.Channels, Vector<float>.Count);
        var (leftStep, rightStep) = (left.Width == 1 ? 0 : left.Channels, right.Width == 1 ? 0 : right.Channels);
        var (leftIsOne, rightIsOne) = (left.Channels == 1 && channels > 1, right.Channels == 1 && channels > 1);
        var isWholeRow = left.Shape with { Height = 1 } == right.Shape with { Height = 1 };
        var (count, pixels) = isWholeRow ? (output.Width * channels, 1) : (channels, output.Width);
        for (var image = 0; image < output.Images; image++)
            for (var y = 0; y < output.Height; y++)
            {
                float* l = left.Row(image, left.Height == 1 ? 0 : y), r = right.Row(image, right.Height == 1 ? 0 : y),
                    target = output.Row(image, y);
                for (var x = 0; x < pixels; x++, l += leftStep, r += rightStep, target += channels)
                {
                    var c = 0;
                    for (; c <= count - lanes; c += lanes)
                        Vector.Store(TOperator.Apply(
                            leftIsOne ? new Vector<float>(*l) : Vector.Load(l + c), rightIsOne ? new Vector<float>(*r)
                            : Vector.Load(r + c)), target + c);
                    for (; c < count; c++)
                        target[c] = TOperator.Apply(l[leftIsOne ? 0 : c], r[rightIsOne ? 0 : c]);
                }
            }
    }

    private interface IOperator
    {
        static abstract Vector<float> Apply(Vector<float> left, Vector<float> right);
        static abstract float Apply(float left, float right);
    }

    private readonly struct AddOperator : IOperator
    {
        public static Vector<float> Apply(Vector<float> left, Vector<float> right) => left + right;
        public static float Apply(float left, float right) => left + right;
    }

    private readonly struct SubOperator : IOperator
    {
        public static Vector<float> Apply(Vector<float> left, Vector<float> right) => left - right;
        public static float Apply(float left, float right) => left - right;
    }

    private readonly struct MulOperator : IOperator
    {
        public static Vector<float> Apply(Vector<float> left, Vector<float> right) => left * right;
        public static float Apply(float left, float right) => left * right;
    }

    private readonly struct DivOperator : IOperator
    {
        public static Vector<float> Apply(Vector<float> left, Vector<float> right) => left / right;
        public static float Apply(float left, float right) => left / right;
    }
}
