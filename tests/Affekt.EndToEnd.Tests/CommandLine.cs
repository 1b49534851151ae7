using System.Diagnostics;

namespace Affekt.EndToEnd.Tests;

/// <summary>What a command left behind.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>Requires an exit code and exactly one line of explanation, and gives the line.</summary>
    public string Failed(int exitCode)
    {
        Assert.Equal((exitCode, ""), (ExitCode, Output));
        var line = Assert.Single(Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("affekt: ", line, StringComparison.Ordinal);
        return line;
    }
}

/// <summary>Runs the built command line as a person's shell would.</summary>
internal static class CommandLine
{
    // A person's own catalogue and feedback must neither change what tests see nor be changed by them.
    private static readonly string Home = Path.Combine(AppContext.BaseDirectory, "home");
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Affekt.Cli.dll");

    /// <summary>Starts a command without waiting for it.</summary>
    public static Process Start(string? models, params string[] arguments) => StartAt(Home, models, arguments);

    /// <summary>Starts a command whose person keeps their data in a folder.</summary>
    public static Process StartAt(string home, string? models, params string[] arguments) =>
        Start(models, start => start.Environment["AFFEKT_HOME"] = home, arguments);

    /// <summary>Starts a command without waiting for it, in surroundings of its own.</summary>
    public static Process Start(string? models, Action<ProcessStartInfo> prepare, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet")
        { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Program);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["AFFEKT_MODELS"] = models ?? "";
        start.Environment["AFFEKT_HOME"] = Home;
        start.Environment["AFFEKT_TOKEN"] = "";
        prepare(start);
        return Process.Start(start)!;
    }

    /// <summary>Runs a command to its end.</summary>
    public static Task<CommandResult> Run(string? models, params string[] arguments) => RunAt(Home, models, arguments);

    /// <summary>Runs a command of a person who keeps their data in a folder to its end.</summary>
    public static async Task<CommandResult> RunAt(string home, string? models, params string[] arguments)
    {
        using var process = StartAt(home, models, arguments);
        process.StandardInput.Close();
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var output = process.StandardOutput.ReadToEndAsync(timeout.Token);
        var error = process.StandardError.ReadToEndAsync(timeout.Token);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
            return new CommandResult(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
