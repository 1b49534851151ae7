using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Affekt.Server;
using Affekt.Server.Hosting;
using Affekt.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Affekt.EndToEnd.Tests;

/// <summary>The players of music services in the page: none is asked anything before a click. The services' answers are stood
/// in for, so that no test needs the network.</summary>
public sealed class EmbedTests(Browser browser) : IClassFixture<Browser>, IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("affekt-embed-").FullName;
    private WebApplication _app = null!;

    public async ValueTask InitializeAsync()
    {
        var music = Directory.CreateDirectory(Path.Combine(_folder, "music")).FullName;
        OwnMusic.Write(music, seconds: 3);
        _app = AffektServer.Build(
            new AffektServerOptions
            {
                Urls = ["http://127.0.0.1:0"],
                DataFolder = Path.Combine(_folder, "data"),
                MusicFolders = [music]
            }, SmallReader.Create());
        await _app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        await client.GetStringAsync("/api/v1/imports/1/events"); // to the end of the import of the folder
        using var table = new StringContent("""
            id,title,artist,year,genre,popularity,valence,arousal,source
            0123456789abcdefghIJKL,Framed song,Somebody,2001,pop,50,0.5,0.25,mine
            deezer:12345,Framed second,Somebody,2001,pop,40,0.5,0.25,mine
            youtube:abc-DEF_123,Framed third,Somebody,2001,pop,30,0.5,0.25,mine
            mine.4,Framed fourth,Somebody,2001,pop,20,0.5,0.25,mine
            """, Encoding.UTF8, "text/csv");
        var import = await (await client.PostAsync("/api/v1/imports/table", table)).Content.ReadFromJsonAsync<JsonElement>();
        await client.GetStringAsync($"/api/v1/imports/{import.GetProperty("id").GetInt32()}/events");
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<(OpenPage Open, List<string> Elsewhere)> Find(string words)
    {
        var open = await browser.Open(address: _app.Urls.First());
        var elsewhere = new List<string>();
        open.Page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(_app.Urls.First(), StringComparison.Ordinal))
                elsewhere.Add(request.Url);
        };
        await open.Page.RouteAsync(url => !url.StartsWith(_app.Urls.First(), StringComparison.Ordinal),
            route => route.FulfillAsync(new() { ContentType = "text/html", Body = "<p>A player</p>" }));
        await open["search-words"].FillAsync(words);
        await open["search-words"].PressAsync("Enter");
        await open.Says("music-title", "Found");
        return (open, elsewhere);
    }

    private static ILocator Here(OpenPage open, string service) =>
        open.Page.GetByRole(AriaRole.Button, new() { Name = $"Play on {service} here" });

    [Theory]
    [InlineData("Spotify", "https://open.spotify.com/embed/track/0123456789abcdefghIJKL", "no-referrer")]
    [InlineData("Deezer", "https://widget.deezer.com/widget/auto/track/12345", "no-referrer")]
    [InlineData("YouTube", "https://www.youtube-nocookie.com/embed/abc-DEF_123", "strict-origin")]
    public async Task A_player_comes_by_a_click_and_goes_by_another(string service, string address, string referrer)
    {
        var (open, elsewhere) = await Find("framed");
        await using var closing = open;
        await Expect(open.Page.Locator(".song")).ToHaveCountAsync(4);
        await Expect(open.Page.GetByText("Play on ")).ToHaveCountAsync(4); // three buttons, and the note about them
        await Expect(open["embed-note"]).ToBeVisibleAsync();
        await Expect(Here(open, service)).ToHaveAttributeAsync("aria-describedby", "embed-note");
        await Expect(open.Page.Locator("iframe")).ToHaveCountAsync(0);
        Assert.Empty(elsewhere);

        await Here(open, service).ClickAsync();

        var frame = open.Page.Locator("#embed iframe");
        await Expect(frame).ToHaveAttributeAsync("src", address);
        await Expect(frame).ToHaveAttributeAsync("sandbox", "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox");
        await Expect(frame).ToHaveAttributeAsync("allow", "encrypted-media; fullscreen");
        await Expect(frame).ToHaveAttributeAsync("referrerpolicy", referrer);
        await Expect(frame).ToHaveAttributeAsync("title", new System.Text.RegularExpressions.Regex($"^Framed .* on {service}$"));
        await Expect(frame.ContentFrame.GetByText("A player")).ToBeVisibleAsync();
        Assert.Equal([address], elsewhere);

        await open["embed-close"].ClickAsync();

        await Expect(open.Page.Locator("iframe")).ToHaveCountAsync(0);
        await Expect(open["embed"]).ToBeHiddenAsync();
        await Expect(Here(open, service)).ToBeFocusedAsync();
        Assert.Single(elsewhere);
    }

    [Fact]
    public async Task A_new_mood_does_not_cut_it_and_one_player_makes_room_for_another()
    {
        var (open, _) = await Find("framed");
        await using var closing = open;
        await Here(open, "Spotify").ClickAsync();
        await Here(open, "Deezer").ClickAsync();
        await Expect(open.Page.Locator("iframe")).ToHaveCountAsync(1);

        await open.Page.ClickAsync("button[data-emotion=sad]");
        await open.HasSongs(5);

        await Expect(open.Page.Locator("iframe")).ToHaveAttributeAsync("src", "https://widget.deezer.com/widget/auto/track/12345");
        await Expect(open["embed-note"]).ToBeHiddenAsync();
        await open["embed-close"].ClickAsync();
        await Expect(open["music"]).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Own_music_takes_the_place_of_a_player()
    {
        var (open, _) = await Find("framed");
        await using var closing = open;
        await Here(open, "Spotify").ClickAsync();
        await Expect(open.Page.Locator("iframe")).ToHaveCountAsync(1);
        await open["search-words"].FillAsync("Sine Waves");
        await open["search-words"].PressAsync("Enter");

        await open.Page.Locator(".song-play").First.ClickAsync();

        await Expect(open.Page.Locator("iframe")).ToHaveCountAsync(0);
    }
}
