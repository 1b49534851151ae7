using System.Text;
using System.Text.Json;
using Affekt.Library.Storage;
using Affekt.Music.Catalogue;

namespace Affekt.EndToEnd.Tests;

/// <summary>listener: feedback through the command line, and what it changes.</summary>
public sealed class ListenerCommandTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("affekt-listener-").FullName;

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Theory]
    [InlineData("help-listener", "listener", "--help")]
    [InlineData("help-listener-like", "listener", "like", "--help")]
    [InlineData("help-listener-undo", "listener", "undo", "--help")]
    [InlineData("help-listener-correct", "listener", "correct", "--help")]
    [InlineData("help-listener-history", "listener", "history", "--help")]
    [InlineData("help-listener-show", "listener", "show", "--help")]
    [InlineData("help-listener-list", "listener", "list", "--help")]
    [InlineData("help-listener-export", "listener", "export", "--help")]
    [InlineData("help-listener-delete", "listener", "delete", "--help")]
    public async Task Help_says_what_it_said(string snapshot, params string[] arguments)
    {
        var result = await Run(arguments);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Snapshot.Match(snapshot, result.Output);
    }

    [Theory]
    [InlineData("error-listener-no-command", "listener")]
    [InlineData("error-listener-no-song", "listener", "like", "ann")]
    [InlineData("error-listener-no-emotion", "listener", "correct", "ann", "--read", "sad")]
    public async Task Wrong_usage_is_one_line_and_exit_code_2(string snapshot, params string[] arguments) =>
        Snapshot.Match(snapshot, (await Run(arguments)).Failed(2) + "\n");

    [Theory]
    [InlineData("no song 'queen.nothing'", "listener", "like", "ann", "queen.nothing")]
    [InlineData("Several songs fit 'love'", "listener", "like", "ann", "love")]
    [InlineData("1 to 64 characters", "listener", "like", " ", "queen.bohemian-rhapsody")]
    [InlineData("no listener 'ann'", "listener", "undo", "ann")]
    [InlineData("no listener 'ann'", "listener", "history", "ann")]
    [InlineData("no listener 'ann'", "listener", "show", "ann")]
    [InlineData("no listener 'ann'", "listener", "export", "ann")]
    [InlineData("no listener 'ann'", "listener", "delete", "ann")]
    [InlineData("Unknown emotion 'bored'", "listener", "correct", "ann", "--read", "sad", "--said", "bored")]
    public async Task What_is_not_known_is_one_line_and_exit_code_1(string said, params string[] arguments)
    {
        Assert.Contains(said, (await Run(arguments)).Failed(1), StringComparison.Ordinal);
        Assert.Empty(Names(await Json("listener", "list")));
    }

    [Fact]
    public async Task Feedback_is_kept_shown_taken_back_exported_and_deleted()
    {
        var offered = Ids(await Json("recommend", "--emotion", "happy", "--mode", "lift", "--listener", "Ann"));
        var liked = await Json("listener", "like", "Ann", offered[0]);
        Assert.Equal(["number", "at", "kind", "id", "title", "artist", "mode", "moodValence", "moodArousal", "offer"],
            liked.EnumerateObject().Select(p => p.Name));
        // The mood and mode are those of the list in which the song was met.
        Assert.Equal(("lift", 0.595, 1),
            (liked.GetProperty("mode").GetString(), liked.GetProperty("moodValence").GetDouble(), liked.GetProperty("offer").GetInt32()));
        Assert.Contains("Kept: hide", (await Run("listener", "hide", "Ann", offered[1])).Output, StringComparison.Ordinal);
        Assert.Equal("skip", (await Json("listener", "skip", "Ann", "bohemian rhapsody")).GetProperty("kind").GetString());
        Assert.Equal("skip", (await Json("listener", "undo", "Ann")).GetProperty("kind").GetString());
        Assert.Equal("happy", (await Json("listener", "correct", "Ann", "--read", "sad", "--said", "happy")).GetProperty("said")
            .GetString());

        Assert.Equal(["hide", "like"], (await Json("listener", "history", "Ann")).GetProperty("events").EnumerateArray()
            .Select(e => e.GetProperty("kind").GetString()));
        var shown = await Json("listener", "show", "Ann");
        Assert.Equal((1, 1, 1, 1), (shown.GetProperty("feedback").GetProperty("like").GetInt32(),
            shown.GetProperty("feedback").GetProperty("hide").GetInt32(), shown.GetProperty("lists").GetInt32(),
            shown.GetProperty("corrections").GetInt32()));
        Assert.DoesNotContain(offered[1], Ids(await Json("recommend", "--emotion", "happy", "--mode", "lift", "--listener", "Ann")));
        Assert.Equal(["Ann"], Names(await Json("listener", "list")));

        var export = JsonDocument.Parse((await Run("listener", "export", "Ann")).Output).RootElement;
        Assert.Equal((2, 2, 1), (export.GetProperty("feedback").GetArrayLength(), export.GetProperty("offers").GetArrayLength(),
            export.GetProperty("corrections").GetArrayLength()));
        Assert.All(export.GetProperty("offers").EnumerateArray().SelectMany(o => o.GetProperty("songs").EnumerateArray()),
            song => Assert.InRange(song.GetProperty("propensity").GetDouble(), 1e-3, 1));

        Assert.Equal(2, (await Json("listener", "delete", "Ann")).GetProperty("events").GetInt32());
        Assert.Empty(Names(await Json("listener", "list")));
        foreach (var file in Directory.GetFiles(_home))
            Assert.DoesNotContain("Ann", Encoding.Latin1.GetString(
                await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listener_gets_journeys_without_hidden_songs()
    {
        var first = Ids(await Json("journey", "--emotion", "sad", "--listener", "Ben", "-n", "5"));
        await Json("listener", "hide", "Ben", first[2]);
        Assert.DoesNotContain(first[2], Ids(await Json("journey", "--emotion", "sad", "--listener", "Ben", "-n", "5")));
    }

    [Fact]
    public async Task Every_event_that_was_acknowledged_survives_kill_9()
    {
        const int Enough = 25;
        using var process = CommandLine.StartAt(_home, models: null, "listener", "like", "Ann", "-");
        var feeding = Task.Run(async () =>
        {
            try
            {
                foreach (var track in StarterCatalogue.Instance.Tracks)
                    await process.StandardInput.WriteLineAsync(track.Id);
            }
            catch (IOException)
            {
                // The process is gone, as it should be.
            }
        }, TestContext.Current.CancellationToken);
        var acknowledged = 0;
        while (acknowledged < Enough && await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            Assert.StartsWith("Kept: like", line, StringComparison.Ordinal);
            acknowledged++;
        }

        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        // What stood in the pipe was acknowledged, too.
        acknowledged += (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Count(c => c == '\n');
        await feeding;

        Assert.NotEqual(0, process.ExitCode);
        using var store = ListenerStore.Open(Path.Combine(_home, "listeners.db"), TimeProvider.System);
        var kept = store.EventsOf("Ann").Select(e => e.Track.Id).ToList();
        Assert.True(kept.Count >= acknowledged && acknowledged >= Enough, $"{kept.Count} kept of {acknowledged}");
        Assert.Equal(StarterCatalogue.Instance.Tracks.Take(kept.Count).Select(t => t.Id), kept);
    }

    [Fact]
    public async Task Several_processes_may_write_at_once()
    {
        var ids = StarterCatalogue.Instance.Tracks.Take(30).Select(t => t.Id).ToList();
        var runs = Enumerable.Range(0, 3).Select(async writer =>
        {
            using var process = CommandLine.StartAt(_home, models: null, "listener", "like", $"listener{writer}", "-");
            await process.StandardInput.WriteAsync(string.Join('\n', ids));
            process.StandardInput.Close();
            var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal((0, ""), (process.ExitCode, error));
        });
        await Task.WhenAll(runs);

        using var store = ListenerStore.Open(Path.Combine(_home, "listeners.db"), TimeProvider.System);
        for (var writer = 0; writer < 3; writer++)
            Assert.Equal(ids, store.EventsOf($"listener{writer}").Select(e => e.Track.Id));
    }

    private static List<string?> Names(JsonElement answer) =>
        [.. answer.GetProperty("listeners").EnumerateArray().Select(n => n.GetString())];

    private static List<string> Ids(JsonElement answer) =>
        [.. answer.GetProperty("songs").EnumerateArray().Select(song => song.GetProperty("id").GetString()!)];

    private Task<CommandResult> Run(params string[] arguments) => CommandLine.RunAt(_home, models: null, arguments);

    private async Task<JsonElement> Json(params string[] arguments)
    {
        var result = await Run([.. arguments, "--json"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return JsonDocument.Parse(result.Output).RootElement;
    }
}
