using System.Diagnostics;
using Affekt.Library.Imports;
using Affekt.Library.Storage;
using Affekt.Library.Tags;

namespace Affekt.Library.Tests;

public sealed class FfprobeTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SqliteCatalogue _catalogue;

    public FfprobeTests() => _catalogue = SqliteCatalogue.Open(_folder.File("songs.db"));

    public void Dispose()
    {
        _catalogue.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_it_writes_is_understood()
    {
        const string Json = """{"streams":[{"tags":{"ARTIST":"From the stream","language":"und"}}],"format":{"duration":"61.5","tags":{"title":"Ça","date":"1999-05-01","TBPM":"120","encoder":"x"}}}""";
        var (tags, seconds) = FfprobeReader.Parse(Json.AsMemory());
        Assert.Equal(("Ça", "From the stream", "1999-05-01", "120", "", 61.5),
            (tags.First("TITLE"), tags.First("ARTIST"), tags.First("DATE"), tags.First("BPM"), tags.First("LANGUAGE"), seconds));
    }

    [Fact]
    public void Real_files_are_read_by_it_with_their_length()
    {
        var ffprobe = FfprobeReader.Find();
        Assert.SkipUnless(ffprobe is not null, "Needs ffprobe: install ffmpeg.");
        var folder = Directory.CreateDirectory(_folder.File("music")).FullName;
        // A wave file, which our own readers do not know; its name must not be taken for an option or a protocol.
        File.WriteAllBytes(Path.Combine(folder, "-v http:song's $(x).wav"), Wave("Tone", "Somebody"));
        File.WriteAllText(Path.Combine(folder, "broken.mp3"), "no sound at all in here");
        var report = TrackImporter.ImportFolder(folder, _catalogue, ffprobe);
        Assert.Equal((1, 1), (report.Added, report.Skipped));
        var track = Assert.Single(_catalogue.All());
        Assert.Equal(("Tone", "Somebody"), (track.Title, track.Artist));
    }

    [Fact]
    public void A_program_that_hangs_fails_or_is_no_program_leaves_it_to_our_own_readers()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-in for ffprobe is a shell script: run this test on Linux or macOS.");
        var folder = Directory.CreateDirectory(_folder.File("music")).FullName;
        byte[] title = [3, .. "Own reader"u8];
        byte[] frame = [.. "TIT2"u8, 0, 0, 0, (byte)title.Length, 0, 0, .. title];
        File.WriteAllBytes(Path.Combine(folder, "a.mp3"), [.. "ID3"u8, 4, 0, 0, 0, 0, 0, (byte)frame.Length, .. frame, 0xFF, 0xFB, 0, 0]);
        foreach (var script in new[] { "#!/bin/sh\nexit 1\n", "#!/bin/sh\nexec sleep 60\n", "#!/bin/sh\necho nonsense\n", "no program" })
        {
            var program = _folder.Write($"probe{script.GetHashCode(StringComparison.Ordinal):x}", script);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(program,
                    UnixFileMode.UserRead | UnixFileMode.UserWrite | (script.StartsWith('#') ? UnixFileMode.UserExecute : 0));
            var watch = Stopwatch.StartNew();
            TrackImporter.ImportFolder(folder, _catalogue, program);
            Assert.Equal("Own reader", Assert.Single(_catalogue.All()).Title);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(40), "a program that hangs must be ended");
        }
    }

    private static byte[] Wave(string title, string artist)
    {
        static byte[] Chunk(string name, byte[] body) =>
            [.. System.Text.Encoding.ASCII.GetBytes(name), .. BitConverter.GetBytes(body.Length), .. body, .. new byte[body.Length % 2]];
        static byte[] Text(string name, string text) => Chunk(name, [.. System.Text.Encoding.ASCII.GetBytes(text), 0]);
        byte[] format = [.. Chunk("fmt ", [1, 0, 1, 0, .. BitConverter.GetBytes(8000), .. BitConverter.GetBytes(8000), 1, 0, 8, 0])];
        byte[] body = [.. "WAVE"u8, .. format, .. Chunk("LIST", [.. "INFO"u8, .. Text("INAM", title), .. Text("IART", artist)]),
            .. Chunk("data", new byte[8000])];
        return Chunk("RIFF", body);
    }
}
