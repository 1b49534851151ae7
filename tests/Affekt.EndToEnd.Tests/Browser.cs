using Affekt.Imaging.Jpeg;
using Affekt.Server;
using Affekt.Server.Hosting;
using Affekt.Testing;
using Affekt.Vision;
using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;

namespace Affekt.EndToEnd.Tests;

/// <summary>A real server and a real browser whose camera shows a drawn face. Where there is no browser, tests are skipped by
/// name.</summary>
public class Browser : IAsyncLifetime
{
    // Milliseconds. A busy machine may take long.
    private const float Patience = 60_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("affekt-browser-").FullName;
    private readonly WebApplication _app;
    private readonly byte[] _frame;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public Browser() : this(SmallReader.Create(), finder: null, JpegEncoder.Encode(DrawnFace.Draw(640, 480)))
    {
    }

    /// <param name="reader">What the server reads expressions with.</param>
    /// <param name="finder">What it finds faces with; null takes the middle.</param>
    /// <param name="frame">A JPEG of 640x480: what the camera shows.</param>
    private protected Browser(EmotionReader reader, IFaceFinder? finder, byte[] frame)
    {
        _frame = frame;
        var music = Directory.CreateDirectory(Path.Combine(_folder, "music")).FullName;
        OwnMusic.Write(music);
        // localhost is bound once for each of its two addresses, which a free port cannot be.
        _app = AffektServer.Build(
            new AffektServerOptions
            {
                // Lists stand still while a test looks at them.
                Listen = false,
                Urls = ["http://127.0.0.1:0"],
                DataFolder = Path.Combine(_folder, "data"),
                MusicFolders = [music],
                NewProfileId = ProfileIds.Repeatable()
            }, reader, finder);
    }

    private static string? Chromium =>
        new[] { Environment.GetEnvironmentVariable("AFFEKT_CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    /// <summary>A drawn face in a file.</summary>
    public string Face => Path.Combine(_folder, "face.jpg");

    /// <summary>A text in a file that is called a picture.</summary>
    public string Letter => Path.Combine(_folder, "letter.jpg");

    /// <summary>The server's address.</summary>
    public string Address => _app.Urls.First();

    public async ValueTask InitializeAsync()
    {
        if (Chromium is null)
            return;
        await _app.StartAsync();
        File.WriteAllBytes(Face, _frame);
        File.WriteAllText(Letter, "A letter, not a picture.");
        // Motion JPEG is one picture after another.
        File.WriteAllBytes(Path.Combine(_folder, "camera.mjpeg"), [.. Enumerable.Repeat(_frame, 30).SelectMany(f => f)]);
        _playwright = await Playwright.CreateAsync();
        Assertions.SetDefaultExpectTimeout(Patience);
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Chromium,
            Args =
            [
                "--no-sandbox", "--use-fake-device-for-media-stream",
                $"--use-file-for-fake-video-capture={Path.Combine(_folder, "camera.mjpeg")}",
            ],
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the page in a window of its own.</summary>
    /// <param name="width">Of the window.</param>
    /// <param name="height">Of the window.</param>
    /// <param name="scheme">Light or dark.</param>
    /// <param name="camera">Whether the browser lets the page use the camera.</param>
    /// <param name="scale">Device pixels a pixel.</param>
    /// <param name="address">Another server than this one.</param>
    /// <param name="script">Runs in the page before its own code.</param>
    /// <param name="ready">Whether to wait until the page can be used.</param>
    public async Task<OpenPage> Open(
        int width = 1366, int height = 900, ColorScheme scheme = ColorScheme.Light, bool camera = false, float scale = 1,
            string? address = null, string? script = null, bool ready = true)
    {
        Assert.SkipWhen(_browser is null, "No chromium: install it (Debian: apt-get install chromium) or set AFFEKT_CHROMIUM to its path.");
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
            DeviceScaleFactor = scale,
            HasTouch = width < 600,
            Permissions = camera ? ["camera"] : [],
        });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(Patience);
        var open = new OpenPage(context, page);
        if (script is not null)
            await page.AddInitScriptAsync(script);
        await page.GotoAsync(address ?? Address);
        if (ready)
            await page.WaitForSelectorAsync(
                "html[data-ready=yes]", new PageWaitForSelectorOptions { State = WaitForSelectorState.Attached });
        return open;
    }
}

/// <summary>An open page that fails its test when the browser complains, about broken code or a breach of the content policy.</summary>
public sealed class OpenPage : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];

    internal OpenPage(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.PageError += (_, message) => _complaints.Add(message);
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                _complaints.Add(message.Text);
        };
    }

    /// <summary>The page itself.</summary>
    public IPage Page { get; }

    /// <summary>The part of the page with an id.</summary>
    public ILocator this[string id] => Page.Locator("#" + id);

    /// <summary>Waits for a number of songs.</summary>
    public async Task HasSongs(int count)
    {
        await Assertions.Expect(Page.Locator(".songs:not(.waiting) .song")).ToHaveCountAsync(count);
        await Assertions.Expect(Page.Locator(".stops span")).ToHaveCountAsync(count);
    }

    /// <summary>Waits for words in a part.</summary>
    public Task Says(string id, string words) => Assertions.Expect(this[id]).ToContainTextAsync(words);

    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        Assert.Empty(_complaints);
    }
}
