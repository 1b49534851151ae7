using System.Diagnostics;

namespace Affekt.Sound.Tests;

/// <summary>ffmpeg as a maker of files and as a second opinion. Tests that need it skip without it.</summary>
internal static class Ffmpeg
{
    private static readonly string? Program = new SoundOptions().Ffmpeg;

    /// <summary>The program; skips the test when it is not installed.</summary>
    public static string Require()
    {
        if (Program is null)
            Assert.Skip("ffmpeg is not on the PATH. Install it (apt-get install ffmpeg) to run this test.");
        return Program;
    }

    /// <summary>Runs ffmpeg with these arguments.</summary>
    /// <returns>What it says.</returns>
    public static string Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(
            Require(), ["-nostdin", "-hide_banner", "-nostats", "-y", .. arguments])
        { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0 && said.Contains("Unknown encoder", StringComparison.Ordinal))
            Assert.Skip($"This ffmpeg lacks an encoder: {string.Join(' ', arguments)}");
        Assert.True(process.ExitCode == 0, said);
        return said;
    }
}
