using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Affekt.Imaging;
using Affekt.Imaging.Jpeg;
using Affekt.Server.Hosting;
using Affekt.Testing;
using Affekt.Vision;
using Microsoft.AspNetCore.Builder;

namespace Affekt.Server.Tests;

/// <summary>Pictures that are in order but not what is expected, read with the models that are shipped: each has a kind answer.</summary>
public sealed class OddPictureTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("affekt-odd-").FullName;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    private static string Models([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "models"));

    public async ValueTask InitializeAsync()
    {
        _app = AffektServer.Build(
            new AffektServerOptions { Urls = ["http://127.0.0.1:0"], DataFolder = _folder }, EmotionReader.Load(Models()),
                FaceFinder.Load(Models()));
        await _app.StartAsync();
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static readonly Dictionary<string, Func<Image>> Pictures = new()
    {
        ["a white sheet"] = () => Drawn(320, 240, (_, _) => (255, 255, 255)),
        ["the dark"] = () => Drawn(320, 240, (_, _) => (0, 0, 0)),
        ["a landscape"] = () => Drawn(640, 480, (u, v) =>
            In(u, v, .5, -.5, .15, .15) ? (255, 240, 160) : v < .1 + .1 * Math.Sin(5 * u) ? (120, 170, 230) : (90, 140, 70)),
        ["noise"] = () =>
        {
            var random = new Random(1);
            return Drawn(320, 240, (_, _) => (random.Next(256), random.Next(256), random.Next(256)));
        },
        ["three people"] = () => Beside(DrawnFace.Draw(240, 240), DrawnFace.Draw(160, 240), DrawnFace.Draw(320, 240)),
        ["a cartoon face"] = () => Drawn(480, 480, (u, v) =>
            In(Math.Abs(u), v, .28, -.2, .08, .16) || (v > .15 && In(u, v, 0, .15, .42, .38) && !In(u, v, 0, .1, .45, .3))
                ? (20, 20, 20) : In(u, v, 0, 0, .85, .85) ? (255, 215, 40) : (255, 255, 255)),
        ["a dog"] = () => Drawn(480, 480, (u, v) =>
            In(u, v, 0, .22, .12, .08) || In(Math.Abs(u), v, .25, -.15, .07, .07) ? (20, 15, 15)
            : In(u, v, 0, .62, .1, .16) ? (225, 110, 120)
            : In(u, v, 0, .35, .32, .28) ? (235, 215, 190)
            : In(Math.Abs(u), v, .55, -.1, .16, .45) ? (95, 60, 35)
            : In(u, v, 0, 0, .55, .65) ? (165, 115, 70) : (150, 190, 140)),
        ["one pixel"] = () => Drawn(1, 1, (_, _) => (200, 150, 120)),
        ["a long strip"] = () => Drawn(2000, 3, (u, _) => ((int)(127 + 127 * u), 100, 100)),
    };

    public static TheoryData<string> Names => [.. Pictures.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_picture_of_something_else_is_answered(string name)
    {
        var picture = Pictures[name]();
        using var body = new ByteArrayContent(PngEncoder.Encode(picture)) { Headers = { ContentType = new("image/png") } };

        var response = await _client.PostAsync("/api/v1/mood", body);

        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((picture.Width, picture.Height), (answer.GetProperty("width").GetInt32(), answer.GetProperty("height").GetInt32()));
        var faces = answer.GetProperty("faces").EnumerateArray().ToList();
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {faces.Count} faces. {string.Join(' ', faces)}");
        Assert.Equal(faces.Count > 0 ? 5 : 0, answer.GetProperty("songs").GetArrayLength());
        Assert.All(faces, face =>
        {
            Assert.Equal(1, face.GetProperty("probabilities").EnumerateObject().Sum(p => p.Value.GetDouble()), 4);
            Assert.InRange(face.GetProperty("valence").GetDouble(), -1, 1);
            var box = face.GetProperty("box");
            Assert.True(box.GetProperty("x").GetDouble() < picture.Width && box.GetProperty("y").GetDouble() < picture.Height);
            Assert.True(box.GetProperty("x").GetDouble() + box.GetProperty("width").GetDouble() > 0
                && box.GetProperty("y").GetDouble() + box.GetProperty("height").GetDouble() > 0);
        });
    }

    [Theory]
    [InlineData("a white sheet")]
    [InlineData("the dark")]
    [InlineData("a landscape")]
    public async Task Where_there_is_no_face_none_is_claimed(string name)
    {
        using var body = new ByteArrayContent(JpegEncoder.Encode(Pictures[name]()));

        var answer = await (await _client.PostAsync("/api/v1/mood", body)).Content.ReadFromJsonAsync<JsonElement>();

        Assert.Empty(answer.GetProperty("faces").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("target").ValueKind);
    }

    // u and v run from -1 to 1 over the picture's height, from its middle.
    private static Image Drawn(int width, int height, Func<double, double, (int R, int G, int B)> colourAt)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < width * height; i++)
        {
            var (r, g, b) = colourAt((2.0 * (i % width) - width) / height, 2.0 * (i / width) / height - 1);
            (pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]) = ((byte)r, (byte)g, (byte)b);
        }
        return new Image(width, height, 3, pixels);
    }

    private static Image Beside(params Image[] images)
    {
        var whole = new Image(images.Sum(image => image.Width), images[0].Height, 3);
        for (var (i, left) = (0, 0); i < images.Length; left += images[i++].Width)
        {
            for (var y = 0; y < whole.Height; y++)
                images[i].Pixels.AsSpan(3 * y * images[i].Width, 3 * images[i].Width)
                    .CopyTo(whole.Pixels.AsSpan(3 * (y * whole.Width + left)));
        }
        return whole;
    }

    private static bool In(double u, double v, double centreU, double centreV, double radiusU, double radiusV) =>
        (u - centreU) * (u - centreU) / (radiusU * radiusU) + (v - centreV) * (v - centreV) / (radiusV * radiusV) < 1;
}
