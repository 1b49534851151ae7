using System.Net.Http.Json;
using System.Text.Json;
using Affekt.Imaging.Jpeg;
using Affekt.Library.Storage;
using Affekt.Server.Hosting;
using Affekt.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Affekt.Server.Tests;

/// <summary>A real server on a free port with a data folder of its own, shared by the tests of a class.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("affekt-server-").FullName;
    private readonly WebApplication _app;

    public ServerFixture() : this(static options => options)
    {
    }

    private ServerFixture(Func<AffektServerOptions, AffektServerOptions> change) => _app = AffektServer.Build(
        change(new AffektServerOptions { Urls = ["http://127.0.0.1:0"], DataFolder = _folder, NewProfileId = ProfileIds.Repeatable() }),
            SmallReader.Create());

    /// <summary>A server that is started otherwise than usual.</summary>
    internal static ServerFixture With(Func<AffektServerOptions, AffektServerOptions> change) => new(change);

    /// <summary>Talks to the server as a program does, without cookies.</summary>
    public HttpClient Client { get; } = new(new HttpClientHandler { UseCookies = false });

    /// <summary>The address it listens on.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>A drawn face as a JPEG.</summary>
    public static byte[] Jpeg { get; } = JpegEncoder.Encode(DrawnFace.Draw(320, 240));

    public async ValueTask InitializeAsync()
    {
        await _app.StartAsync();
        Client.BaseAddress = Address;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Talks to the server as a browser does: with cookies, and saying that it is Affekt's own page that asks.</summary>
    public HttpClient Browser()
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        return client;
    }

    /// <summary>Lets the listeners' file grow no further, as on a full disk, or lifts that.</summary>
    public void FillDisk(bool full) => _app.Services.GetRequiredService<ListenerStore>().LimitPages(full ? 1 : int.MaxValue);

    /// <summary>True when a file in the data folder holds the text, as UTF-8.</summary>
    public bool DataHolds(string text)
    {
        var sought = System.Text.Encoding.UTF8.GetBytes(text);
        // The lock holds nothing, and nobody else may open it.
        return Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories)
            .Where(path => !path.EndsWith(".lock", StringComparison.Ordinal)).Any(path =>
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            file.CopyTo(bytes);
            return bytes.GetBuffer().AsSpan(0, (int)bytes.Length).IndexOf(sought) >= 0;
        });
    }

    /// <summary>Posts a body to the mood endpoint.</summary>
    public Task<HttpResponseMessage> PostMood(byte[] body, string? type = "image/jpeg", string query = "")
    {
        var content = new ByteArrayContent(body);
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        return Client.PostAsync($"/api/v1/mood{query}", content);
    }

    /// <summary>Requires a problem document with a sentence, and gives it.</summary>
    public static async Task<string> ProblemOf(HttpResponseMessage response, int status)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        return problem.GetProperty("detail").GetString()!;
    }
}
