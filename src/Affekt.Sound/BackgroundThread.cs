using System.Runtime.InteropServices;

namespace Affekt.Sound;

/// <summary>Lowers the priority of a thread.</summary>
internal static class BackgroundThread
{
    private const int OfProcess = 0;
    private const int Nice = 10;

    /// <summary>Lets all other threads go before this one.</summary>
    public static void Enter()
    {
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        // .NET leaves priorities alone on Linux, where each thread has its own.
        if (OperatingSystem.IsLinux())
        {
            try
            {
                _ = SetPriority(OfProcess, 0, Nice);
            }
            catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
            {
                // A system without it listens at the usual priority.
            }
        }
    }

#pragma warning disable SYSLIB1054 // The generated kind needs unsafe code, for a call that passes three numbers.
    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, uint who, int priority);
#pragma warning restore SYSLIB1054
}
