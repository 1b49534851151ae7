using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Affekt.Music.Playlists;

namespace Affekt.Library.Tests;

/// <summary>Playlists of ours, read by the Music Player Daemon where it is installed.</summary>
public sealed class MpdPlaylistTests : IDisposable
{
    // Names that have broken players.
    private static readonly string[] Names =
    [
        "plain", "with blank", "Überall", "夜の電車", "ليلة طويلة", "#1 hit", "a#b", "100% sure", "50%20off", "a & b <c>", "it's", "say \"hi\"",
        "semi;colon", "question?", "a+b=c", "[bracket]", "{brace}", "tilde~", "comma, and", "dot.", "ünï\u0301", "back\\slash", "x - y - z",
    ];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(PlaylistFormat.M3U8, false)]
    [InlineData(PlaylistFormat.Xspf, true)]
    public async Task Mpd_reads_every_song_of_a_playlist_with_paths_from_its_music_folder(PlaylistFormat format, bool plain)
    {
        var music = Directory.CreateDirectory(_folder.File("music")).FullName;
        List<Track> songs = [];
        foreach (var name in Names)
        {
            var file = Path.Combine(music, name + ".mp3");
            AudioFiles.WriteMp3(file, name, "Artist", frames: 40);
            songs.Add(new Track { Id = name, Title = name, Artist = "Artist", Popularity = 50, Affect = default, Location = file });
        }
        await using var mpd = await Mpd.Start(_folder, music);
        using (var stream = File.Create(Path.Combine(music, $"ours.{format}".ToLowerInvariant())))
        {
            PlaylistWriter.Write("Ours", songs, format, stream,
                new PlaylistOptions { Paths = PathStyle.Relative, Folder = music, PlainPaths = plain });
        }

        await mpd.Ask("update");
        while ((await mpd.Ask("status")).Contains("updating_db", StringComparison.Ordinal))
            await Task.Delay(50, TestContext.Current.CancellationToken);
        await mpd.Ask(format == PlaylistFormat.M3U8 ? "load \"ours.m3u8\"" : "load \"ours.xspf\"");
        var files = (await mpd.Ask("playlistinfo")).Split('\n').Where(line => line.StartsWith("file: ", StringComparison.Ordinal))
            .Select(line => line["file: ".Length..]).ToList();

        Assert.Equal(Names.Select(name => name + ".mp3").Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
    }

    /// <summary>A daemon of the test's own, with a null output and a socket in the test's folder.</summary>
    private sealed class Mpd(Process process, string socket) : IAsyncDisposable
    {
        public static async Task<Mpd> Start(TempFolder folder, string music)
        {
            var program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .Select(place => Path.Combine(place, "mpd")).FirstOrDefault(File.Exists);
            Assert.SkipWhen(program is null, "Install mpd (apt-get install mpd) to run this test.");
            Directory.CreateDirectory(folder.File("lists"));
            var socket = folder.File("s");
            var configuration = folder.Write("mpd.conf", $$"""
                music_directory "{{music}}"
                playlist_directory "{{folder.File("lists")}}"
                db_file "{{folder.File("db")}}"
                state_file "{{folder.File("state")}}"
                log_file "{{folder.File("log")}}"
                bind_to_address "{{socket}}"
                zeroconf_enabled "no"
                audio_output {
                    type "null"
                    name "none"
                }
                """);
            var process = Process.Start(new ProcessStartInfo(program!, ["--no-daemon", configuration]) { RedirectStandardError = true })!;
            for (var i = 0; i < 600 && !File.Exists(socket); i++)
            {
                Assert.False(process.HasExited, File.Exists(folder.File("log")) ? File.ReadAllText(folder.File("log")) : "mpd has ended");
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
            return new Mpd(process, socket);
        }

        /// <summary>The answer to one command, on a connection of its own.</summary>
        public async Task<string> Ask(string command)
        {
            using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await client.ConnectAsync(new UnixDomainSocketEndPoint(socket), TestContext.Current.CancellationToken);
            using var stream = new NetworkStream(client);
            using var reader = new StreamReader(stream, Encoding.UTF8);
            await reader.ReadLineAsync(TestContext.Current.CancellationToken);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(command + "\n"), TestContext.Current.CancellationToken);
            var answer = new StringBuilder();
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && line != "OK")
            {
                Assert.False(line.StartsWith("ACK", StringComparison.Ordinal), line);
                answer.Append(line).Append('\n');
            }
            return answer.ToString();
        }

        public async ValueTask DisposeAsync()
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
