using System.Runtime.InteropServices;
using System.Text;
using Affekt.Cli.Output;

namespace Affekt.Cli;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        // Song titles are in every script; the platform's own code page is not.
        using var answers = Utf8(Console.OpenStandardOutput());
        using var messages = Utf8(Console.OpenStandardError());
        using var cancellation = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        var terminal = new Terminal(answers, Terminal.WantsColour(Console.IsOutputRedirected, Environment.GetEnvironmentVariable));
        return await new Application(terminal, messages, TimeProvider.System).RunAsync(args, cancellation.Token).ConfigureAwait(false);

        void Cancel(PosixSignalContext context)
        {
            // The first signal asks; a second one ends the process as the system would.
            context.Cancel = !cancellation.IsCancellationRequested;
            cancellation.Cancel();
        }
    }

    private static StreamWriter Utf8(Stream stream) => new(stream, new UTF8Encoding(false)) { AutoFlush = true };
}
