using Affekt.Neural.Kernels.Simd;

namespace Affekt.Neural.Kernels;

/// <summary>Chooses the convolution kernel once, best first, and can say why.</summary>
internal static class KernelFactory
{
    /// <summary>The environment variable that forces a kernel by name.</summary>
    public const string Variable = "AFFEKT_KERNEL";

    private static readonly (string Name, bool IsSupported, Func<ConvolutionKernel> Create)[] Ranked =
    [
        ("avx512", Simd512.IsSupported, () => new VectorConvolution<Simd512>("avx512")),
        ("avx2", Simd256.IsSupported, () => new VectorConvolution<Simd256>("avx2")),
        ("portable", SimdPortable.IsSupported, () => new VectorConvolution<SimdPortable>("portable")),
        ("reference", true, () => new ReferenceConvolution()),
    ];

    private static readonly Lazy<(ConvolutionKernel Kernel, string Reason)> Choice = new(
        () => Choose(Environment.GetEnvironmentVariable(Variable)));

    /// <summary>The kernel that this process uses.</summary>
    public static ConvolutionKernel Best => Choice.Value.Kernel;

    /// <summary>One line: which kernel, and why.</summary>
    public static string Reason => Choice.Value.Reason;

    /// <summary>A fresh instance of each kernel that this processor runs, best first.</summary>
    public static IEnumerable<ConvolutionKernel> Supported => Ranked.Where(k => k.IsSupported).Select(k => k.Create());

    /// <exception cref="ArgumentException">The forced kernel is unknown or does not run here.</exception>
    public static (ConvolutionKernel Kernel, string Reason) Choose(string? forced)
    {
        if (string.IsNullOrEmpty(forced))
        {
            var best = Ranked.First(k => k.IsSupported);
            var passedOver = string.Join(", ", Ranked.TakeWhile(k => !k.IsSupported).Select(k => k.Name));
            return (best.Create(), passedOver.Length == 0 ? $"{best.Name}: the best there is"
                : $"{best.Name}: this processor has no {passedOver}");
        }
        var match = Array.Find(Ranked, k => k.Name == forced);
        if (match.Create is null || !match.IsSupported)
            throw new ArgumentException(
                $"{Variable}={forced} names no kernel that runs here; use one of " +
                $"{string.Join(", ", Ranked.Where(k => k.IsSupported).Select(k => k.Name))}, or unset it.");
        return (match.Create(), $"{match.Name}: forced by {Variable}");
    }
}
