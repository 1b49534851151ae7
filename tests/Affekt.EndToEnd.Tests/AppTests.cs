using System.Text.Json;
using Affekt.Server;
using Affekt.Server.Hosting;
using Affekt.Testing;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Affekt.EndToEnd.Tests;

/// <summary>What a person does with the app beyond a first song: feedback, own music, profiles, history, and their data.</summary>
public class AppTests(Browser browser) : IClassFixture<Browser>
{
    private static Task Close(OpenPage open, string dialog) => open.Page.Locator($"#{dialog} button[value=close]").ClickAsync();

    private static async Task<string> FirstSong(OpenPage open) => (await open.Page.Locator(".song").First.GetAttributeAsync("data-id"))!;

    private static async Task OwnMusicOnly(OpenPage open)
    {
        await open["settings-open"].ClickAsync();
        await open.Says("library", "yours to play here");
        await open["own-music"].CheckAsync();
        await Close(open, "settings");
    }

    private static Task<double> PlayedSeconds(OpenPage open) =>
        open.Page.EvaluateAsync<double>("document.getElementById('sound').currentTime");

    /// <summary>Waits here, since the page's own rules forbid the text that a wait in the page would be made of.</summary>
    private static async Task Heard(OpenPage open, double seconds)
    {
        for (var tries = 0; await PlayedSeconds(open) <= seconds; tries++)
        {
            Assert.True(tries < 300, $"The song has not come to {seconds} s.");
            await open.Page.WaitForTimeoutAsync(100);
        }
    }

    [Fact]
    public async Task A_liked_song_is_remembered_and_can_be_taken_back()
    {
        await using var open = await browser.Open();
        await open.Page.ClickAsync("button[data-emotion=happy]");
        await open.HasSongs(5);

        var song = await FirstSong(open);
        var like = open.Page.Locator($".song[data-id='{song}'] [data-word=like]");

        await like.ClickAsync();

        await open.Says("toast", "More like ");
        await Expect(like).ToHaveAttributeAsync("aria-pressed", "true");
        await open["history-open"].ClickAsync();
        await open.Says("history-words", "Liked: ");
        await open.Says("history-of", "Kept for Me");
        await Close(open, "history");
        await open["toast-undo"].ClickAsync();
        await Expect(open["toast"]).ToBeHiddenAsync();
        await Expect(like).ToHaveAttributeAsync("aria-pressed", "false");
    }

    [Theory]
    [InlineData("skip")]
    [InlineData("dislike")]
    [InlineData("hide")]
    public async Task A_song_that_is_turned_down_makes_room_and_comes_back_with_undo(string word)
    {
        await using var open = await browser.Open();
        await open.Page.ClickAsync("button[data-emotion=sad]");
        await open.HasSongs(5);
        var song = await FirstSong(open);

        await open.Page.Locator($".song [data-word={word}]").First.ClickAsync();

        await Expect(open.Page.Locator($".song[data-id='{song}']")).ToHaveCountAsync(0);
        await open.HasSongs(5);
        await open["toast-undo"].ClickAsync();
        await Expect(open.Page.Locator($".song[data-id='{song}']")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task Own_music_plays_on_while_the_mood_changes()
    {
        await using var open = await browser.Open();
        await OwnMusicOnly(open);
        await open.Page.ClickAsync("button[data-emotion=happy]");
        await Expect(open.Page.Locator(".song-play").First).ToBeVisibleAsync();

        await open.Page.Locator(".song-play").First.ClickAsync();

        await Heard(open, 0.2);
        var title = await open["player-title"].TextContentAsync();
        Assert.Equal(title, await open.Page.EvaluateAsync<string>("navigator.mediaSession.metadata.title"));
        await Expect(open["player-cover"]).ToBeVisibleAsync();
        await Expect(open["player-toggle"]).ToHaveAttributeAsync("aria-label", "Pause");

        // A new mood changes what comes next, and nothing else.
        var before = await PlayedSeconds(open);
        await open.Page.ClickAsync("button[data-emotion=sad]");
        await open.Page.WaitForSelectorAsync(".songs:not(.waiting) .song");
        await open.Says("player-title", title!);
        await Heard(open, before);

        // Seeking asks for a part of the file, and goes on from there.
        await open["player-seek"].FillAsync("700");
        await Heard(open, 7.5);
        await open["player-next"].ClickAsync();
        await Expect(open["player-title"]).Not.ToHaveTextAsync(title!);
        await open["player-previous"].ClickAsync();
        await open.Says("player-title", title!);
        await open["player-toggle"].ClickAsync();
        await Expect(open["player-toggle"]).ToHaveAttributeAsync("aria-label", "Play");
        await open["player-close"].ClickAsync();
        await Expect(open["player"]).ToBeHiddenAsync();
    }

    [Fact]
    public async Task The_queue_is_changed_by_its_buttons()
    {
        await using var open = await browser.Open();
        await OwnMusicOnly(open);
        await open.Page.ClickAsync("button[data-emotion=happy]");
        await open.Page.Locator(".song-play").First.ClickAsync();
        await open["player-queue"].ClickAsync();
        var rows = open.Page.Locator("#queue-list li");
        await Expect(rows).Not.ToHaveCountAsync(0);
        var count = await rows.CountAsync();
        var last = await rows.Last.Locator("span").TextContentAsync();

        await rows.Last.Locator("button").First.ClickAsync();
        await Expect(rows.First.Locator("span")).ToHaveTextAsync(last!);
        await rows.First.Locator("button").Last.ClickAsync();

        await Expect(rows).ToHaveCountAsync(count - 1);
    }

    [Fact]
    public async Task A_file_that_vanished_is_said_and_the_next_one_plays()
    {
        await using var open = await browser.Open();
        await OwnMusicOnly(open);
        await open.Page.ClickAsync("button[data-emotion=happy]");
        await open.Page.Locator(".song-play").First.WaitForAsync();
        var gone = await open.Page.Locator(".song .song-play").First.GetAttributeAsync("aria-label");
        var first = true;
        await open.Page.RouteAsync("**/api/v1/audio**", route =>
        {
            var answer = first ? route.FulfillAsync(new() { Status = 404 }) : route.ContinueAsync();
            first = false;
            return answer;
        });

        await open.Page.Locator(".song-play").First.ClickAsync();

        await open.Says("problem", "its file has gone");
        await Heard(open, 0.1);
        Assert.NotEqual(gone, "Play " + await open["player-title"].TextContentAsync());
    }

    [Fact]
    public async Task Profiles_keep_settings_and_moods_apart()
    {
        await using var open = await browser.Open();
        await open["settings-open"].ClickAsync();
        await open["profile-new"].FillAsync("Ada");
        await open["profile-create"].ClickAsync();
        await Expect(open["profile-select"].Locator("option:checked")).ToHaveTextAsync("Ada");
        await open["discovery"].FillAsync("1");
        await open.Says("discovery-words", "little-known");
        await open.Page.GetByLabel("French").CheckAsync();
        await open["less-motion"].CheckAsync();
        await Expect(open.Page.Locator("html.still")).ToHaveCountAsync(1);
        await open["profile-new"].FillAsync("Ben");
        await open["profile-create"].ClickAsync();
        await Expect(open["profile-select"].Locator("option:checked")).ToHaveTextAsync("Ben");
        await Expect(open["discovery"]).ToHaveValueAsync("0");
        await Expect(open.Page.Locator("html.still")).ToHaveCountAsync(0);

        await open["profile-select"].SelectOptionAsync("Ada");
        await Expect(open["discovery"]).ToHaveValueAsync("1");
        await Expect(open.Page.GetByLabel("French")).ToBeCheckedAsync();
        await open["profile-name"].FillAsync("Ada L.");
        await open["profile-rename"].ClickAsync();
        await Expect(open["profile-select"].Locator("option:checked")).ToHaveTextAsync("Ada L.");
        await open["profile-new"].FillAsync("   ");
        await open["profile-create"].ClickAsync();
        await open.Says("settings-problem", "1 to 40 characters");
    }

    [Fact]
    public async Task Moods_gather_in_the_history_and_everything_can_be_taken_along_and_deleted()
    {
        await using var open = await browser.Open();
        await open["settings-open"].ClickAsync();
        await open["profile-new"].FillAsync("Cleo");
        await open["profile-create"].ClickAsync();
        await Expect(open["profile-export"]).ToBeVisibleAsync();
        await Close(open, "settings");
        foreach (var emotion in new[] { "sad", "neutral", "happy" })
        {
            await open.Page.ClickAsync($"button[data-emotion={emotion}]");
            await open.HasSongs(5);
        }

        await open["history-open"].ClickAsync();
        await Expect(open.Page.Locator("#history-rows tr")).ToHaveCountAsync(3);
        await Expect(open.Page.Locator("#history-rows tr").First).ToContainTextAsync("happy");
        await Expect(open.Page.Locator("#history-chart .line")).ToHaveCountAsync(2);
        await Close(open, "history");
        Assert.Equal(2, await open.Page.Locator(".trail circle").CountAsync());

        await open["settings-open"].ClickAsync();
        var download = await open.Page.RunAndWaitForDownloadAsync(() => open["profile-export"].ClickAsync());
        using var export = JsonDocument.Parse(File.ReadAllText((await download.PathAsync())!));
        Assert.Equal("Cleo", export.RootElement.GetProperty("profile").GetProperty("name").GetString());
        Assert.Equal(3, export.RootElement.GetProperty("moods").GetArrayLength());

        await open["profile-delete"].ClickAsync();
        await open["delete-yes"].ClickAsync();
        await open.Says("toast-words", "Everything is deleted");
        await open["history-open"].ClickAsync();
        await open.Says("history-of", "Nothing is kept");
        await Expect(open["history-moods"]).ToBeHiddenAsync();
        Assert.Empty(await open.Page.Context.CookiesAsync());
        Assert.Null(await open.Page.EvaluateAsync<string?>("localStorage.getItem('affekt.settings')"));
    }

    [Fact]
    public async Task Songs_are_found_and_a_list_is_taken_along()
    {
        await using var open = await browser.Open();

        await open["search-words"].FillAsync("piaf");
        await open["search-words"].PressAsync("Enter");

        await open.Says("music-title", "Found: piaf");
        await Expect(open.Page.Locator(".song").First).ToContainTextAsync("Piaf");
        await Expect(open.Page.Locator("#take a[data-format=m3u8]")).ToBeHiddenAsync(); // no song of the list has a file
        var download = await open.Page.RunAndWaitForDownloadAsync(() => open.Page.ClickAsync("#take a[data-format=xspf]"));
        Assert.Equal("affekt.xspf", download.SuggestedFilename);
        Assert.StartsWith("<?xml", File.ReadAllText((await download.PathAsync())!), StringComparison.Ordinal);
        await open["search-words"].FillAsync("zzzzz");
        await open["search-words"].PressAsync("Enter");
        await open.Says("songs-empty", "No title");
    }

    [Fact]
    public async Task After_the_first_visit_the_page_opens_without_the_server()
    {
        await using var open = await browser.Open();
        await open.Page.EvaluateAsync("navigator.serviceWorker.ready");
        await open.Page.Context.SetOfflineAsync(true);

        await open.Page.ReloadAsync();

        await open.Page.WaitForSelectorAsync("html[data-ready=yes]", new() { State = WaitForSelectorState.Attached });
        await open.Page.ClickAsync("button[data-emotion=happy]");
        await open.HasSongs(5);
        await open.Says("connection", "does not answer");
        await open.Page.CheckAsync("input[value=calm]");
        await open["journey"].CheckAsync();
        await open.HasSongs(7);
    }

    [Fact]
    public async Task Everything_the_page_needs_is_kept_for_offline_use()
    {
        var root = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        var worker = await File.ReadAllTextAsync(Path.Combine(root, "sw.js"));

        Assert.All(
            Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
                .Select(file => "/" + Path.GetRelativePath(root, file).Replace('\\', '/'))
                .Where(path => path is not "/sw.js" and not "/index.html"),
            path => Assert.Contains($"'{path}'", worker, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_that_was_restarted_is_found_again_with_all_that_was_kept()
    {
        var folder = Directory.CreateTempSubdirectory("affekt-restart-").FullName;
        var options = new AffektServerOptions { Urls = ["http://127.0.0.1:0"], DataFolder = folder };
        var first = AffektServer.Build(options, SmallReader.Create());
        await first.StartAsync();
        options = options with { Urls = [.. first.Urls] };
        await using (var open = await browser.Open(address: options.Urls[0]))
        {
            await open.Page.ClickAsync("button[data-emotion=happy]");
            await open.HasSongs(5);
            await open.Page.Locator(".song [data-word=like]").First.ClickAsync();
            await open.Says("toast", "More like ");

            await first.StopAsync();
            await first.DisposeAsync();
            await open.Page.ClickAsync("button[data-emotion=sad]");
            await open.Says("connection", "Affekt does not answer");

            await using var second = AffektServer.Build(options, SmallReader.Create());
            await second.StartAsync();
            await open.Says("connection", "Affekt is back");
            await open.HasSongs(5);
            await open["history-open"].ClickAsync();
            await open.Says("history-words", "Liked: ");
        }
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_server_with_a_token_asks_for_it()
    {
        var folder = Directory.CreateTempSubdirectory("affekt-token-").FullName;
        var options = new AffektServerOptions
        {
            Urls = ["http://127.0.0.1:0"],
            DataFolder = folder,
            AccessToken = "a-token-that-is-long-enough"
        };
        await using (var server = AffektServer.Build(options, SmallReader.Create()))
        {
            await server.StartAsync();
            await using var open = await browser.Open(address: server.Urls.First(), ready: false);

            await open["token-value"].FillAsync("not-the-token-at-all");
            await open["token-value"].PressAsync("Enter");
            await open.Says("token-problem", "not the access token");
            await open["token-value"].FillAsync(options.AccessToken);
            await open["token-value"].PressAsync("Enter");

            await Expect(open["token"]).ToBeHiddenAsync();
            await open.Page.ClickAsync("button[data-emotion=happy]");
            await open.HasSongs(5);
        }
        Directory.Delete(folder, recursive: true);
    }
}
