using Affekt.Imaging;
using Affekt.Training.Data;
using Affekt.Training.Expressions.Datasets;

namespace Affekt.Training.Tests.Expressions.Datasets;

public sealed class PictureReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private void Picture(string path, byte gray, int width = 48, int height = 48, int channels = 1)
    {
        var image = new Image(width, height, channels);
        Array.Fill(image.Pixels, gray);
        _folder.Write(path, PngEncoder.Encode(image));
    }

    private DatasetReading Read(PictureOptions? options = null) => DatasetReader.Read(_folder.Path, options);

    [Fact]
    public void Folders_named_as_emotions_become_labels()
    {
        Picture("happy/b.png", 2);
        Picture("happy/a.png", 1);
        Picture("Anger/c.PNG", 3);
        Picture("6/person one/d.png", 4);
        Picture("04_sadness/e.png", 5);
        _folder.Write("happy/Thumbs.db", "x");
        _folder.Write(".hidden/x.png", "x");
        var (faces, skipped, _) = Read();
        Assert.Empty(skipped);
        Assert.False(faces.HasSplits);
        Assert.Equal(["04_sadness/e.png", "6/person one/d.png", "Anger/c.PNG", "happy/a.png", "happy/b.png"],
            faces.Files!.Select(f => f.Path));
        Assert.Equal([Emotion.Sad, Emotion.Neutral, Emotion.Angry, Emotion.Happy, Emotion.Happy], faces.Labels);
        Assert.Equal([5, 4, 3, 1, 2], Enumerable.Range(0, 5).Select(i => (int)faces.Face(i)[0]));
        Assert.Equal((48, 48, 5), (faces.Width, faces.Height, faces.Count));
    }

    [Fact]
    public void Folders_around_them_become_splits()
    {
        Picture("train/fear/a.png", 1);
        Picture("validation/fear/b.png", 2);
        Picture("Test/surprised/c.png", 3);
        var faces = Read().Faces;
        Assert.True(faces.HasSplits);
        Assert.Equal(1, faces.Only(Split.Training).Face(0)[0]);
        Assert.Equal(2, faces.Only(Split.PublicTest).Face(0)[0]);
        Assert.Equal(3, faces.Only(Split.PrivateTest).Face(0)[0]);
    }

    [Fact]
    public void Pictures_become_gray_squares_from_their_middle_and_shapes_are_counted()
    {
        var wide = new Image(60, 20, 1);
        for (var i = 0; i < wide.Pixels.Length; i++)
            wide.Pixels[i] = i % 60 is >= 20 and < 40 ? (byte)200 : (byte)0;
        _folder.Write("sad/wide.png", PngEncoder.Encode(wide));
        Picture("sad/colour.png", 77, 100, 100, 3);
        var faces = Read(new PictureOptions { Side = 10 }).Faces;
        Assert.All(faces.Face(0).ToArray(), p => Assert.Equal(77, p));
        Assert.All(faces.Face(1).ToArray(), p => Assert.Equal(200, p));
        var shapes = DatasetSummary.From(faces).Shapes;
        Assert.Equal((1, 1), (shapes["60x20 gray"], shapes["100x100 colour"]));
    }

    [Fact]
    public void Contempt_and_unknown_are_counted_and_left_out()
    {
        Picture("happy/a.png", 1);
        Picture("contempt/b.png", 1);
        Picture("unknown/c.png", 1);
        var reading = Read();
        Assert.Equal((1, 2), (reading.Faces.Count, reading.WithoutClass));
    }

    [Fact]
    public void Unreadable_pictures_are_named_and_counted_and_skipped_only_when_asked()
    {
        Picture("happy/a.png", 1);
        Picture("happy/z.png", 2);
        _folder.Write("happy/bad.jpg", "this is text");
        _folder.Write("sad/empty.png", []);
        var message = Assert.Throws<DatasetException>(() => Read()).Message;
        Assert.Contains("2 of 4 pictures", message, StringComparison.Ordinal);
        Assert.Contains("happy/bad.jpg, sad/empty.png", message, StringComparison.Ordinal);
        Assert.Contains("--skip-bad", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        var (faces, skipped, _) = Read(new PictureOptions { SkipBad = true });
        Assert.Equal(["happy/bad.jpg", "sad/empty.png"], skipped.Select(s => s.Path));
        Assert.Equal(["happy/a.png", "happy/z.png"], faces.Files!.Select(f => f.Path));
        Assert.Equal([0, 2], faces.Rows);
    }

    [Fact]
    public void Folders_that_are_no_data_set_are_refused()
    {
        Assert.Contains("no pictures", Refused(), StringComparison.Ordinal);
        _folder.Write("fer2013.csv", "x");
        Assert.Contains("name fer2013.csv itself", Refused(), StringComparison.Ordinal);
        Picture("happy/a.png", 1);
        Picture("bored/b.png", 1);
        Assert.Contains("'bored', which names no emotion", Refused(), StringComparison.Ordinal);
        Picture("train/happy/a.png", 1);
        Assert.Contains("also 'bored'", Refused(), StringComparison.Ordinal);
        Assert.ThrowsAny<IOException>(() => DatasetReader.Read(Path.Combine(_folder.Path, "nowhere")));

        string Refused() => Assert.Throws<DatasetException>(() => Read(new PictureOptions { SkipBad = true })).Message;
    }

    [Fact]
    public void When_no_picture_can_be_read_skipping_does_not_help()
    {
        _folder.Write("happy/a.png", "x");
        Assert.Contains("none of 1 pictures",
            Assert.Throws<DatasetException>(() => Read(new PictureOptions { SkipBad = true })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_csv_names_pictures_relative_to_itself_or_to_a_folder()
    {
        Picture("pictures/a b.png", 1);
        Picture("pictures/c,d.png", 2);
        var csv = _folder.Write("labels.csv", "file,emotion,split\npictures/a b.png,3,train\n\"pictures/c,d.png\",sadness,test\n");
        var faces = DatasetReader.Read(csv).Faces;
        Assert.Equal([Emotion.Happy, Emotion.Sad], faces.Labels);
        Assert.Equal([Split.Training, Split.PrivateTest], faces.SplitOf);
        Assert.Equal(2, faces.Face(1)[0]);

        csv = _folder.Write("lists/labels.csv", "label,path\n3,a b.png\ncontempt,missing.png\n");
        var reading = DatasetReader.Read(csv, new PictureOptions { PictureFolder = Path.Combine(_folder.Path, "pictures") });
        Assert.Equal((1, 1, false), (reading.Faces.Count, reading.WithoutClass, reading.Faces.HasSplits));
    }

    [Theory]
    [InlineData("file,emotion\na.png,7\n", "unknown emotion '7'")]
    [InlineData("file,emotion\na.png,bored\n", "unknown emotion 'bored'")]
    [InlineData("file,emotion\n,3\n", "line 2 names no file")]
    [InlineData("file,emotion\na.png\n", "1 fields instead of 2")]
    [InlineData("file,emotion\nmissing.png,3\n", "none of 1 pictures")]
    [InlineData("file,emotion,usage\na.png,3,sometimes\n", "unknown Usage 'sometimes'")]
    [InlineData("file,emotion\n", "no rows")]
    [InlineData("a,b\n1,2\n", "no column 'emotion'")]
    public void A_csv_that_does_not_fit_is_refused(string text, string expected)
    {
        var csv = _folder.Write("labels.csv", text);
        Assert.Contains(expected, Assert.Throws<DatasetException>(() => DatasetReader.Read(csv)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_FER_csv_is_told_by_its_columns()
    {
        var csv = _folder.Write("faces.csv", "emotion,pixels\n3,1 2 3 4\n");
        Assert.Equal(4, DatasetReader.Read(csv, new PictureOptions { Side = 2 }).Faces.Face(0)[3]);
    }

    [Fact]
    public void Votes_beside_a_FER_csv_are_joined()
    {
        var csv = _folder.Write("fer2013.csv", "emotion,pixels,Usage\n3,1 2 3 4,Training\n");
        Assert.Null(DatasetReader.Read(csv, new PictureOptions { Side = 2 }).Faces.Votes);
        _folder.Write(DatasetReader.VotesFile,
            "Usage,Image name,neutral,happiness,surprise,sadness,anger,disgust,fear,contempt,unknown,NF\nTraining,a.png,0,10,0,0,0,0,0,0,0,0\n");
        Assert.Equal(10, DatasetReader.Read(csv, new PictureOptions { Side = 2 }).Faces.VotesOf(0)[(int)CrowdVote.Happiness]);
    }

    [Fact]
    public void Reading_can_be_cancelled()
    {
        Picture("happy/a.png", 1);
        Assert.ThrowsAny<OperationCanceledException>(() => ClassFolderReader.Read(_folder.Path, null, null, new CancellationToken(true)));
    }

    [Theory]
    [InlineData("Happiness", Emotion.Happy)]
    [InlineData(" fear ", Emotion.Fear)]
    [InlineData("0", Emotion.Angry)]
    [InlineData("6", Emotion.Neutral)]
    [InlineData("3 Happy", Emotion.Happy)]
    [InlineData("01-anger", Emotion.Angry)]
    [InlineData("AN", Emotion.Angry)]
    [InlineData("contempt", null)]
    public void Many_words_mean_an_emotion(string word, Emotion? expected)
    {
        Assert.True(EmotionWords.TryParse(word, out var emotion));
        Assert.Equal(expected, emotion);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("7")]
    [InlineData("happyish")]
    [InlineData("12")]
    public void Other_words_do_not(string? word) => Assert.False(EmotionWords.TryParse(word, out _));
}
