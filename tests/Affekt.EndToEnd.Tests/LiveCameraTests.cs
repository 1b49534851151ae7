using System.Text.RegularExpressions;
using Affekt.Imaging.Decoding;
using Affekt.Imaging.Jpeg;
using Affekt.Testing;
using Affekt.Vision;
using static Microsoft.Playwright.Assertions;

namespace Affekt.EndToEnd.Tests;

/// <summary>A real server with the models that ship, and a camera that shows a real face.</summary>
public sealed class LiveBrowser() : Browser(EmotionReader.Load(Models), FaceFinder.Load(Models), Frame())
{
    private const string DataVariable = "AFFEKT_DATA";

    private static string Models => Path.Combine(Repository.Root, "models");

    private static string? Photo
    {
        get
        {
            var folder = Path.Combine(Environment.GetEnvironmentVariable(DataVariable) ?? "", "faces", "images");
            return Directory.Exists(folder)
                ? Directory.EnumerateFiles(folder, "*.jpg", SearchOption.AllDirectories).Min(StringComparer.Ordinal) : null;
        }
    }

    /// <summary>Skips a test where there is no photo of a face.</summary>
    public static void RequirePhoto() =>
        Assert.SkipUnless(Photo is not null, $"Needs a photo of a face: set {DataVariable} to a folder that holds faces/images.");

    private static byte[] Frame() =>
        JpegEncoder.Encode(Photo is { } photo ? ImageDecoder.Load(photo).Resize(640, 480) : DrawnFace.Draw(640, 480));
}

/// <summary>What a person in front of the camera waits for; docs/lab/performance.md holds the figures of a quiet machine.</summary>
public sealed partial class LiveCameraTests(LiveBrowser browser) : IClassFixture<LiveBrowser>
{
    [Fact]
    public async Task A_real_face_is_found_and_read_again_and_again()
    {
        LiveBrowser.RequirePhoto();
        await using var open = await browser.Open(camera: true);
        var ready = await open.Page.EvaluateAsync<double>("performance.getEntriesByName('ready')[0].startTime");
        await open["camera-open"].ClickAsync();
        var consented = await open.Page.EvaluateAsync<double>("performance.now()");
        await open["consent-yes"].ClickAsync();
        await Expect(open["camera-status"]).ToHaveTextAsync(Reading());
        var read = await open.Page.EvaluateAsync<double>("performance.now()");
        await open["camera-stay"].CheckAsync();

        await Expect(open["camera-pace"]).ToContainTextAsync("readings a second");
        await open.Page.WaitForTimeoutAsync(3000);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"The page could be used after {ready:0} ms, the first reading came {read - consented:0} ms after consent; " +
            $"{await open["camera-pace"].TextContentAsync()}. {await open["camera-pace"].GetAttributeAsync("title")}.");
        Assert.DoesNotContain("middle of the picture", await open.Page.TextContentAsync("body") ?? "", StringComparison.Ordinal);
    }

    [GeneratedRegex("expression looks|Hard to tell")]
    private static partial Regex Reading();
}
