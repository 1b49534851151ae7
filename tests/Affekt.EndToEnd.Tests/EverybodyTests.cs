using System.Text.Json;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Affekt.EndToEnd.Tests;

/// <summary>The page for everybody: keyboard alone, and the rules that a program can check.</summary>
public class EverybodyTests(Browser browser) : IClassFixture<Browser>
{
    private static string? Axe =>
        Environment.GetEnvironmentVariable("AFFEKT_AXE") is { Length: > 0 } path && File.Exists(path) ? path : null;

    // Presses Tab until the wanted part has the focus.
    private static async Task TabTo(OpenPage open, string selector)
    {
        for (var i = 0; i < 120; i++)
        {
            await open.Page.Keyboard.PressAsync("Tab");
            if (await open.Page.EvaluateAsync<bool>("selector => document.activeElement?.matches(selector) ?? false", selector))
                return;
        }
        Assert.Fail($"Tab never came to {selector}.");
    }

    [Fact]
    public async Task Everything_is_done_by_keyboard_alone()
    {
        await using var open = await browser.Open();
        var keys = open.Page.Keyboard;

        // A profile, own music only.
        await TabTo(open, "#settings-open");
        await keys.PressAsync("Enter");
        await TabTo(open, "#profile-new");
        await keys.TypeAsync("Kay");
        await TabTo(open, "#profile-create");
        await keys.PressAsync("Enter");
        await Expect(open["profile-select"].Locator("option:checked")).ToHaveTextAsync("Kay");
        await keys.PressAsync("Escape");
        await Expect(open["settings-open"]).ToBeFocusedAsync();

        // The mood by arrows, the mode, a journey.
        await TabTo(open, "#point");
        for (var i = 0; i < 6; i++)
            await keys.PressAsync("ArrowLeft");
        await open.HasSongs(5);
        await TabTo(open, "#journey");
        await keys.PressAsync("Space");
        await open.HasSongs(7);
        await TabTo(open, "input[name=mode]");
        await keys.PressAsync("ArrowRight");
        await Expect(open.Page.Locator("input[value=lift]")).ToBeCheckedAsync();

        // A song is liked, and that is taken back.
        await TabTo(open, "[data-word=like]");
        await keys.PressAsync("Enter");
        await open.Says("toast", "More like");
        await TabTo(open, "#toast-undo");
        await keys.PressAsync("Enter");
        await Expect(open["toast"]).ToBeHiddenAsync();

        // An own song is found and played, paused and closed.
        await TabTo(open, "#search-words");
        await keys.TypeAsync("Morning Lake");
        await keys.PressAsync("Enter");
        await open.Says("music-title", "Found");
        await TabTo(open, ".song-play");
        await keys.PressAsync("Enter");
        await Expect(open["player-toggle"]).ToHaveAttributeAsync("aria-label", "Pause");
        await TabTo(open, "#player-seek");
        await keys.PressAsync("ArrowRight");
        await TabTo(open, "#player-close");
        await keys.PressAsync("Enter");
        await Expect(open["player"]).ToBeHiddenAsync();

        // Consent is asked for and refused by keyboard.
        await TabTo(open, "#camera-open");
        await keys.PressAsync("Enter");
        await Expect(open["consent"]).ToBeVisibleAsync();
        await TabTo(open, "#consent-no");
        await keys.PressAsync("Enter");
        await Expect(open["consent"]).ToBeHiddenAsync();
    }

    [Theory]
    [InlineData(1366, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Axe_finds_no_violation(int width, ColorScheme scheme)
    {
        Assert.SkipWhen(Axe is null,
            "No axe-core: get it with `npm pack axe-core`, unpack it, and set AFFEKT_AXE to the path of axe.min.js.");
        await using var open = await browser.Open(width, 900, scheme, camera: true);
        var axe = await File.ReadAllTextAsync(Axe);

        async Task Check(string where)
        {
            await open.Page.EvaluateAsync(axe);
            var found = await open.Page.EvaluateAsync<JsonElement>("""
                async () => (await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })).violations
                  .map(v => `${v.id}: ${v.nodes.map(n => `${n.target} (${n.any.concat(n.all, n.none).map(c => c.message)[0] ?? ''})`).join(' | ')}`)
                """);
            Assert.True(found.GetArrayLength() == 0, $"{where}: {found}");
        }

        await Check("at first");
        await open["search-words"].FillAsync("Sine Waves");
        await open["search-words"].PressAsync("Enter");
        await open.Page.Locator(".song-play").First.ClickAsync();
        await open["player-queue"].ClickAsync();
        await Check("player and queue");
        await open["player-close"].ClickAsync();
        await open["camera-open"].ClickAsync();
        await Check("consent");
        await open["consent-yes"].ClickAsync();
        await open["camera-stay"].CheckAsync();
        await open.Says("camera-status", "expression looks");
        await Check("camera");
        await open["camera-stop"].ClickAsync();
        await open.Page.ClickAsync("button[data-emotion=happy]");
        await open.HasSongs(5);
        await open.Page.Locator(".song [data-word=like]").First.ClickAsync();
        await open.Says("toast", "More like");
        await Check("songs");
        foreach (var dialog in new[] { "history", "settings", "about" })
        {
            await open[$"{dialog}-open"].ClickAsync();
            await Expect(open[dialog]).ToBeVisibleAsync();
            await Check(dialog);
            await open.Page.Keyboard.PressAsync("Escape");
        }
    }
}
