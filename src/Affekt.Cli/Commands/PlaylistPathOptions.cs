using System.CommandLine;
using Affekt.Library.Tags;
using Affekt.Music.Playlists;

namespace Affekt.Cli.Commands;

/// <summary>How playlists that are written name files: for every command that writes one.</summary>
internal sealed class PlaylistPathOptions
{
    private const string Plain = "plain";

    private readonly Option<string> _paths = new("--paths")
    {
        Description = "How a playlist names files: absolute, relative (to the playlist's folder, or to --root) or name (the " +
            "file's name alone)",
        HelpName = "STYLE",
        DefaultValueFactory = _ => "absolute",
    };

    private readonly Option<string?> _root = new("--root")
    {
        Description = "The folder that relative paths start from, such as MPD's music folder; the playlist's own unless told otherwise",
        HelpName = "FOLDER",
    };

    private readonly Option<string> _xspf = new("--xspf-locations")
    {
        Description = $"uri, as the standard asks for, or {Plain} paths, which MPD up to 0.23 needs",
        HelpName = "FORM",
        DefaultValueFactory = _ => "uri",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        _paths.AcceptOnlyFromAmong("absolute", "relative", "name");
        _xspf.AcceptOnlyFromAmong("uri", Plain);
        foreach (var option in new Option[] { _paths, _root, _xspf })
            command.Options.Add(option);
    }

    /// <summary>The choices for a playlist.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="file">The playlist; null for the standard output.</param>
    public PlaylistOptions Of(ParseResult parse, string? file) => new()
    {
        Paths = parse.GetValue(_paths) switch { "relative" => PathStyle.Relative, "name" => PathStyle.FileName, _ => PathStyle.Absolute },
        Folder = Path.GetFullPath(parse.GetValue(_root) ?? (file is null ? "." : Path.GetDirectoryName(Path.GetFullPath(file)) ?? ".")),
        PlainPaths = parse.GetValue(_xspf) == Plain,
        Seconds = SongLengths.Of,
    };

    /// <summary>Says how many songs an M3U8 does not have.</summary>
    public static void TellLeftOut(TextWriter error, int songs)
    {
        if (songs > 0)
            error.WriteLine($"{songs} {(songs == 1 ? "song has" : "songs have")} no file that an M3U8 can name and " +
                $"{(songs == 1 ? "is" : "are")} not in it: xspf, jspf and csv hold every song.");
    }
}
