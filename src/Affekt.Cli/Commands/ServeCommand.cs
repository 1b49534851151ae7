using System.CommandLine;
using Affekt.Server;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Affekt.Cli.Commands;

/// <summary>affekt serve: the web app and the API, until it is told to stop.</summary>
internal static class ServeCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create(CommandContext context)
    {
        var urls = new Option<string[]>("--urls")
        {
            Description = "Where to listen, as addresses separated by semicolons; only this machine unless told otherwise",
            HelpName = "URLS",
            DefaultValueFactory = _ => [AffektServerOptions.DefaultUrl],
        };
        urls.Validators.Add(result =>
        {
            foreach (var url in Split(result.GetValueOrDefault<string[]>()))
            {
                // Kestrel also takes * and + for any host, which are no hosts to Uri.
                var address = url.Replace("//*", "//any", StringComparison.Ordinal).Replace("//+", "//any", StringComparison.Ordinal);
                if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
                    result.AddError($"'{url}' is no address to listen on: write it as http://localhost:5080.");
            }
        });
        var command = new Command("serve", "Start the web app and its API") { urls };
        command.SetAction((parse, cancellationToken) => RunAsync(context, Split(parse.GetValue(urls)), cancellationToken));
        return command;
    }

    private static string[] Split(string[]? urls) =>
        [.. (urls ?? []).SelectMany(value => value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    private static async Task<int> RunAsync(CommandContext context, string[] urls, CancellationToken cancellationToken)
    {
        var options = new AffektServerOptions { Urls = urls };
        var app = AffektServer.Build(options, Models.LoadEmotionReader(), Models.LoadFaceFinder());
        await using (app.ConfigureAwait(false))
        {
            try
            {
                await app.StartAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (IOException exception) when (exception.InnerException is AddressInUseException)
            {
                throw new IOException($"{string.Join(", ", urls)} is taken: another program, perhaps another Affekt, listens there. Choose another port with --urls http://localhost:5081.", exception);
            }
            var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            context.Output.Line($"Affekt is at {string.Join(" and ", addresses)} (Ctrl-C stops it).");
            if (!options.IsLocal)
                await context.Error.WriteLineAsync("Everyone who reaches this address can use it, and pictures travel unencrypted: put a proxy with https and a password in front.").ConfigureAwait(false);
            var stopped = new TaskCompletionSource();
            using (cancellationToken.Register(stopped.SetResult))
                await stopped.Task.ConfigureAwait(false);
            await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
        return ExitCode.Cancelled;
    }
}
