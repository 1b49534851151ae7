using Affekt.Neural.Kernels;

namespace Affekt.Neural;

/// <summary>What the engine runs on.</summary>
public static class Engine
{
    /// <summary>One line: which kernel this process uses, and why. The environment variable AFFEKT_KERNEL forces one.</summary>
    public static string Description => KernelFactory.Reason;
}
