using System.CommandLine;
using Affekt.Cli.Output;
using Affekt.Library.Folders;
using Affekt.Library.Storage;
using Affekt.Music.Catalogue;
using Affekt.Music.Listeners;
using Affekt.Music.Recommendations;

namespace Affekt.Cli.Commands;

/// <summary>Which songs to choose from, and for whom: --catalog and --listener.</summary>
internal sealed class MusicOptions
{
    private readonly Option<string?> _catalogue = Catalogue(
        "A catalogue to choose from, instead of your own or the songs that come with Affekt");
    private readonly Option<string?> _listener = new(
        "--listener")
    { Description = "Whose likes and dislikes count; the list is kept with them", HelpName = "NAME" };

    /// <summary>--catalog.</summary>
    public static Option<string?> Catalogue(string description) => new("--catalog") { Description = description, HelpName = "DB" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_catalogue);
        command.Options.Add(_listener);
    }

    /// <summary>The listener that is named; null when nobody is.</summary>
    public string? Listener(ParseResult parse) => parse.GetValue(_listener);

    /// <summary>Opens what the options name.</summary>
    public MusicSession Open(CommandContext context, ParseResult parse)
    {
        var catalogue = OpenCatalogue(parse.GetValue(_catalogue));
        try
        {
            return new MusicSession(catalogue, parse.GetValue(_listener) is { } listener
                ? (listener, ListenerStore.Open(UserFolder.Listeners, context.Time)) : null);
        }
        catch
        {
            (catalogue as IDisposable)?.Dispose();
            throw;
        }
    }

    /// <summary>The named catalogue; else the person's own where it holds songs; else the songs that come with Affekt.</summary>
    public static ICatalogue OpenCatalogue(string? named)
    {
        if (named is null && !File.Exists(UserFolder.Catalogue))
            return StarterCatalogue.Instance;
        var store = SqliteCatalogue.OpenExisting(named ?? UserFolder.Catalogue);
        // The app makes the person's file at its first start, before there is anything to import.
        var songs = named is null && !store.Any ? StarterCatalogue.Instance : SongIndex.Over(store);
        if (songs != store)
            store.Dispose();
        return songs;
    }
}

/// <summary>The songs to choose from, and the listener if one is named.</summary>
internal sealed class MusicSession(ICatalogue catalogue, (string Name, ListenerStore Store)? listener) : IDisposable
{
    /// <summary>Songs, best first.</summary>
    public RecommendationList Recommend(RecommendationRequest request) =>
        listener is var (name, store) ? new PersonalRecommender(catalogue, store).Recommend(name, request).List
            : new Recommender(catalogue).Recommend(request);

    /// <summary>Songs in order.</summary>
    public Journey Plan(JourneyRequest request, CancellationToken cancellationToken) =>
        listener is var (name, store) ? new PersonalRecommender(catalogue, store).Plan(name, request, cancellationToken)
            : new JourneyPlanner(catalogue).Plan(request, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        (catalogue as IDisposable)?.Dispose();
        listener?.Store.Dispose();
    }
}
