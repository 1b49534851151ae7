using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using Affekt.Imaging.Jpeg;
using Affekt.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Affekt.EndToEnd.Tests;

/// <summary>What leaves the machine when whoever runs the server asks for metrics and traces.</summary>
public sealed class TelemetryTests(PictureFolder pictures) : IClassFixture<PictureFolder>
{
    [Fact]
    public async Task Times_and_counts_are_exported_and_nothing_of_people()
    {
        var exports = new ConcurrentQueue<(string Path, byte[] Body)>();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            exports.Enqueue((context.Request.Path, body.ToArray()));
            context.Response.ContentType = "application/x-protobuf";
        });
        await collector.StartAsync();

        var folder = Directory.CreateTempSubdirectory("affekt-told-").FullName;
        using var process = CommandLine.Start(pictures.Models, start =>
        {
            start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.First();
            start.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
            start.Environment["OTEL_METRIC_EXPORT_INTERVAL"] = start.Environment["OTEL_BSP_SCHEDULE_DELAY"] = "500";
        }, "serve", "--urls", "http://127.0.0.1:0", "--data", folder);
        var picture = JpegEncoder.Encode(DrawnFace.Draw(320, 240));
        try
        {
            var address = new Uri((await process.StandardOutput.ReadLineAsync())!.Split(' ')[3]);
            using var browser = new HttpClient { BaseAddress = address };
            browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
            browser.DefaultRequestHeaders.Add("User-Agent", "affekt-test-agent");
            await browser.PostAsJsonAsync("/api/v1/profiles", new { name = "affekt-test-name" });
            await browser.PutAsJsonAsync("/api/v1/profile/consent", new { version = 1 });
            using var form = new MultipartFormDataContent { { new ByteArrayContent(picture), "image", "affekt-test-picture.jpg" } };
            (await browser.PostAsync("/api/v1/mood", form)).EnsureSuccessStatusCode();
            await browser.GetStringAsync("/api/v1/search?q=padam");
            await browser.PostAsJsonAsync(
                "/api/v1/feedback", new { song = "edith-piaf.padam-padam", kind = "like", valence = 0.1, arousal = 0.2 });

            await Arrived("/v1/metrics", "affekt.mood.step.duration");
            await Arrived("/v1/traces", "read picture");
            await Arrived("/v1/traces", "HttpRequestIn");
            await Arrived("/v1/metrics", "/api/v1/search");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }

        string[] secrets = ["affekt-test-", "padam", "edith", "happy", "surprise", folder, Environment.UserName + "@", "JFIF"];
        foreach (var (path, body) in exports)
        {
            Assert.Contains(path, new[] { "/v1/metrics", "/v1/traces" });
            var text = Encoding.UTF8.GetString(body);
            Assert.All(secrets, word => Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase));
            for (var at = 700; at + 16 < picture.Length; at += 16)
                Assert.True(body.AsSpan().IndexOf(picture.AsSpan(at, 16)) < 0, "A piece of the picture was exported.");
        }

        async Task Arrived(string path, string word)
        {
            for (var tries = 0; !exports.Any(
                export => export.Path == path && Encoding.UTF8.GetString(export.Body).Contains(word, StringComparison.Ordinal)); tries++)
            {
                Assert.True(tries < 600, $"No '{word}' came to {path}.");
                await Task.Delay(100);
            }
        }
    }
}
