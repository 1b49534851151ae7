using System.CommandLine;
using System.CommandLine.Help;
using Affekt.Cli.Commands;
using Affekt.Cli.Output;

namespace Affekt.Cli;

/// <summary>The command line as a whole: parses, runs one command, and is the one place where errors become words and exit codes.</summary>
/// <param name="output">Where answers go.</param>
/// <param name="error">Where messages and progress go.</param>
/// <param name="time">The clock that commands measure with.</param>
internal sealed class Application(Terminal output, TextWriter error, TimeProvider time)
{
    private const string AboutGpus = "Affekt computes on the processor, on every machine alike, and uses no graphics card: leave the " +
        "option out, and say with --threads how many cores may work.";

    /// <summary>Runs one command line.</summary>
    /// <returns>0 done, 1 the command failed on its input, 2 wrong usage, 130 cancelled.</returns>
    public async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var parse = Root().Parse(args);
        if (parse.Errors.Count > 0 && parse.Action is not HelpAction)
        {
            var help = string.Join(' ', Names(parse.CommandResult.Command).Append("--help"));
            // A misspelt command also counts as a missing one, which would say less.
            // What type was expected, in the parser's words, is for programmers.
            var message = parse.UnmatchedTokens.Any(t => t is "--gpu" or "--cuda") ? AboutGpus : parse.UnmatchedTokens.Count > 0 ? $"'{parse.UnmatchedTokens[0]}' is not known here."
                : Line(parse.Errors[0].Message).Split(" as expected type ")[0].TrimEnd('.') + ".";
            await error.WriteLineAsync($"affekt: {message} See: {help}").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                Output = output.Writer,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            return await parse.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCode.Cancelled;
        }
        catch (Exception exception) when (exception is FormatException or IOException or UnauthorizedAccessException)
        {
            var message = exception switch
            {
                FileNotFoundException { FileName: { Length: > 0 } file } => $"{file}: there is no such file. Check the path.",
                UnauthorizedAccessException { Message: var denied } when !denied.Contains(
                    "permissions", StringComparison.Ordinal) => $"{denied} Check its permissions.",
                _ => exception.Message,
            };
            await error.WriteLineAsync($"affekt: {Line(message)}").ConfigureAwait(false);
            return ExitCode.Failed;
        }
    }

    private RootCommand Root()
    {
        var root = new RootCommand("Looks at a face, reads its expression, and answers with music.") { HelpName = "affekt" };
        var context = new CommandContext(output, error, time);
        root.Subcommands.Add(MoodCommand.Create(context));
        root.Subcommands.Add(FacesCommand.Create(context));
        root.Subcommands.Add(CameraCommand.Create(context));
        root.Subcommands.Add(RecommendCommand.Create(context));
        root.Subcommands.Add(JourneyCommand.Create(context));
        root.Subcommands.Add(CatalogCommand.Create(context));
        root.Subcommands.Add(ListenerCommand.Create(context));
        root.Subcommands.Add(ServeCommand.Create(context));
        root.Subcommands.Add(DatasetCommand.Create(context));
        root.Subcommands.Add(TrainCommand.Create(context));
        root.Subcommands.Add(EvaluateCommand.Create(context));
        root.Subcommands.Add(CompareCommand.Create(context));
        root.Subcommands.Add(EvaluateFacesCommand.Create(context));
        root.Subcommands.Add(ModelCommand.Create(context));
        root.Subcommands.Add(MusicCommand.Create(context));
        return root;
    }

    private static IEnumerable<string> Names(Command command) =>
        command.Parents.OfType<Command>().SelectMany(Names).Append(command is RootCommand ? "affekt" : command.Name);

    private static string Line(string message) => message.ReplaceLineEndings(" ").Trim();
}
