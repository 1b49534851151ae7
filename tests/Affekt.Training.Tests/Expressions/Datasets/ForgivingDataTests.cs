using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Affekt.Imaging;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;

namespace Affekt.Training.Tests.Expressions.Datasets;

/// <summary>Data as people really have it: packed, numbered otherwise, in other languages, with damaged rows.</summary>
public sealed class ForgivingDataTests : IDisposable
{
    private const string Header = "emotion,pixels,Usage\n";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Kaggles_tar_gz_is_read_as_it_comes()
    {
        var path = _folder.Write("fer2013.tar.gz", TarGz(
            ("fer2013/README", "text"u8.ToArray()), ("fer2013/fer2013.csv", Encoding.UTF8.GetBytes(Header + "3,1 2 3 4,Training\n"))));

        var faces = FerCsvReader.Read(path, side: 2);

        Assert.Equal("fer2013.tar.gz:fer2013/fer2013.csv", faces.Source);
        Assert.Equal([1, 2, 3, 4], faces.Face(0).ToArray());
    }

    [Fact]
    public void A_tar_gz_without_a_csv_and_a_cut_one_are_refused()
    {
        var packed = TarGz(("a.txt", new byte[4000]));
        Assert.Contains("holds no csv", Refused(() => FerCsvReader.Read(_folder.Write("a.tar.gz", packed))), StringComparison.Ordinal);
        var whole = TarGz(("fer2013.csv", [.. Enumerable.Range(0, 20_000).Select(i => (byte)(i * 7919 >> 3))]));
        Assert.Contains("damaged", Refused(() => FerCsvReader.Read(_folder.Write("b.tar.gz", whole[..(whole.Length / 2)]))),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pictures.zip")]
    [InlineData("pictures.tar.gz")]
    public void An_archive_of_class_folders_is_read_and_leaves_nothing_behind(string name)
    {
        (string, byte[])[] files = [("outer/images/train/Happy/a.png", Png(10)), ("outer/images/validation/TRISTE/b.png", Png(20)),
            ("outer/readme.txt", "x"u8.ToArray())];
        var path = _folder.Write(name, name.EndsWith(".zip", StringComparison.Ordinal) ? Zip(files) : TarGz(files));
        var before = Directory.GetDirectories(Path.GetTempPath(), "affekt-data-*").Length;

        var faces = DatasetReader.Read(path).Faces;

        Assert.Equal(name, faces.Source);
        Assert.Equal([Emotion.Happy, Emotion.Sad], faces.Labels);
        Assert.Equal([Split.Training, Split.PublicTest], faces.SplitOf);
        Assert.Equal(["train", "validation"], DatasetSummary.From(faces).Splits.Keys);
        Assert.Equal(before, Directory.GetDirectories(Path.GetTempPath(), "affekt-data-*").Length);
    }

    [Fact]
    public void An_archive_that_names_files_outside_itself_is_refused() => Assert.Contains("outside itself",
        Refused(() => DatasetReader.Read(_folder.Write("evil.zip", Zip(("../../happy/a.png", Png(1)))))), StringComparison.Ordinal);

    [Theory]
    [InlineData("1234567", "rafdb")]
    [InlineData("01234567", "affectnet")]
    [InlineData("123456", "without a 0")]
    public void Numbers_of_other_data_sets_are_never_taken_for_FERs(string numbers, string expected)
    {
        foreach (var number in numbers)
            _folder.Write($"{number}/a.png", Png((byte)number));
        Assert.Contains(expected, Refused(() => DatasetReader.Read(_folder.Path)), StringComparison.Ordinal);

        var csv = _folder.Write("table.csv", "file,label\n" + string.Concat(numbers.Select(n => $"{n}/a.png,{n}\n")));
        Assert.Contains(expected, Refused(() => DatasetReader.Read(csv)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LabelNumbers.RafDb, 1, 7, Emotion.Surprise, Emotion.Neutral)]
    [InlineData(LabelNumbers.AffectNet, 0, 6, Emotion.Neutral, Emotion.Angry)]
    [InlineData(LabelNumbers.Fer, 1, 6, Emotion.Disgust, Emotion.Neutral)]
    public void Told_numbers_are_taken(LabelNumbers whose, int first, int last, Emotion expectedFirst, Emotion expectedLast)
    {
        for (var number = first; number <= last; number++)
            _folder.Write($"{number}/a.png", Png((byte)number));
        var labels = DatasetReader.Read(_folder.Path, new PictureOptions { Numbers = whose }).Faces.Labels;
        Assert.Equal((expectedFirst, expectedLast), (labels[0], labels[^1]));
    }

    [Fact]
    public void Contempt_of_AffectNet_is_left_out_and_counted()
    {
        for (var number = 0; number <= 7; number++)
            _folder.Write($"{number}/a.png", Png((byte)number));
        var reading = DatasetReader.Read(_folder.Path, new PictureOptions { Numbers = LabelNumbers.AffectNet });
        Assert.Equal((7, 1), (reading.Faces.Count, reading.WithoutClass));
    }

    [Theory]
    [InlineData("HAPPY", Emotion.Happy)]
    [InlineData("glücklich", Emotion.Happy)]
    [InlineData("Wütend", Emotion.Angry)]
    [InlineData("Colère", Emotion.Angry)]
    [InlineData("sorpresa", Emotion.Surprise)]
    [InlineData("Şaşkın", Emotion.Surprise)]
    [InlineData("mutlu", Emotion.Happy)]
    [InlineData("Medo", Emotion.Fear)]
    [InlineData("disgusto", Emotion.Disgust)]
    [InlineData("neutralny", Emotion.Neutral)]
    public void Class_names_of_several_languages_are_known(string word, Emotion expected)
    {
        Assert.True(EmotionWords.TryParse(word, out var emotion));
        Assert.Equal(expected, emotion);
    }

    [Fact]
    public void Bad_rows_of_a_csv_are_left_out_named_and_counted_and_decimals_are_read()
    {
        var csv = _folder.Write("faces.csv", Header +
            "3.0,1 2 3 4,Training\n,1 2 3 4,Training\n7,1 2 3 4,Training\nhappy,1 2 3,Training\n4,1 2 3 4,PublicTest\nend of file\n");

        var reading = DatasetReader.Read(csv, new PictureOptions { Side = 2, SkipBad = true });

        Assert.Equal([Emotion.Happy, Emotion.Sad], reading.Faces.Labels);
        Assert.Equal([0, 4], reading.Faces.Rows);
        Assert.Equal(["line 3", "line 4", "line 5", "line 7"], reading.Skipped.Select(s => s.Path));
        Assert.Contains("no emotion", reading.Skipped[0].Reason, StringComparison.Ordinal);
        Assert.Contains("--skip-bad", Refused(() => DatasetReader.Read(csv, new PictureOptions { Side = 2 })), StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_rows_of_a_csv_of_files_are_left_out_too()
    {
        _folder.Write("a.png", Png(1));
        var csv = _folder.Write("files.csv", "file,emotion\na.png,3.0\na.png,\na.png,bored\n,3\na.png,0\n");
        var reading = DatasetReader.Read(csv, new PictureOptions { SkipBad = true });
        Assert.Equal([Emotion.Happy, Emotion.Angry], reading.Faces.Labels);
        Assert.Equal(["line 3", "line 4", "line 5"], reading.Skipped.Select(s => s.Path));
    }

    private static string Refused(Action read) => Assert.Throws<DatasetException>(read).Message;

    private static byte[] Png(byte gray)
    {
        var image = new Image(48, 48, 1);
        Array.Fill(image.Pixels, gray);
        return PngEncoder.Encode(image);
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        return bytes.ToArray();
    }

    private static byte[] TarGz(params (string Name, byte[] Content)[] files)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Ustar))
            foreach (var (name, content) in files)
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
        return bytes.ToArray();
    }
}
