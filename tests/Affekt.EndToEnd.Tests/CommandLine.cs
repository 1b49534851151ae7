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
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Affekt.Cli.dll");

    /// <summary>Starts a command without waiting for it.</summary>
    public static Process Start(string? models, params string[] arguments) => Start(models, _ => { }, arguments);

    /// <summary>Starts a command in a changed environment without waiting for it.</summary>
    public static Process Start(string? models, Action<IDictionary<string, string?>> environment, params string[] arguments)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.ArgumentList.Add(Program);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["AFFEKT_MODELS"] = models ?? "";
        environment(start.Environment);
        return Process.Start(start)!;
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<CommandResult> Run(string? models, params string[] arguments)
    {
        using var process = Start(models, arguments);
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
