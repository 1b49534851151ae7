using System.Text;
using Affekt.Library.Imports;
using Affekt.Music;

namespace Affekt.Library.Tests;

/// <summary>Damaged files of every kind, seeded: an import answers with a report or one typed sentence, and nothing else.</summary>
public sealed class ImportMutationTests : IDisposable
{
    private const int Mutants = 150;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> Kinds { get; } = ["csv", "tsv", "m3u8", "pls", "xspf", "plist", "rekordbox", "json", "jsonl", "jspf"];

    [Theory, MemberData(nameof(Kinds))]
    public void A_damaged_file_is_taken_in_part_or_refused_in_one_sentence(string kind)
    {
        var random = new Random(20_261_130);
        var original = Encoding.UTF8.GetBytes(Original(kind));
        var (taken, refused) = (0, 0);
        for (var i = 0; i < Mutants; i++)
        {
            var file = _folder.File($"mutant.{(kind is "plist" or "rekordbox" ? "xml" : kind)}");
            File.WriteAllBytes(file, Mutate(original, random));
            using var catalogue = new MemoryStore();
            try
            {
                var report = TrackImporter.Import(file, catalogue);
                Assert.Equal(report.Rows, report.Added + report.Updated + report.Matched + report.Duplicates + report.Skipped);
                Assert.All(report.Problems, problem => Assert.DoesNotContain(problem.Message, c => c is '\n' or '\r' or '\0'));
                taken++;
            }
            catch (MusicException refusal)
            {
                Assert.DoesNotContain(refusal.Message, char.IsControl);
                refused++;
            }
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {taken} taken, {refused} refused");
        Assert.True(taken > 0);
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var n = random.Next(1, 6); n > 0; n--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, random.Next(1, 40)));
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, random.Next(1, 60))));
                    break;
                case 3:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(
                        new[] { "\"", "<", "]]>", "{", "[", "\0", "\r", ",,", "\uFEFF", "&x;" }[random.Next(10)]));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                default:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
            }
            if (bytes.Count == 0)
                bytes.Add((byte)'x');
        }
        return [.. bytes];
    }

    private static string Original(string kind) => kind switch
    {
        "csv" => "title,artist,album,isrc,year\n" + Rows(i => $"\"Song, {i}\",\"Ä \"\"{i}\"\"\",Album,DEA12000000{i},199{i}\n"),
        "tsv" => "Titel\tInterpret\tTempo\n" + Rows(i => $"Lied {i}\tBänd {i}\t12{i},5\n"),
        "m3u8" => "#EXTM3U\n#PLAYLIST:L\n" + Rows(i => $"#EXTINF:20{i},Artist {i} - Song {i}\n../music/{i}/sông.mp3\nnested{i}.m3u8\n"),
        "pls" => "[playlist]\n" + Rows(i => $"File{i}=/music/{i}.mp3\nTitle{i}=Artist - Song {i}\nLength{i}=100\n"),
        "xspf" => "<?xml version=\"1.0\" encoding=\"UTF-8\"?><playlist version=\"1\" " +
        "xmlns=\"http://xspf.org/ns/0/\"><title>L</title><trackList>"
            + Rows(i => $"<track><location>file:///m/{i}%20a.mp3</location><title>Söng {i}</title><creator>A &amp; B</creator></track>")
            + "</trackList></playlist>",
        "plist" => "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" " +
        "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">"
            + "<plist version=\"1.0\"><dict><key>Tracks</key><dict>"
                + Rows(i => $"<key>{i}</key><dict><key>Name</key><string>S{i}</string><key>Artist</key>"
            + $"<string>Ä</string><key>Location</key><string>file:///x/{i}.m4a</string></dict>") + "</dict></dict></plist>",
        "rekordbox" => "<DJ_PLAYLISTS Version=\"1.0.0\"><COLLECTION>"
            + Rows(i => $"<TRACK TrackID=\"{i}\" Name=\"S{i}\" Artist=\"Ä\" AverageBpm=\"124.00\" "
            + $"Location=\"file://localhost/C:/M/{i}.mp3\"/>") + "</COLLECTION></DJ_PLAYLISTS>",
        "json" => "[" + string.Join(
            ',', Enumerable.Range(0, 10).Select(i => $"{{\"artistName\":\"Ä{i}\",\"trackName\":\"S{i}\",\"msPlayed\":{i}000}}")) + "]",
        "jsonl" => Rows(i => $"{{\"listened_at\":{i},\"track_metadata\":{{\"artist_name\":\"Ä{i}\",\"track_name\":\"S{i}\"}}}}\n"),
        _ => "{\"playlist\":{\"title\":\"L\",\"creator\":\"me\",\"track\":[" + string.Join(',', Enumerable.Range(0, 10).Select(
            i => $"{{\"title\":\"S{i}\",\"creator\":\"Ä\",\"location\":[\"file:///x/{i}.mp3\"]}}")) + "]}}",
    };

    private static string Rows(Func<int, string> row) => string.Concat(Enumerable.Range(0, 10).Select(row));
}
