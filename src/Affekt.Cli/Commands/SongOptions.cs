using System.CommandLine;
using Affekt.App.Songs;
using Affekt.Cli.Output;
using Affekt.Music.Affect;
using Affekt.Music.Catalogue;
using Affekt.Music.Playlists;

namespace Affekt.Cli.Commands;

/// <summary>What songs must fulfil, and the file they are written to: for lists and journeys alike.</summary>
internal sealed class SongOptions
{
    private readonly Option<string[]> _genres = Many(
        "--genre", "Only this genre, such as rock (also indie rock) or latin (also salsa); may be given several times", "GENRE");
    private readonly Option<string[]> _languages = Many(
        "--language", "Only this language, such as en or fr (zxx is instrumental); all for every language; may be given " +
        "several times", "CODE");
    private readonly Option<string[]> _withoutArtists = Many("--not-artist", "Nothing by this artist; may be given several times", "NAME");
    private readonly Option<string[]> _withoutGenres = Many("--not-genre", "Nothing of this genre; may be given several times", "GENRE");
    private readonly Option<int?> _from = new("--from-year") { Description = "Only songs from this year on", HelpName = "YEAR" };
    private readonly Option<int?> _to = new("--to-year") { Description = "Only songs up to this year", HelpName = "YEAR" };
    private readonly Option<bool> _clean = new("--no-explicit") { Description = "Only songs that are not marked explicit" };
    private readonly PlaylistPathOptions _paths = new();
    private readonly Option<string?> _playlist = new(
        "--playlist")
    { Description = "Also write the songs to a file that ends in .m3u8, .xspf, .jspf or .csv", HelpName = "FILE" };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _genres, _languages, _withoutArtists, _withoutGenres, _from, _to, _clean, _playlist })
            command.Options.Add(option);
        _paths.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_from) is not null && result.GetResult(_to) is not null && result.GetValue(_from) > result.GetValue(_to))
                result.AddError($"--from-year must not be later than --to-year.");
            if (result.GetValue(_playlist) is { } file && !PlaylistFormats.TryOfFile(file, out _))
                result.AddError($"--playlist must name a file that ends in .m3u8, .xspf, .jspf or .csv, not '{file}'.");
        });
    }

    /// <summary>What every song must fulfil.</summary>
    public TrackFilter Filter(ParseResult parse) => new()
    {
        Genres = parse.GetValue(_genres) ?? [],
        Languages = [.. (parse.GetValue(_languages) ?? []).Where(code => code != UsualLanguages.All)],
        UsualLanguages = parse.GetValue(_languages) is { Length: > 0 } ? []
            : UsualLanguages.OfSystem(Environment.GetEnvironmentVariable),
        WithoutArtists = parse.GetValue(_withoutArtists) ?? [],
        WithoutGenres = parse.GetValue(_withoutGenres) ?? [],
        FromYear = parse.GetValue(_from),
        ToYear = parse.GetValue(_to),
        AllowExplicit = !parse.GetValue(_clean),
    };

    /// <summary>What to try instead of genres that no song has; empty when none looks misspelt.</summary>
    public string Suggestion(ParseResult parse) => string.Concat((parse.GetValue(_genres) ?? [])
        .Select(genre => (genre, Meant: NearestName.Of(genre, GenreAffect.Names)))
        .Where(one => one.Meant is not null && !one.Meant.Equals(one.genre, StringComparison.OrdinalIgnoreCase))
        .Select(one => $" Did you mean {one.Meant} instead of {one.genre}?"));

    /// <summary>Writes the playlist that was asked for, if any.</summary>
    public void WritePlaylist(CommandContext context, ParseResult parse, string title, IEnumerable<Track> songs)
    {
        if (parse.GetValue(_playlist) is not { } file || !PlaylistFormats.TryOfFile(file, out var format))
            return;
        var leftOut = 0;
        AtomicFile.Write(file, stream => leftOut = PlaylistWriter.Write(title, songs, format, stream, _paths.Of(parse, file)));
        context.Error.WriteLine($"Wrote {file}.");
        PlaylistPathOptions.TellLeftOut(context.Error, leftOut);
    }

    private static Option<string[]> Many(string name, string description, string help) =>
        new(name) { Description = description, HelpName = help, DefaultValueFactory = _ => [] };
}
