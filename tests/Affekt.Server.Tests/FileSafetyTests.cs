using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Affekt.Server.Hosting;
using Affekt.Testing;

namespace Affekt.Server.Tests;

/// <summary>What the server opens, and who may open what it keeps.</summary>
public sealed class FileSafetyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("affekt-files-").FullName;

    private string Data => Path.Combine(_folder, "data");

    private string Music => Path.Combine(_folder, "music");

    private AffektServerOptions Options => new() { Urls = ["http://127.0.0.1:0"], DataFolder = Data };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_folder_and_files_that_were_open_to_others_are_closed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions.");
        if (OperatingSystem.IsWindows())
            return;
        await using (AffektServer.Build(Options, SmallReader.Create()))
        {
        }
        const UnixFileMode Everybody = (UnixFileMode)0b111_111_111;
        File.SetUnixFileMode(Data, Everybody);
        foreach (var file in Directory.EnumerateFiles(Data))
            File.SetUnixFileMode(file, Everybody);

        await using var app = AffektServer.Build(Options, SmallReader.Create());
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        await client.PostAsJsonAsync("/api/v1/profiles", new { name = "Ada" });

        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(Data));
        foreach (var file in Directory.EnumerateFiles(Data))
            Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode(file));
        Assert.True(Directory.EnumerateFiles(Data, "*.db*").Count() >= 3);
    }

    [Fact]
    public async Task A_second_server_on_the_same_folder_refuses_and_names_the_first()
    {
        await using (AffektServer.Build(Options, SmallReader.Create()))
        {
            var refused = Assert.Throws<IOException>(() => AffektServer.Build(Options, SmallReader.Create()));

            Assert.Contains($"process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
            Assert.Contains("--data", refused.Message, StringComparison.Ordinal);
        }
        await using var later = AffektServer.Build(Options, SmallReader.Create());
    }

    [Fact]
    public async Task Tables_of_an_import_that_was_killed_are_removed_at_the_start()
    {
        var left = Path.Combine(Directory.CreateDirectory(Path.Combine(Data, "imports")).FullName, "0123456789abcdef.import");
        await File.WriteAllTextAsync(left, "title,artist\nA,B\n");

        await using var app = AffektServer.Build(Options, SmallReader.Create());

        Assert.False(File.Exists(left));
    }

    [Fact]
    public async Task A_pipe_among_the_music_stops_no_import()
    {
        OwnMusic.Write(Directory.CreateDirectory(Music).FullName, seconds: 1);
        Assert.SkipUnless(await Made("mkfifo", Path.Combine(Music, "pipe.mp3")), "Needs mkfifo, which Unix systems have.");
        await using var app = AffektServer.Build(Options with { MusicFolders = [Music] }, SmallReader.Create());
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()), Timeout = TimeSpan.FromSeconds(60) };

        var last = await Last(client, 1);

        Assert.Equal("done", last.GetProperty("state").GetString());
        Assert.Equal(OwnMusic.Songs.Count, last.GetProperty("added").GetInt32());
        Assert.Equal(1, last.GetProperty("skipped").GetInt32());
    }

    [Fact]
    public void A_link_through_a_linked_folder_leads_nowhere()
    {
        OwnMusic.Write(Directory.CreateDirectory(Music).FullName, seconds: 1);
        var own = Directory.EnumerateFiles(Music, "*.flac", SearchOption.AllDirectories).First();
        var outside = Directory.CreateDirectory(Path.Combine(_folder, "outside")).FullName;
        OwnMusic.Write(outside, seconds: 1);
        // music/inner leads out, and a song within music leads through it by a name that lies in music.
        Directory.CreateSymbolicLink(Path.Combine(Music, "inner"), outside);
        var song = Directory.EnumerateFiles(outside, "*.flac", SearchOption.AllDirectories).First();
        var through = Path.Combine(Music, "inner", Path.GetRelativePath(outside, song));
        var link = Path.Combine(Music, "looks-own.flac");
        File.CreateSymbolicLink(link, through);

        var folders = new Library.Folders.MusicFolders([Music]);

        Assert.False(folders.Allows(link));
        Assert.False(folders.Allows(through));
        Assert.True(folders.Allows(own));
    }

    [Fact]
    public async Task A_stopped_import_ends_within_a_moment()
    {
        await using var app = AffektServer.Build(Options, SmallReader.Create());
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        var table = "title,artist,valence,arousal\n" + string.Concat(
            Enumerable.Range(0, 300_000).Select(i => $"Song {i},Artist {i % 999},0.5,0.5\n"));
        var content = new StringContent(table);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        Assert.Equal(HttpStatusCode.Accepted, (await client.PostAsync("/api/v1/imports/table", content)).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await client.DeleteAsync("/api/v1/imports/1")).StatusCode);

        Assert.Equal("stopped", (await Last(client, 1)).GetProperty("state").GetString());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Data, "imports")));
    }

    private static async Task<JsonElement> Last(HttpClient client, int id)
    {
        using var stream = await client.GetStreamAsync($"/api/v1/imports/{id}/events");
        using var reader = new StreamReader(stream);
        var last = "";
        while (await reader.ReadLineAsync() is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                last = line["data: ".Length..];
        }
        return JsonDocument.Parse(last).RootElement;
    }

    private static async Task<bool> Made(string program, string path)
    {
        try
        {
            using var process = Process.Start(program, [path]);
            await process.WaitForExitAsync();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
