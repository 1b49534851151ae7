using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Affekt.Server.Hosting;
using Affekt.Testing;
using Microsoft.AspNetCore.Builder;

namespace Affekt.Server.Tests;

/// <summary>A server whose data lies on a file system of four megabytes, which is filled up and emptied again.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("affekt-full-").FullName;
    private WebApplication? _app;
    private HttpClient? _client;
    private bool _isMounted;

    public async ValueTask InitializeAsync()
    {
        _isMounted = OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", _folder);
        if (!_isMounted)
            return;
        _app = AffektServer.Build(new AffektServerOptions { Urls = ["http://127.0.0.1:0"], DataFolder = _folder }, SmallReader.Create());
        await _app.StartAsync();
        _client = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        if (_app is not null)
            await _app.DisposeAsync();
        if (_isMounted)
            Run("umount", _folder);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_disk_that_was_full_harms_nothing_once_there_is_space_again()
    {
        Assert.SkipUnless(_isMounted, "Mounting a small file system needs root on Linux: run this test with sudo.");
        Assert.Equal("ready", await _client!.GetStringAsync("/readyz"));
        Fill("filler");
        HttpStatusCode answer;
        var tries = 0;
        while ((answer = await Create()) == HttpStatusCode.Created && ++tries < 500)
        {
        }
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer);
        // What the failed write gave back is taken as well.
        Fill("more");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await Create());
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await Readiness());

        File.Delete(Path.Combine(_folder, "filler"));
        File.Delete(Path.Combine(_folder, "more"));

        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.Created, await Create());
        Assert.Equal(HttpStatusCode.OK, await Readiness());
        Assert.Equal(HttpStatusCode.Created, (await _client.PostAsJsonAsync(
            "/api/v1/feedback", new { song = "edith-piaf.padam-padam", kind = "like", valence = 0, arousal = 0 })).StatusCode);
    }

    private async Task<HttpStatusCode> Create() =>
        (await _client!.PostAsJsonAsync("/api/v1/profiles", new { name = "Ada" })).StatusCode;

    private async Task<HttpStatusCode> Readiness()
    {
        // An answer is good for a second.
        await Task.Delay(1100);
        return (await _client!.GetAsync("/readyz")).StatusCode;
    }

    private void Fill(string name)
    {
        using var file = new FileStream(Path.Combine(_folder, name), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
                file.Write(new byte[512]);
        }
        catch (IOException)
        {
            // Full, as it should be.
        }
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
