using System.Runtime.CompilerServices;
using Affekt.Neural.Kernels.Simd;

namespace Affekt.Neural.Kernels.Convolution;

/// <summary>How a tile's weights lie in memory. Lets a tile be written once for all.</summary>
internal unsafe interface IWeightFormat<TSimd> where TSimd : struct, ISimd<TSimd>
{
    /// <summary>Bytes of a weight.</summary>
    static abstract int Bytes { get; }

    /// <summary>True when they are whole numbers, each a count of its output channel's step.</summary>
    static abstract bool HaveSteps { get; }

    static abstract TSimd Load(byte* weights);
}

/// <summary>Weights as they are.</summary>
internal readonly unsafe struct SingleWeights<TSimd> : IWeightFormat<TSimd> where TSimd : struct, ISimd<TSimd>
{
    public static int Bytes => sizeof(float);
    public static bool HaveSteps => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Load(byte* weights) => TSimd.Load((float*)weights);
}

/// <summary>Weights of eight bits: a quarter of the memory to go through, which is what small maps with many channels wait for.</summary>
internal readonly unsafe struct Int8Weights<TSimd> : IWeightFormat<TSimd> where TSimd : struct, ISimd<TSimd>
{
    public static int Bytes => sizeof(sbyte);
    public static bool HaveSteps => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TSimd Load(byte* weights) => TSimd.Load((sbyte*)weights);
}
