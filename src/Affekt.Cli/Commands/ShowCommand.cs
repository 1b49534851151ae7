using System.CommandLine;
using System.Globalization;
using Affekt.App.Answers;
using Affekt.Cli.Output;
using Affekt.Library.Folders;
using Affekt.Library.Storage;
using Affekt.Music;
using Affekt.Music.Catalogue;

namespace Affekt.Cli.Commands;

/// <summary>affekt catalog show: all that is known of one song, and why it stands where it stands.</summary>
internal static class ShowCommand
{
    private const int MostNamed = 10;

    /// <summary>The command.</summary>
    public static Command Create(CommandContext context)
    {
        var id = new Argument<string>("ID") { Description = "A song's id, its file, or words of its title and artist" };
        var catalogue = MusicOptions.Catalogue("The catalogue file; your own, or the songs that come with Affekt, unless told otherwise");
        var json = CommonOptions.Json();
        var command = new Command("show", "Show tempo, key, loudness, valence and arousal of a song, and where they come from")
        {
            id, catalogue, json,
        };
        command.SetAction((parse, _) =>
        {
            var named = parse.GetValue(catalogue);
            // The file itself, not a copy in memory: it knows what was heard.
            using var store = named is not null || File.Exists(UserFolder.Catalogue)
                ? SqliteCatalogue.OpenExisting(named ?? UserFolder.Catalogue) : null;
            ICatalogue songs = store is not null && (named is not null || store.Any) ? store : StarterCatalogue.Instance;
            var answer = SongDetailAnswer.Of(Find(songs, parse.GetRequiredValue(id)), store);
            if (parse.GetValue(json))
                context.WriteJson(answer, AnswerJson.Readable.SongDetailAnswer);
            else
                Show(context.Output, answer);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Track Find(ICatalogue songs, string asked)
    {
        if (songs.Find(asked) is { } exact)
            return exact;
        if (File.Exists(asked) && Path.GetFullPath(asked) is var path
            && (songs as ILibraryStore)?.Files().FirstOrDefault(file => file.Path == path && !file.IsGone) is { Id: { } id }
            && songs.Find(id) is { } ofFile)
            return ofFile;
        return songs.Search(asked, MostNamed) switch
        {
            [var only] => only,
            [] => throw new MusicException(
                $"No song '{asked}' is in the catalogue: give its id, its file, or words of its title and artist."),
            var several => throw new MusicException(
                $"Several songs match '{asked}': give one of the ids {string.Join(", ", several.Select(song => song.Id))}."),
        };
    }

    private static void Show(Terminal terminal, SongDetailAnswer song)
    {
        terminal.Line($"{terminal.Strong(song.Title)} by {(song.Artist.Length > 0 ? song.Artist : "somebody")}  {terminal.Faint(song.Id)}");
        Row("album", Joined(song.Album, song.AlbumArtist, song.TrackNumber is { } number ? $"track {number}" : "",
            song.Compilation ? "compilation" : ""));
        Row("year", song.Year?.ToString(CultureInfo.InvariantCulture) ?? "");
        Row("genres", string.Join(", ", song.Genres));
        Row("moods", string.Join(", ", song.Moods));
        Row("length", song.Seconds is { } seconds
            ? TimeSpan.FromSeconds(seconds).ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture) : "");
        Row("tempo", song.Tempo is { } tempo ? string.Create(CultureInfo.InvariantCulture, $"{tempo:0} beats a minute") : "");
        Row("key", song.Key);
        Row("loudness", song.Loudness is { } loudness ? string.Create(CultureInfo.InvariantCulture, $"{loudness:0.0} LUFS") : "");
        Row("place", string.Create(CultureInfo.InvariantCulture,
            $"valence {song.Valence:0.00}, arousal {song.Arousal:0.00}, give or take {song.Uncertainty:0.00}, from {song.Source}"));
        foreach (var one in song.Evidence)
            Row("", string.Create(CultureInfo.InvariantCulture, $"{one.Source} alone says valence {one.Valence:0.00} (± "
                + $"{one.ValenceDoubt:0.00}), arousal {one.Arousal:0.00} (± {one.ArousalDoubt:0.00})"));
        Row("heard", song.Heard ? "yes" : song.Problem is { } problem ? $"no ({problem})" : song.File is not null ? "not yet" : "no file");
        Row("file", song.File ?? "");

        void Row(string name, string value)
        {
            if (value.Length > 0)
                terminal.Line($"  {name,-9}{value}");
        }
    }

    private static string Joined(params string[] parts) => string.Join(", ", parts.Where(part => part.Length > 0));
}
