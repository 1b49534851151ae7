using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Affekt.Neural.Kernels.Simd;

/// <summary>One register of floats. Lets a tile be written once for every instruction set.</summary>
internal unsafe interface ISimd<TSelf> where TSelf : struct, ISimd<TSelf>
{
    /// <summary>True when the processor runs it without a software fallback.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>Floats in a register.</summary>
    static abstract int Width { get; }

    /// <summary>True when the instruction set names 32 registers (else 16), which decides how large a tile may be.</summary>
    static abstract bool HasThirtyTwoRegisters { get; }

    static abstract TSelf Load(float* source);

    /// <summary>Whole numbers as floats. May read, but not use, up to a register of bytes.</summary>
    static abstract TSelf Load(sbyte* source);
    static abstract TSelf Broadcast(float* source);

    /// <summary>Has a cache line brought into the second level that will be read soon; any address will do.</summary>
    static abstract void Prefetch(byte* source);

    /// <summary>The same number in every place.</summary>
    static abstract TSelf Create(float value);
    static abstract TSelf MultiplyAdd(TSelf left, TSelf right, TSelf addend);
    static abstract TSelf Add(TSelf left, TSelf right);
    static abstract TSelf Subtract(TSelf left, TSelf right);
    static abstract TSelf Multiply(TSelf left, TSelf right);
    static abstract TSelf Max(TSelf left, TSelf right);
    static abstract void Store(TSelf value, float* destination);
}

internal readonly unsafe struct Simd512(Vector512<float> value) : ISimd<Simd512>
{
    private readonly Vector512<float> _value = value;

    public static bool IsSupported => Vector512.IsHardwareAccelerated && Avx512F.IsSupported;
    public static int Width => 16;
    public static bool HasThirtyTwoRegisters => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Load(float* source) => new(Vector512.Load(source));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Load(sbyte* source) =>
        new(Avx512F.ConvertToVector512Single(Avx512F.ConvertToVector512Int32(Vector128.Load(source))));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(byte* source) => Sse.Prefetch1(source);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Broadcast(float* source) => new(Vector512.Create(*source));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Create(float value) => new(Vector512.Create(value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 MultiplyAdd(Simd512 left, Simd512 right, Simd512 addend) =>
        new(Avx512F.FusedMultiplyAdd(left._value, right._value, addend._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Add(Simd512 left, Simd512 right) => new(left._value + right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Subtract(Simd512 left, Simd512 right) => new(left._value - right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Multiply(Simd512 left, Simd512 right) => new(left._value * right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd512 Max(Simd512 left, Simd512 right) => new(Avx512F.Max(left._value, right._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Simd512 value, float* destination) => value._value.Store(destination);
}

internal readonly unsafe struct Simd256(Vector256<float> value) : ISimd<Simd256>
{
    private readonly Vector256<float> _value = value;

    public static bool IsSupported => Avx2.IsSupported && Fma.IsSupported;
    public static int Width => 8;
    public static bool HasThirtyTwoRegisters => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Load(float* source) => new(Vector256.Load(source));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Load(sbyte* source) => new(Avx.ConvertToVector256Single(Avx2.ConvertToVector256Int32(source)));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(byte* source) => Sse.Prefetch1(source);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Broadcast(float* source) => new(Vector256.Create(*source));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Create(float value) => new(Vector256.Create(value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 MultiplyAdd(Simd256 left, Simd256 right, Simd256 addend) =>
        new(Fma.MultiplyAdd(left._value, right._value, addend._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Add(Simd256 left, Simd256 right) => new(left._value + right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Subtract(Simd256 left, Simd256 right) => new(left._value - right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Multiply(Simd256 left, Simd256 right) => new(left._value * right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Simd256 Max(Simd256 left, Simd256 right) => new(Avx.Max(left._value, right._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Simd256 value, float* destination) => value._value.Store(destination);
}

/// <summary>The runtime's own choice of width: NEON on Arm, SSE or AVX on x86.</summary>
internal readonly unsafe struct SimdPortable(Vector<float> value) : ISimd<SimdPortable>
{
    private readonly Vector<float> _value = value;

    public static bool IsSupported => Vector.IsHardwareAccelerated;
    public static int Width => Vector<float>.Count;
    public static bool HasThirtyTwoRegisters => System.Runtime.Intrinsics.Arm.AdvSimd.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPortable Load(float* source) => new(Vector.Load(source));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPortable Load(sbyte* source)
    {
        Vector.Widen(Vector.Load(source), out var shorts, out _);
        Vector.Widen(shorts, out var integers, out _);
        return new(Vector.ConvertToSingle(integers));
    }
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(byte* source) { }
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPortable Broadcast(float* source) => new(new Vector<float>(*source));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPortable Create(float value) => new(new Vector<float>(value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPortable MultiplyAdd(SimdPortable left, SimdPortable right, SimdPortable addend) =>
        new(Vector.MultiplyAddEstimate(left._value, right._value, addend._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPortable Add(SimdPortable left, SimdPortable right) => new(left._value + right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPortable Subtract(SimdPortable left, SimdPortable right) => new(left._value - right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPortable Multiply(SimdPortable left, SimdPortable right) => new(left._value * right._value);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SimdPortable Max(SimdPortable left, SimdPortable right) => new(Vector.Max(left._value, right._value));
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(SimdPortable value, float* destination) => value._value.Store(destination);
}
