using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Affekt.EndToEnd.Tests;

public class PageTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_word_brings_five_songs_with_reasons_and_links()
    {
        await using var open = await browser.Open();

        await open.Page.ClickAsync("button[data-emotion=happy]");

        await open.HasSongs(5);
        await open.Says("statement", "You said: happy.");
        await Expect(open.Page.Locator(".song .reason").First).Not.ToBeEmptyAsync();
        await Expect(open.Page.Locator(".song").First.Locator(".links a")).ToHaveCountAsync(4);
        Assert.StartsWith("https://", await open.Page.Locator(".song .links a").First.GetAttributeAsync("href"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_photo_is_read_after_consent()
    {
        await using var open = await browser.Open();

        await open["photo"].SetInputFilesAsync(browser.Face);
        await Expect(open["consent"]).ToBeVisibleAsync();
        await Expect(open["reading"]).ToBeHiddenAsync();
        await open["consent-yes"].ClickAsync();

        await Expect(open["reading"]).ToBeVisibleAsync();
        await open.HasSongs(5);
        await open.Says("statement", "Your expression looks ");
        await Expect(open.Page.Locator("#bars li")).ToHaveCountAsync(7);
        await open.Says("crop-caption", "middle of the picture");
        await open.Says("reading", "An expression is not a feeling");
    }

    [Fact]
    public async Task Without_consent_nothing_is_sent()
    {
        await using var open = await browser.Open();
        var sent = new List<string>();
        open.Page.Request += (_, request) => sent.Add(request.Method);

        await open["photo"].SetInputFilesAsync(browser.Face);
        await open["consent-no"].ClickAsync();
        await Expect(open["consent"]).ToBeHiddenAsync();

        Assert.DoesNotContain("POST", sent);
        await Expect(open["reading"]).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Consent_is_remembered_and_can_be_taken_back()
    {
        await using var open = await browser.Open();
        await open["photo"].SetInputFilesAsync(browser.Face);
        await open["consent-yes"].ClickAsync();
        await open.HasSongs(5);

        await open["settings-open"].ClickAsync();
        await open.Says("consent-state", "Me agreed on");
        await open["consent-withdraw"].ClickAsync();
        await open.Says("consent-state", "You have not agreed");
        await open.Page.Locator("#settings button[value=close]").ClickAsync();

        await Expect(open["reading"]).ToBeHiddenAsync();
        await open["photo"].SetInputFilesAsync(browser.Face);
        await Expect(open["consent"]).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_file_that_is_no_picture_is_explained()
    {
        await using var open = await browser.Open();

        await open["photo"].SetInputFilesAsync(browser.Letter);
        await open["consent-yes"].ClickAsync();

        await open.Says("problem", "cannot be opened as a picture");
    }

    [Fact]
    public async Task A_mode_changes_the_songs_and_shows_its_target()
    {
        await using var open = await browser.Open();
        await open.Page.ClickAsync("button[data-emotion=sad]");
        await open.HasSongs(5);
        await Expect(open.Page.Locator(".target")).ToBeHiddenAsync();

        await open.Page.CheckAsync("input[value=lift]");

        await open.Says("music-title", "Songs that lift");
        await Expect(open.Page.Locator(".target")).ToBeVisibleAsync();
        await open.HasSongs(5);
    }

    [Fact]
    public async Task A_journey_is_drawn_with_a_stop_for_each_song()
    {
        await using var open = await browser.Open();
        await open.Page.ClickAsync("button[data-emotion=sad]");
        await open.Page.CheckAsync("input[value=calm]");

        await open["journey"].CheckAsync();

        await open.HasSongs(7);
        await open.Says("music-title", "A journey of 7 songs");
        await Expect(open.Page.Locator(".path")).ToHaveAttributeAsync("d", new System.Text.RegularExpressions.Regex("^M.*C"));
    }

    [Fact]
    public async Task The_point_is_moved_with_the_arrow_keys()
    {
        await using var open = await browser.Open();

        await open["point"].FocusAsync();
        for (var i = 0; i < 8; i++)
            await open.Page.Keyboard.PressAsync("ArrowRight");
        for (var i = 0; i < 10; i++)
            await open.Page.Keyboard.PressAsync("ArrowDown");

        await open.HasSongs(5);
        await open.Says("statement", "You chose: pleasant and quiet.");
        await Expect(open["point"]).ToHaveAttributeAsync("aria-valuetext", "pleasant and quiet: valence 0.40, arousal -0.50");
    }

    [Fact]
    public async Task The_point_is_placed_with_the_pointer_and_dragged()
    {
        await using var open = await browser.Open();
        var box = (await open["plane"].BoundingBoxAsync())!;
        (float X, float Y) At(double u, double v) => ((float)(box.X + u * box.Width), (float)(box.Y + v * box.Height));

        var (x, y) = At(.2, .25);
        await open.Page.Mouse.ClickAsync(x, y);
        await open.HasSongs(5);
        await open.Says("statement", "unpleasant and");

        await open.Page.Mouse.MoveAsync(x, y);
        await open.Page.Mouse.DownAsync();
        (x, y) = At(.85, .8);
        await open.Page.Mouse.MoveAsync(x, y, new() { Steps = 5 });
        await open.Page.Mouse.UpAsync();

        await open.Says("statement", "very pleasant and");
        await open.HasSongs(5);
    }

    [Fact]
    public async Task A_correction_wins_over_the_reading()
    {
        await using var open = await browser.Open();
        await open["photo"].SetInputFilesAsync(browser.Face);
        await open["consent-yes"].ClickAsync();
        await Expect(open["reading"]).ToBeVisibleAsync();

        await open.Page.ClickAsync("button[data-emotion=surprise]");

        await open.Says("statement", "You said: surprise.");
        await Expect(open["reading"]).ToBeHiddenAsync();
        await open.HasSongs(5);
    }

    [Fact]
    public async Task The_camera_reads_until_the_mood_is_used()
    {
        await using var open = await browser.Open(camera: true);

        await open["camera-open"].ClickAsync();
        await Expect(open["camera"]).ToBeHiddenAsync();
        await open["consent-yes"].ClickAsync();

        await Expect(open["camera"]).ToBeVisibleAsync();
        await open.Says("camera-status", "expression looks");
        await Expect(open["camera"]).ToBeHiddenAsync();
        await open.HasSongs(5);
        Assert.True(await open.Page.EvaluateAsync<bool>("document.getElementById('video').srcObject === null"));
    }

    [Fact]
    public async Task A_camera_that_stays_on_can_be_stopped()
    {
        await using var open = await browser.Open(camera: true);
        await open["camera-open"].ClickAsync();
        await open["consent-yes"].ClickAsync();
        await open["camera-stay"].CheckAsync();
        await open.Says("camera-status", "expression looks");

        await open["camera-stop"].ClickAsync();

        await Expect(open["camera"]).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_blocked_camera_is_explained()
    {
        await using var open = await browser.Open();

        await open["camera-open"].ClickAsync();
        await open["consent-yes"].ClickAsync();

        await open.Says("problem", "does not allow the camera");
    }

    [Fact]
    public async Task A_server_that_went_away_is_explained_and_found_again()
    {
        await using var open = await browser.Open();
        await open.Page.Context.SetOfflineAsync(true);

        await open.Page.ClickAsync("button[data-emotion=fear]");

        await open.Says("connection", "Affekt does not answer");
        await open.HasSongs(5);
        await open.Says("songs", "from memory");

        await open.Page.Context.SetOfflineAsync(false);
        await Expect(open["connection"]).ToBeHiddenAsync();
        await Expect(open["songs"]).Not.ToContainTextAsync("from memory");
        await open.HasSongs(5);
    }

    [Theory]
    [InlineData(360, 740)]
    [InlineData(768, 1024)]
    [InlineData(1366, 900)]
    public async Task Everything_fits_and_can_be_touched(int width, int height)
    {
        await using var open = await browser.Open(width, height);
        await open.Page.ClickAsync("button[data-emotion=neutral]");
        await open.HasSongs(5);

        Assert.True(await open.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"),
            "The page scrolls sideways.");
        var small = await open.Page.EvaluateAsync<string[]>("""
            [...document.querySelectorAll('main button, main a, main label:not(.unseen), header button, [role=slider]')]
              .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 43.5)
              .map(e => e.outerHTML.slice(0, 80))
            """);
        Assert.Empty(small);
    }

    [Fact]
    public async Task Everything_that_can_be_used_has_a_name()
    {
        await using var open = await browser.Open();
        await open.Page.ClickAsync("button[data-emotion=happy]");
        await open.HasSongs(5);

        var tree = await open.Page.Locator("body").AriaSnapshotAsync();

        Assert.DoesNotMatch(@"(?m)- (button|link|slider|radio|checkbox|dialog)\s*(\[.*\])?:?\s*$", tree);
        Assert.Contains("heading \"You said: happy.\" [level=1]", tree, StringComparison.Ordinal);
        Assert.Contains("radio \"Lift", tree, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("affekt", 1366, 900, ColorScheme.Light)]
    [InlineData("affekt-dark", 1366, 900, ColorScheme.Dark)]
    [InlineData("affekt-phone", 390, 844, ColorScheme.Dark)]
    public async Task Pictures_for_the_documents(string name, int width, int height, ColorScheme scheme)
    {
        await using var open = await browser.Open(width, height, scheme, scale: 1);
        await open.Page.ClickAsync("button[data-emotion=sad]");
        await open.Page.CheckAsync("input[value=lift]");
        await open["journey"].CheckAsync();
        await open.HasSongs(7);
        await open.Page.EvaluateAsync("scrollTo(0, 0)");

        await Save(open, name);
    }

    [Theory]
    [InlineData("player", 1366, ColorScheme.Light)]
    [InlineData("player-phone", 390, ColorScheme.Dark)]
    [InlineData("player-dark", 1366, ColorScheme.Dark)]
    public async Task Pictures_of_own_music(string name, int width, ColorScheme scheme)
    {
        await using var open = await browser.Open(width, 900, scheme);
        await open["search-words"].FillAsync("Sine Waves");
        await open["search-words"].PressAsync("Enter");
        await open.Page.Locator(".song-play").First.ClickAsync();
        await open.Page.Locator(".song .links .small").Last.ClickAsync();
        await open["player-queue"].ClickAsync();
        await Expect(open["player-cover"]).ToBeVisibleAsync();

        await Save(open, name);
    }

    [Theory]
    [InlineData("settings", 1366, ColorScheme.Light)]
    [InlineData("settings-phone", 390, ColorScheme.Dark)]
    [InlineData("history", 1366, ColorScheme.Light)]
    [InlineData("history-phone", 390, ColorScheme.Dark)]
    public async Task Pictures_of_the_dialogs(string name, int width, ColorScheme scheme)
    {
        await using var open = await browser.Open(width, 900, scheme);
        await open["settings-open"].ClickAsync();
        await open["profile-new"].FillAsync("Ada");
        await open["profile-create"].ClickAsync();
        await Expect(open["profile-export"]).ToBeVisibleAsync();
        await open.Page.Keyboard.PressAsync("Escape");
        foreach (var emotion in new[] { "sad", "neutral", "angry", "neutral", "surprise", "happy" })
        {
            await open.Page.ClickAsync($"button[data-emotion={emotion}]");
            await open.HasSongs(5);
        }
        await open.Page.Locator(".song [data-word=like]").First.ClickAsync();
        await open.Says("toast", "More like");
        await open[$"{name.Split('-')[0]}-open"].ClickAsync();
        await Expect(open[name.Split('-')[0]]).ToBeVisibleAsync();

        await Save(open, name);
    }

    [Theory]
    [InlineData("camera", 1366, ColorScheme.Light)]
    [InlineData("camera-phone", 390, ColorScheme.Light)]
    public async Task Pictures_of_the_camera(string name, int width, ColorScheme scheme)
    {
        await using var open = await browser.Open(width, 900, scheme, camera: true);
        await open["camera-open"].ClickAsync();
        await open["consent-yes"].ClickAsync();
        await open["camera-stay"].CheckAsync();
        await open.Says("camera-status", "expression looks");
        await Expect(open["camera-pace"]).Not.ToBeEmptyAsync();

        await Save(open, name);
    }

    private static async Task Save(OpenPage open, string name)
    {
        var picture = await open.Page.ScreenshotAsync();

        // The documents' own pictures change only when someone asks for it.
        var folder = Environment.GetEnvironmentVariable("AFFEKT_UPDATE_SNAPSHOTS") is { Length: > 0 } ? Repository.Pictures
            : Path.Combine(Repository.Root, "artifacts", "pictures");
        File.WriteAllBytes(Path.Combine(Directory.CreateDirectory(folder).FullName, name + ".png"), picture);
        Assert.True(picture.Length > 20_000);
    }
}
