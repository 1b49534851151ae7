using Affekt.Music;
using Affekt.Server.Contracts;
using Affekt.Server.Faces;
using Affekt.Server.Music;
using Affekt.Server.Web;
using Affekt.Vision;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Logging.Console;

namespace Affekt.Server;

/// <summary>The web app and its API, put together. Each feature maps its own endpoints.</summary>
public static class AffektServer
{
    /// <summary>Builds a server that is ready to start.</summary>
    /// <param name="options">How it is started.</param>
    /// <param name="reader">Reads expressions.</param>
    /// <param name="finder">Finds faces; null takes the middle of the picture.</param>
    public static WebApplication Build(AffektServerOptions options, EmotionReader reader, IFaceFinder? finder = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls([.. options.Urls]);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Limits.MaxBodyBytes;
        });
        // Only what went wrong is logged, and never what a request held.
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        // A start that fails is told by whoever started it.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Logging.AddFilter("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.Critical);
        AddServices(builder.Services, reader, finder ?? new CentreSquareFinder());

        var app = builder.Build();
        app.UseSecurityHeaders();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        if (options.IsLocal)
            app.UseHostFiltering();
        app.UsePage();
        app.UseRouting();
        app.UseRateLimiter();
        var api = app.MapGroup("/api/v1");
        api.MapMood();
        api.MapMusic();
        app.MapHealth();
        app.MapOpenApi("/openapi/{documentName}.json");
        return app;
    }

    private static void AddServices(IServiceCollection services, EmotionReader reader, IFaceFinder finder)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(finder);
        services.AddSingleton(reader);
        services.AddSingleton(StarterCatalogue.Instance);
        services.AddSingleton(new Recommender(StarterCatalogue.Instance));
        services.AddSingleton(new JourneyPlanner(StarterCatalogue.Instance));

        services.AddRouting();
        services.AddProblemDetails();
        services.AddExceptionHandler<Problems>();
        services.AddPictureLimit();
        services.AddOpenApi("v1", document => document.AddDocumentTransformer((description, _, _) =>
        {
            description.Info = new() { Title = "Affekt", Version = "v1", Description = "Reads the expression of a face and answers with music." };
            description.Servers = [];
            return Task.CompletedTask;
        }));
        services.Configure<RouteHandlerOptions>(routing => routing.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, AnswerJson.Default));
        // A page elsewhere that points its own name at this machine must not reach a server that is only for this machine.
        services.Configure<HostFilteringOptions>(hosts => hosts.AllowedHosts = ["localhost", "127.0.0.1", "[::1]"]);
    }
}
