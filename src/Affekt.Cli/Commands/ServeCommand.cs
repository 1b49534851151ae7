using System.CommandLine;
using Affekt.Cli.Output;
using Affekt.Cli.Pictures;
using Affekt.Library.Folders;
using Affekt.Server;
using Affekt.Server.Hosting;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Affekt.Cli.Commands;

/// <summary>affekt serve: the web app and the API, until it is told to stop.</summary>
internal sealed class ServeCommand
{
    private const string TokenVariable = "AFFEKT_TOKEN";

    private readonly Option<string[]> _urls = new("--urls")
    {
        Description = "Where to listen, as addresses separated by semicolons; only this machine unless told otherwise",
        HelpName = "URLS",
        DefaultValueFactory = _ => [AffektServerOptions.DefaultUrl],
    };

    private readonly Option<string[]> _music = new("--music")
    {
        Description = "A folder of your own music, to be played in the page; may be given several times",
        HelpName = "FOLDER",
    };

    private readonly Option<string?> _catalogue = new(
        "--catalog")
    { Description = "The catalogue of songs; the one in the data folder unless told otherwise", HelpName = "DB" };

    private readonly Option<string?> _data = new("--data")
    {
        Description = $"Where profiles and the catalogue are kept; {UserFolder.Variable}, or a folder of your own account, " +
            $"unless told otherwise",
        HelpName = "FOLDER",
    };

    private readonly Option<FileInfo?> _token = new("--token-file")
    {
        Description = $"A file with the access token that other machines have to show; {TokenVariable} works too",
        HelpName = "FILE",
    };

    private readonly Option<bool> _noListening = new("--no-listening")
    {
        Description = "Do not listen to own music behind everything else",
    };

    private readonly Option<bool> _anyone = new("--allow-anyone") { Description = "Listen beyond this machine without an access token" };

    private readonly Option<string[]> _hosts = new("--host")
    {
        Description = "The name under which a proxy on this machine passes requests on; may be given several times",
        HelpName = "NAME",
    };

    private readonly Option<ServerLog> _log = new(
        "--log")
    { Description = "What to log: problems, requests, or requests as json", HelpName = "WHAT" };

    private readonly Option<string?> _model = CommonOptions.Model();

    /// <summary>The command with its options.</summary>
    public static Command Create(CommandContext context)
    {
        var serve = new ServeCommand();
        serve._urls.Validators.Add(result =>
        {
            foreach (var url in Split(result.GetValueOrDefault<string[]>()))
            {
                // Kestrel also takes * and + for any host, which are no hosts to Uri.
                var address = url.Replace("//*", "//any", StringComparison.Ordinal).Replace("//+", "//any", StringComparison.Ordinal);
                if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp)
                    result.AddError($"'{url}' is no address to listen on: write it as http://localhost:5080.");
            }
        });
        var command = new Command("serve", "Start the web app and its API")
        {
            serve._urls, serve._music, serve._noListening, serve._catalogue, serve._data, serve._token, serve._anyone, serve._hosts,
            serve._log, serve._model,
        };
        command.SetAction((parse, cancellationToken) => RunAsync(
            context, serve.Read(parse), parse.GetValue(serve._model), cancellationToken));
        return command;
    }

    private AffektServerOptions Read(ParseResult parse) => new()
    {
        Urls = Split(parse.GetValue(_urls)),
        MusicFolders = parse.GetValue(_music) ?? [],
        Listen = !parse.GetValue(_noListening),
        Catalogue = parse.GetValue(_catalogue),
        DataFolder = parse.GetValue(_data) ?? UserFolder.Root,
        AccessToken = TokenOf(parse.GetValue(_token)),
        AllowAnyone = parse.GetValue(_anyone),
        PublicHosts = parse.GetValue(_hosts) ?? [],
        Log = parse.GetValue(_log),
    };

    // A token on the command line could be read by everybody on the machine, so there is no option for it.
    private static string? TokenOf(FileInfo? file)
    {
        var token = file is not null ? File.ReadAllText(file.FullName) : Environment.GetEnvironmentVariable(TokenVariable);
        return token?.Trim() is { Length: > 0 } given ? given : null;
    }

    private static string[] Split(string[]? urls) =>
        [.. (urls ?? []).SelectMany(value => value.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];

    private static async Task<int> RunAsync(CommandContext context, AffektServerOptions options, string? model,
        CancellationToken cancellationToken)
    {
        var app = AffektServer.Build(options, Models.LoadEmotionReader(model), Models.LoadFaceFinder(model: model));
        await using (app.ConfigureAwait(false))
        {
            try
            {
                await app.StartAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (IOException exception) when (exception.InnerException is AddressInUseException)
            {
                throw new IOException($"{string.Join(", ", options.Urls)} is taken: another program, perhaps another " +
                    $"Affekt, listens there. Choose another port with --urls http://localhost:5081.", exception);
            }
            var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            context.Output.Line($"Affekt is at {string.Join(" and ", addresses)} (Ctrl-C stops it).");
            if (!options.IsLocal)
            {
                await context.Error.WriteLineAsync(options.AccessToken is null
                    ? "Everyone who reaches this address can use it, and pictures travel unencrypted unless a proxy adds https."
                    : "Other machines need the access token. Cameras work there only over https: put a proxy in front.")
                        .ConfigureAwait(false);
            }
            var stopped = new TaskCompletionSource();
            using (cancellationToken.Register(stopped.SetResult))
                await stopped.Task.ConfigureAwait(false);
            await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
        return ExitCode.Cancelled;
    }
}
