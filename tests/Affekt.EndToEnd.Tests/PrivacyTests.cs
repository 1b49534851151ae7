using System.Net.Http.Headers;
using System.Net.Http.Json;
using Affekt.Imaging;
using Affekt.Imaging.Jpeg;
using Affekt.Testing;

namespace Affekt.EndToEnd.Tests;

/// <summary>Watches the file system, the databases and the logs during a session: not a byte of any picture may appear.</summary>
public sealed class PrivacyTests(PictureFolder pictures) : IClassFixture<PictureFolder>
{
    [Fact]
    public async Task No_byte_of_a_picture_is_written_anywhere()
    {
        var root = Directory.CreateTempSubdirectory("affekt-private-").FullName;
        string[] folders = [.. new[] { "data", "temp", "home", "here" }.Select(
            name => Directory.CreateDirectory(Path.Combine(root, name)).FullName)];
        using var process = CommandLine.Start(pictures.Models, start =>
        {
            start.WorkingDirectory = folders[3];
            start.Environment["TMPDIR"] = start.Environment["TEMP"] = start.Environment["TMP"] = folders[1];
            start.Environment["HOME"] = folders[2];
            // The runtime's own debugging pipes would lie in the temporary folder, and reading one waits for a debugger.
            start.Environment["DOTNET_EnableDiagnostics"] = "0";
        }, "serve", "--urls", "http://127.0.0.1:0", "--data", folders[0], "--log", "json");
        var address = new Uri((await process.StandardOutput.ReadLineAsync())!.Split(' ')[3]);
        var log = process.StandardError.ReadToEndAsync();

        // Every picture is another one; later they go as photos, frames, forms and broken uploads.
        byte[][] sent = [.. Enumerable.Range(0, 20).Select(i => DrawnFace.Draw(200 + 16 * i, 160 + 8 * i))
            .Select((image, i) => i % 3 == 1 ? PngEncoder.Encode(image) : JpegEncoder.Encode(image))];
        var pieces = new Pieces(sent);
        using var watching = new CancellationTokenSource();
        var seen = new Watch(root, process.Id, pieces);
        var watcher = Task.Run(() => seen.Run(watching.Token));
        using (var browser = new HttpClient { BaseAddress = address })
        {
            browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
            await browser.PostAsJsonAsync("/api/v1/profiles", new { name = "affekt-test-name" });
            await browser.PutAsJsonAsync("/api/v1/profile/consent", new { version = 1 });
            for (var i = 0; i < 20; i++)
            {
                var bytes = sent[i];
                using var picture = new ByteArrayContent(i % 5 == 4 ? bytes[..(bytes.Length / 2)] : bytes);
                picture.Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
                using var form = new MultipartFormDataContent { { picture, "image", "me.jpg" } };
                using var answer = await browser.PostAsync($"/api/v1/mood?n={i % 2 * 5}", i % 4 == 3 ? form : picture);
                await browser.PostAsJsonAsync(
                    "/api/v1/profile/moods", new { way = "camera", valence = 0.1, arousal = 0.2, emotion = "happy" });
                await browser.PostAsJsonAsync(
                    "/api/v1/corrections", new { probabilities = Emotions.Names.ToDictionary(name => name, _ => 0.1), said = "sad" });
            }
            await browser.PostAsJsonAsync(
                "/api/v1/feedback", new { song = "edith-piaf.padam-padam", kind = "like", valence = 0.1, arousal = 0.2 });
        }
        await watching.CancelAsync();
        await watcher;
        process.Kill();
        var logged = await log;

        Assert.True(seen.Rounds > 3, "The watch saw too little of the session.");
        Assert.True(seen.SawAnything, "The watch does not even see what is kept.");
        Assert.Empty(seen.Guilty);
        Assert.DoesNotContain(seen.Paths, path => Path.GetExtension(path) is ".jpg" or ".jpeg" or ".png" or ".tmp");
        // What else the process had open for writing is its own output.
        Assert.Empty(seen.Elsewhere);

        Assert.Contains("/api/v1/mood", logged, StringComparison.Ordinal);
        Assert.DoesNotContain("padam", logged, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("me.jpg", logged, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1:", logged, StringComparison.Ordinal);
        Assert.False(pieces.AreIn(System.Text.Encoding.UTF8.GetBytes(logged)));
        Assert.All(sent, bytes => Assert.DoesNotContain(
            Convert.ToBase64String(bytes, bytes.Length / 2, 72), logged, StringComparison.Ordinal));
        Directory.Delete(root, recursive: true);
    }

    /// <summary>Pieces of eight bytes from all over the pictures, behind the headers that pictures share: too long to meet by
    /// chance.</summary>
    private sealed class Pieces
    {
        private readonly HashSet<ulong> _pieces = [];

        public Pieces(IEnumerable<byte[]> pictures)
        {
            foreach (var picture in pictures)
            {
                for (var at = 700; at + 8 < picture.Length; at += 211)
                {
                    if (picture.AsSpan(at, 8).ToArray().Distinct().Count() > 5)
                        _pieces.Add(BitConverter.ToUInt64(picture, at));
                }
            }
        }

        public bool AreIn(ReadOnlySpan<byte> content)
        {
            for (var at = 0; at + 8 <= content.Length; at++)
            {
                if (_pieces.Contains(BitConverter.ToUInt64(content[at..])))
                    return true;
            }
            return false;
        }
    }

    /// <summary>Reads every file under a folder again and again, and notes what else a process has open for writing.</summary>
    private sealed class Watch(string root, int process, Pieces pieces)
    {
        private readonly Dictionary<string, byte[]> _last = [];

        public IEnumerable<string> Paths => _last.Keys;

        public HashSet<string> Guilty { get; } = [];

        public HashSet<string> Elsewhere { get; } = [];

        public bool SawAnything { get; private set; }

        public int Rounds { get; private set; }

        public async Task Run(CancellationToken cancellationToken)
        {
            var last = false;
            while (!last)
            {
                last = cancellationToken.IsCancellationRequested;
                foreach (var path in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
                    Note(path);
                NoteOpenFiles();
                Rounds++;
                await Task.Delay(5, CancellationToken.None);
            }
        }

        private void Note(string path)
        {
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var bytes = new MemoryStream();
                file.CopyTo(bytes);
                var now = bytes.ToArray();
                if (_last.TryGetValue(path, out var before) && before.AsSpan().SequenceEqual(now))
                    return;
                _last[path] = now;
                SawAnything |= now.AsSpan().IndexOf("affekt-test-name"u8) >= 0;
                if (pieces.AreIn(now))
                    Guilty.Add(path);
            }
            catch (IOException)
            {
                // It went while it was looked at.
            }
        }

        private void NoteOpenFiles()
        {
            if (!OperatingSystem.IsLinux())
                return;
            try
            {
                foreach (var link in Directory.EnumerateFiles($"/proc/{process}/fd"))
                {
                    var target = new FileInfo(link).LinkTarget ?? "";
                    var flags = File.ReadLines($"/proc/{process}/fdinfo/{Path.GetFileName(link)}")
                        .First(line => line.StartsWith("flags:", StringComparison.Ordinal));
                    var writes = (Convert.ToInt32(flags.Split('\t')[1].Trim(), 8) & 3) != 0;
                    if (writes && target.StartsWith('/') && !target.StartsWith(root, StringComparison.Ordinal)
                        && !target.StartsWith("/dev/", StringComparison.Ordinal)
                        && !target.StartsWith("/memfd:doublemapper", StringComparison.Ordinal))
                        Elsewhere.Add(target);
                }
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
            {
                // A file was closed while it was looked at.
            }
        }
    }
}
