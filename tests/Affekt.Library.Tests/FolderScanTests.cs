using Affekt.Library.Imports;
using Affekt.Library.Listening;
using Affekt.Library.Scanning;
using Affekt.Library.Storage;
using Affekt.Library.Tags;
using Affekt.Music.Catalogue;

namespace Affekt.Library.Tests;

public sealed class FolderScanTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _music;
    private readonly SqliteCatalogue _catalogue;

    public FolderScanTests()
    {
        _music = Directory.CreateDirectory(_folder.File("music")).FullName;
        _catalogue = SqliteCatalogue.Open(_folder.File("songs.db"));
    }

    public void Dispose()
    {
        _catalogue.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_second_scan_reads_only_what_changed()
    {
        foreach (var name in new[] { "a", "b", "c" })
            AudioFiles.WriteMp3(File_($"{name}.mp3"), name, "Artist");
        Assert.Equal((3, 0, 0, 0), Counts(Scan()));
        Assert.Equal((0, 0, 0, 3), Counts(Scan(new ScanOptions { Read = _ => throw new InvalidOperationException("nothing to read") })));

        AudioFiles.WriteMp3(File_("a.mp3"), "another title", "Artist");
        File.Delete(File_("b.mp3"));
        AudioFiles.WriteMp3(File_("d.mp3"), "d", "Artist");
        var report = Scan();
        Assert.Equal((1, 1, 1, 1), Counts(report));
        Assert.StartsWith("1 new, 1 changed, 1 removed, 1 unchanged.", report.InWords(), StringComparison.Ordinal);
        Assert.Equal(["another title", "c", "d"], _catalogue.All().Select(song => song.Title).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_that_moved_keeps_its_id()
    {
        AudioFiles.WriteMp3(File_("a.mp3"), "a", "Artist");
        AudioFiles.WriteMp3(File_("stays.mp3"), "stays here", "Artist");
        Scan();
        Directory.CreateDirectory(File_("Artist"));
        File.Move(File_("a.mp3"), File_("Artist/renamed.mp3"));

        var report = Scan();

        Assert.Equal((1, 0, 0), (report.Moved, report.Added, report.Removed));
        Assert.Equal(File_("Artist/renamed.mp3"), _catalogue.Find("file:a.mp3")!.Location);
    }

    [Fact]
    public void Every_file_that_is_passed_over_is_counted_by_reason_and_hidden_folders_are_read()
    {
        Directory.CreateDirectory(File_(".hidden"));
        AudioFiles.WriteMp3(File_(".hidden/a.mp3"), "a", "Artist");
        File.WriteAllText(File_("cover.jpg"), "x");
        File.WriteAllText(File_("empty.mp3"), "");
        File.WriteAllText(File_("text.mp3"), "no sound at all in here");
        AudioFiles.WriteMp3(File_("._a.mp3"), "shadow", "Artist");

        foreach (var _ in new[] { 1, 2 })
        {
            var report = Scan();
            Assert.Equal(1, report.PassedOver["not music (.jpg)"]);
            Assert.Equal(1, report.PassedOver["empty"]);
            Assert.Equal(1, report.PassedOver["damaged or no sound"]);
            Assert.Equal(1, report.PassedOver["system file"]);
        }
        Assert.Equal("a", Assert.Single(_catalogue.All()).Title);
    }

    [Fact]
    public void A_folder_that_vanished_or_is_empty_keeps_its_songs()
    {
        AudioFiles.WriteMp3(File_("a.mp3"), "a", "Artist");
        Scan();
        File.Delete(File_("a.mp3"));
        Assert.Contains("is not there or empty", Scan().InWords(), StringComparison.Ordinal);
        Directory.Delete(_music);
        Scan();
        Assert.NotNull(_catalogue.Find("file:a.mp3"));
    }

    [Fact]
    public void A_drive_that_stalls_costs_its_file_and_the_rest_goes_on()
    {
        using var never = new ManualResetEventSlim();
        foreach (var name in new[] { "a", "stalls", "z" })
            AudioFiles.WriteMp3(File_($"{name}.mp3"), name, "Artist");

        var report = Scan(new ScanOptions
        {
            TimeLimit = TimeSpan.FromSeconds(2),
            Read = path =>
            {
                if (path.EndsWith("stalls.mp3", StringComparison.Ordinal))
                    never.Wait();
                return TagReader.Read(path);
            },
        });
        never.Set();

        Assert.Equal((2, 1), (report.Added, report.PassedOver["stalled"]));
        Assert.Equal(1, Scan().Added);
    }

    [Theory]
    [InlineData("Ünïcödé — 音楽 — موسيقى.mp3")]
    [InlineData("new\nline.mp3")]
    public void Names_in_every_script_are_read(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && name.Contains('\n', StringComparison.Ordinal), "Windows has no such names.");
        AudioFiles.WriteMp3(File_(name), "Song", "Artist");
        Assert.Equal(1, Scan().Added);
        Assert.Equal(File_(name), Assert.Single(_catalogue.All()).Location);
    }

    [Fact]
    public async Task Songs_are_heard_once_and_a_copy_that_moved_gets_its_old_id_by_its_sound()
    {
        await File.WriteAllBytesAsync(File_("tone.wav"), Tone(0.5));
        Scan();
        Assert.Equal(1, await Listen());
        Assert.Equal((1, 1, 0), _catalogue.CountHeard() is var counts ? (counts.Files, counts.Heard, counts.Failed) : default);
        Assert.Equal(AffectSource.Sound, _catalogue.Find("file:tone.wav")!.Source);
        Assert.Equal(0, await Listen());

        // Another time and another name: only the sound is the same.
        File.Delete(File_("tone.wav"));
        AudioFiles.WriteMp3(File_("other.mp3"), "other", "Artist");
        Scan();
        await File.WriteAllBytesAsync(File_("copy.wav"), Tone(0.5));
        File.SetLastWriteTimeUtc(File_("copy.wav"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Scan();
        await Listen();
        Assert.Equal(File_("copy.wav"), _catalogue.Find("file:tone.wav")!.Location);
    }

    [Fact]
    public async Task A_quieter_copy_stands_at_the_same_place()
    {
        // Names without a meaning: a title that says "quiet" would count for something.
        await File.WriteAllBytesAsync(File_("one.wav"), Tone(0.8));
        await File.WriteAllBytesAsync(File_("two.wav"), Tone(0.2)); // 12 dB less
        Scan();
        await Listen();
        var (loud, quiet) = (_catalogue.Find("file:one.wav")!.Affect, _catalogue.Find("file:two.wav")!.Affect);
        Assert.InRange(quiet.Valence, loud.Valence - 0.05, loud.Valence + 0.05);
        Assert.InRange(quiet.Arousal, loud.Arousal - 0.05, loud.Arousal + 0.05);
    }

    private string File_(string name) => Path.Combine(_music, name);

    private ImportReport Scan(ScanOptions? options = null) => FolderScan.Run([_music], _catalogue, null, options);

    private Task<int> Listen() => new LibraryListener(_catalogue).RunAsync(null, CancellationToken.None);

    private static (int, int, int, int) Counts(ImportReport report) => (report.Added, report.Updated, report.Removed, report.Unchanged);

    // Six seconds of three tones that beat four times a second, with noise as in every recording: 16 bits, mono.
    private static byte[] Tone(double level)
    {
        const int Rate = 22050;
        var random = new Random(1);
        var samples = new byte[2 * 6 * Rate];
        for (var i = 0; i < samples.Length / 2; i++)
        {
            var at = (double)i / Rate;
            var wave = (Math.Sin(440 * Math.Tau * at) + Math.Sin(554 * Math.Tau * at) + Math.Sin(659 * Math.Tau * at)) / 3;
            var noise = 0.03 * (random.NextDouble() - 0.5);
            var sample = 30000 * level * (wave * Math.Exp(-6 * (at * 4 % 1)) + noise);
            BitConverter.TryWriteBytes(samples.AsSpan(2 * i), (short)Math.Round(sample));
        }
        return
        [
            .. "RIFF"u8, .. BitConverter.GetBytes(36 + samples.Length), .. "WAVEfmt "u8, .. BitConverter.GetBytes(16), 1, 0, 1, 0,
            .. BitConverter.GetBytes(Rate), .. BitConverter.GetBytes(2 * Rate), 2, 0, 16, 0, .. "data"u8,
            .. BitConverter.GetBytes(samples.Length), .. samples,
        ];
    }
}
