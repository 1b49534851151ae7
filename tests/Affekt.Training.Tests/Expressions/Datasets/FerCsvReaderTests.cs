using System.IO.Compression;
using System.Text;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;

namespace Affekt.Training.Tests.Expressions.Datasets;

public sealed class FerCsvReaderTests : IDisposable
{
    private const string Header = "emotion,pixels,Usage\n";
    private const string TwoRows = Header + "3,1 20 255 0,Training\n6,5 6 7 8,PrivateTest\n";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private FaceDataset Read(string text) => FerCsvReader.Read(_folder.Write("faces.csv", text), side: 2);

    private static void AssertTwoRows(FaceDataset faces)
    {
        Assert.Equal(2, faces.Count);
        Assert.Equal([1, 20, 255, 0], faces.Face(0).ToArray());
        Assert.Equal([5, 6, 7, 8], faces.Face(1).ToArray());
        Assert.Equal([Emotion.Happy, Emotion.Neutral], faces.Labels);
        Assert.Equal([Split.Training, Split.PrivateTest], faces.SplitOf);
        Assert.Equal([0, 1], faces.Rows);
        Assert.True(faces.HasSplits);
    }

    [Fact]
    public void Reads_the_classic_file() => AssertTwoRows(Read(TwoRows));

    [Fact]
    public void Finds_columns_by_name_whatever_their_order_blanks_and_case() =>
        AssertTwoRows(Read("emotion, Usage, pixels\n3,Training,1 20 255 0\n6,PrivateTest,5 6 7 8\n"));

    [Theory]
    [InlineData("emotion,pixels,Usage\r\n3,1 20 255 0,Training\r\n6,5 6 7 8,PrivateTest\r\n")]
    [InlineData("emotion,pixels,Usage\n3,1 20 255 0,Training\n\n6,5 6 7 8,PrivateTest")]
    [InlineData("\uFEFFemotion,pixels,Usage\n3,1 20 255 0,Training\n6,5 6 7 8,PrivateTest\n")]
    [InlineData("emotion,pixels,Usage\n\"3\",\"1 20 255 0\",\"Training\"\n6, 5  6 7 8 ,PrivateTest\n")]
    [InlineData("Emotion,PIXELS,usage\nhappy,1 20 255 0,training\nNeutral,5 6 7 8,privatetest\n")]
    public void Accepts_what_editors_do_to_a_csv(string text) => AssertTwoRows(Read(text));

    [Fact]
    public void Reads_gzip_by_content()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress))
            gzip.Write(Encoding.UTF8.GetBytes(TwoRows));
        AssertTwoRows(FerCsvReader.Read(_folder.Write("misnamed.csv", packed.ToArray()), side: 2));
    }

    [Fact]
    public void Reads_the_csv_inside_a_zip()
    {
        var faces = FerCsvReader.Read(
            _folder.Write("archive.zip", Zip(("readme.txt", "hello"), ("fer2013/fer2013.csv", TwoRows), ("other.csv", "a,b\n"))), side: 2);
        AssertTwoRows(faces);
        Assert.Equal("archive.zip:fer2013/fer2013.csv", faces.Source);
    }

    [Fact]
    public void Puts_all_rows_into_Training_when_there_is_no_Usage()
    {
        var faces = Read("emotion,pixels\n0,1 2 3 4\n");
        Assert.False(faces.HasSplits);
        Assert.Equal([Split.Training], faces.SplitOf);
    }

    [Fact]
    public void Reads_more_rows_than_one_block_holds()
    {
        var text = new StringBuilder(Header);
        for (var i = 0; i < 200_000; i++)
            text.Append(i % 7).Append(',').Append(i % 256).Append(" 1 22 ").Append(i / 256 % 256).Append(",Training\n");
        var faces = Read(text.ToString());
        Assert.Equal(200_000, faces.Count);
        for (var i = 0; i < faces.Count; i += 997)
        {
            Assert.Equal([(byte)(i % 256), 1, 22, (byte)(i / 256 % 256)], faces.Face(i).ToArray());
            Assert.Equal((Emotion)(i % 7), faces.Labels[i]);
        }
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("emotion,pixels,Usage\n", "no rows")]
    [InlineData("emotion,Usage\n1,Training\n", "no column 'pixels'")]
    [InlineData("label,pixels,Usage\n1,1 2 3 4,Training\n", "no column 'emotion'")]
    [InlineData(Header + "0,1 2 3,Training\n", "line 2 has 3 pixel values instead of 4 (2x2)")]
    [InlineData(Header + "0,1 2 3 4,Training\n0,1 2 3 4 5,Training\n", "line 3 has 5 pixel values instead of 4")]
    [InlineData(Header + "0,1 2 3 256,Training\n", "pixel value '256'")]
    [InlineData(Header + "0,1 2 99999999999 4,Training\n", "pixel value '99999999999'")]
    [InlineData(Header + "0,1 2 x 4,Training\n", "pixel value 'x'")]
    [InlineData(Header + "0,1 2 -3 4,Training\n", "pixel value '-3'")]
    [InlineData(Header + "0,1 2 3.5 4,Training\n", "pixel value '3.5'")]
    [InlineData(Header + "7,1 2 3 4,Training\n", "unknown emotion '7'")]
    [InlineData(Header + "-1,1 2 3 4,Training\n", "unknown emotion '-1'")]
    [InlineData(Header + "bored,1 2 3 4,Training\n", "unknown emotion 'bored'")]
    [InlineData(Header + "0,1 2 3 4,Trainin\n", "unknown Usage 'Trainin'")]
    [InlineData(Header + "0,1 2 3 4,\n", "unknown Usage ''")]
    [InlineData(Header + "0,1 2 3 4\n", "line 2 has 2 fields instead of 3")]
    [InlineData(Header + "0,1 2 3 4,Training,more\n", "line 2 has 4 fields instead of 3")]
    public void Says_in_one_line_what_is_wrong_and_where(string text, string expected)
    {
        var error = Assert.Throws<DatasetException>(() => Read(text));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("faces.csv", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.True(error.Message.Contains(';', StringComparison.Ordinal), "it says what to do");
    }

    [Fact]
    public void Refuses_a_cut_gzip()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(Header + string.Concat(Enumerable.Repeat("0,1 2 3 4,Training\n", 1000))));
        var path = _folder.Write("cut.gz", packed.ToArray()[..5000]);
        Assert.Throws<DatasetException>(() => FerCsvReader.Read(path, side: 2));
    }

    [Fact]
    public void Refuses_zips_that_are_damaged_or_ambiguous_or_without_a_csv()
    {
        var whole = Zip(("fer2013.csv", TwoRows));
        Assert.Contains("damaged", Refused(whole[..(whole.Length / 2)]), StringComparison.Ordinal);
        Assert.Contains("no csv", Refused(Zip(("a.txt", "x"))), StringComparison.Ordinal);
        Assert.Contains("2 csv files", Refused(Zip(("a.csv", TwoRows), ("b.csv", TwoRows))), StringComparison.Ordinal);

        string Refused(byte[] bytes) =>
            Assert.Throws<DatasetException>(() => FerCsvReader.Read(_folder.Write("x.zip", bytes), side: 2)).Message;
    }

    [Fact]
    public void Refuses_a_file_without_line_ends_before_it_fills_the_memory()
    {
        var path = _folder.Write("zeros.csv", new byte[40 << 20]);
        Assert.Throws<DatasetException>(() => FerCsvReader.Read(path));
    }

    [Fact]
    public void Names_a_missing_file() =>
        Assert.Contains("nowhere.csv", Assert.Throws<FileNotFoundException>(
            () => FerCsvReader.Read(Path.Combine(_folder.Path, "nowhere.csv"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Can_be_cancelled_and_reports_progress()
    {
        var path = _folder.Write("faces.csv", TwoRows);
        Assert.Throws<OperationCanceledException>(() => FerCsvReader.Read(path, 2, null, new CancellationToken(true)));
        var reports = new Reports();
        FerCsvReader.Read(path, 2, reports);
        Assert.Equal(1, reports.Values[^1]);
    }

    [Fact]
    public void Reads_the_real_FER2013()
    {
        var faces = RealData.FerWithVotes();
        Assert.Equal(35_887, faces.Count);
        Assert.Equal([28_709, 3_589, 3_589], Splits.All.Select(s => faces.IndicesOf(s).Length));
        var training = faces.Only(Split.Training);
        Assert.Equal([3995, 436, 4097, 7215, 4830, 3171, 4965], Emotions.All.Select(e => training.Labels.Count(l => l == e)));
        Assert.Equal([70, 80, 82, 72], faces.Face(0)[..4].ToArray());
        Assert.Equal([199, 201], faces.Face(35_886)[^2..].ToArray());
    }

    private static byte[] Zip(params (string Name, string Text)[] entries)
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, text) in entries)
                using (var entry = archive.CreateEntry(name).Open())
                    entry.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private sealed class Reports : IProgress<double>
    {
        public List<double> Values { get; } = [];

        public void Report(double value) => Values.Add(value);
    }
}
