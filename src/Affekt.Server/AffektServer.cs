using Affekt.App.Answers;
using Affekt.App.Catalogues;
using Affekt.App.Songs;
using Affekt.Library.Folders;
using Affekt.Library.Storage;
using Affekt.Music;
using Affekt.Server.Endpoints;
using Affekt.Server.Hosting;
using Affekt.Vision;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;

namespace Affekt.Server;

/// <summary>The web app and its API, put together. Each feature maps its own endpoints.</summary>
public static class AffektServer
{
    /// <summary>Builds a server that is ready to start.</summary>
    /// <param name="options">How it is started.</param>
    /// <param name="reader">Reads expressions.</param>
    /// <param name="finder">Finds faces; null takes the middle of the picture.</param>
    /// <exception cref="ServerOptionsException">The options are not safe together.</exception>
    /// <exception cref="MusicException">A file in the data folder is damaged, of another kind, or was written by a newer
    /// Affekt.</exception>
    /// <exception cref="IOException">A file in the data folder cannot be used, or a music folder is missing.</exception>
    public static WebApplication Build(AffektServerOptions options, EmotionReader reader, IFaceFinder? finder = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls([.. options.Urls]);
        builder.WebHost.ConfigureKestrel(Restrict);
        AddLogging(builder.Logging, options.Log);
        AddServices(builder.Services, options, reader, finder ?? new CentreSquareFinder());

        var app = builder.Build();
        try
        {
            // What cannot be opened is told before anything listens.
            OpenFiles(app.Services);
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
        if (options.Log != ServerLog.Problems)
            app.UseMiddleware<RequestLog>();
        app.UseForwardedHeaders();
        app.UseSecurityHeaders();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseMiddleware<HostNames>();
        app.UsePage();
        app.UseAccessToken(options.AccessToken);
        app.UseRouting();
        app.UseRateLimiter();
        var api = app.MapGroup("/api/v1");
        api.MapMood();
        api.MapMusic();
        api.MapPlay();
        api.MapImports();
        api.MapProfiles();
        api.MapConsent();
        api.MapFeedback();
        api.MapHistory();
        api.MapSession(options.AccessToken);
        app.MapHealth();
        app.MapOpenApi("/openapi/{documentName}.json");
        return app;
    }

    private static void Restrict(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = Limits.MaxBodyBytes;
        // Whoever sends more slowly than this is given up on, so that slow uploads do not fill the server.
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 2000, gracePeriod: TimeSpan.FromSeconds(3));
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        kestrel.Limits.MaxConcurrentConnections = 1000;
        kestrel.ConfigureEndpointDefaults(Addresses.LimitConnections);
    }

    private static void AddLogging(ILoggingBuilder logging, ServerLog log)
    {
        // What a request held is never logged.
        logging.SetMinimumLevel(LogLevel.Warning);
        if (log != ServerLog.Problems)
            logging.AddFilter(typeof(RequestLog).FullName, LogLevel.Information);
        if (log == ServerLog.Json)
            logging.AddJsonConsole(console => console.TimestampFormat = "O");
        else
            logging.AddSimpleConsole(console => console.SingleLine = true);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        // A start that fails is told by whoever started it, and requests that fail by the problems' own log.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.Critical);
    }

    private static void AddServices(IServiceCollection services, AffektServerOptions options, EmotionReader reader, IFaceFinder finder)
    {
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<Telemetry>();
        services.AddSingleton<DataFolder>();

        services.AddSingleton(finder);
        services.AddSingleton(reader);
        services.AddSingleton<UploadMemory>();
        services.AddSingleton<PictureReadLimiter>();
        services.AddSingleton<GuessLimiter>();

        services.AddSingleton(_ => new MusicFolders(options.MusicFolders));
        services.AddSingleton<ILibraryStore>(
            _ => SqliteCatalogue.Open(options.Catalogue ?? Path.Combine(options.DataFolder, "catalogue.db")));
        services.AddSingleton<SongLibrary>();
        services.AddSingleton(provider => new ImportJobs(
            provider.GetRequiredService<SongLibrary>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));
        services.AddSingleton(provider => new MusicKeeper(
            provider.GetRequiredService<SongLibrary>(), provider.GetRequiredService<MusicFolders>(),
            provider.GetRequiredService<ILibraryStore>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));
        services.AddSingleton<SongPicker>();
        services.AddSingleton<PlayableSongs>();

        services.AddSingleton(provider => new ProfileStore(
            Path.Combine(options.DataFolder, "profiles.db"), provider.GetRequiredService<TimeProvider>(), options.NewProfileId));
        services.AddSingleton(provider => ListenerStore.Open(
            Path.Combine(options.DataFolder, "listeners.db"), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ProfileStore>()));
        services.AddSingleton<Readiness>();
        services.AddSingleton<TasteCache>();
        services.AddSingleton<Visitors>();

        services.AddRouting();
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = Problems.Explain);
        services.AddExceptionHandler<Problems>();
        services.AddLimits();
        services.AddOpenApi("v1", document => document.AddDocumentTransformer((description, _, _) =>
        {
            description.Info = new()
            {
                Title = "Affekt",
                Version = "v1",
                Description = "Reads the expression of a face and answers with music."
            };
            description.Servers = [];
            return Task.CompletedTask;
        }));
        services.Configure<RouteHandlerOptions>(routing => routing.ThrowOnBadRequest = true);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(10));
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, AnswerJson.Default));
        // A proxy on this machine may say whom it speaks for, and that it was reached over https.
        services.Configure<ForwardedHeadersOptions>(
            forwarded => forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);
    }

    private static void OpenFiles(IServiceProvider services)
    {
        services.GetRequiredService<Telemetry>();
        // What is kept of people is for their own account only, and two servers would not know of each other's words.
        services.GetRequiredService<DataFolder>();
        services.GetRequiredService<ProfileStore>();
        services.GetRequiredService<ListenerStore>();
        services.GetRequiredService<SongLibrary>();
        var folders = services.GetRequiredService<MusicFolders>();
        if (folders.Folders.Count == 0)
            return;
        var imports = services.GetRequiredService<ImportJobs>();
        var keeper = services.GetRequiredService<MusicKeeper>();
        var listen = services.GetRequiredService<AffektServerOptions>().Listen;
        services.GetRequiredService<IHostApplicationLifetime>().ApplicationStarted.Register(() =>
        {
            keeper.Start(listen);
            imports.TryScan(keeper.SongsCame);
        });
    }
}
