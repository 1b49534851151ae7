using Affekt.Imaging;
using Affekt.Imaging.Decoding;
using Affekt.Neural.Onnx;
using Affekt.Testing;

namespace Affekt.Vision.Tests;

public class FaceDetectorTests
{
    [Fact]
    public void A_face_is_found_with_box_score_and_landmarks()
    {
        var face = Assert.Single(SmallDetector.Create().Find(Cells(96, 64, (40, 24))));

        Assert.Equal(new Box(44 - 12, 28 - 12, 24, 24), Rounded(face.Box));
        Assert.True(face.Score > 0.99);
        Assert.Equal([39.2, 48.8, 44, 40, 48], face.Landmarks.Select(p => Math.Round(p.X, 1)));
        Assert.Equal([24.8, 24.8, 30.4, 35.2, 35.2], face.Landmarks.Select(p => Math.Round(p.Y, 1)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 300)]
    [InlineData(12_000, 20)]
    [InlineData(96, 64)]
    public void No_face_is_an_empty_list(int width, int height) => Assert.Empty(SmallDetector.Create().Find(new Image(width, height, 3)));

    [Fact]
    public void A_white_picture_of_any_size_is_no_exception()
    {
        foreach (var (width, height) in ((int, int)[])[(1, 1), (33, 31), (5000, 9), (400, 300)])
        {
            var image = new Image(width, height, 1);
            Array.Fill(image.Pixels, (byte)255);

            Assert.All(SmallDetector.Create().Find(image), face => Assert.True(face.Box.CentreX < width && face.Box.CentreY < height));
        }
    }

    [Fact]
    public void A_face_at_the_border_keeps_its_whole_box()
    {
        var face = Assert.Single(SmallDetector.Create().Find(Cells(64, 64, (0, 56))));

        Assert.Equal(new Box(-8, 48, 24, 24), Rounded(face.Box));
    }

    [Fact]
    public void A_large_photo_is_shrunk_to_the_budget_and_boxes_are_in_its_own_pixels()
    {
        var image = new Image(1280, 960, 1);
        Fill(image, 320, 160, 16);

        var face = Assert.Single(SmallDetector.Create(new FaceDetectorOptions { MostPixels = 640 * 480 }).Find(image));

        Assert.Equal(new Box(328 - 24, 168 - 24, 48, 48), Rounded(face.Box));
    }

    [Fact]
    public void Faces_come_largest_first_and_surest_of_a_heap_only()
    {
        var faces = SmallDetector.Create().Find(Cells(128, 64, (24, 24), (32, 24), (96, 24)));

        Assert.Equal(2, faces.Count);
    }

    [Fact]
    public void The_threshold_is_the_models_unless_the_caller_has_one()
    {
        Assert.Equal(0.5, SmallDetector.Create().Threshold);
        Assert.Equal(0.9, SmallDetector.Create(new FaceDetectorOptions { Threshold = 0.9 }).Threshold);
    }

    [Fact]
    public void Several_threads_find_what_one_finds()
    {
        var detector = SmallDetector.Create();
        var images = Enumerable.Range(0, 40).Select(i => Cells(64 + 8 * (i % 5), 64 + 8 * (i % 7), (16 + 8 * (i % 3), 24))).ToArray();
        var alone = images.Select(i => detector.Find(i).Single().Box).ToArray();

        var together = new Box[images.Length];
        Parallel.For(0, images.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 },
            i => together[i] = detector.Find(images[i]).Single().Box);

        Assert.Equal(alone, together);
    }

    [Fact]
    public void The_description_survives_its_metadata()
    {
        var info = new FaceModelInfo
        {
            Threshold = 0.37,
            Mean = 0.4,
            Deviation = 0.3,
            LargestFace = 90,
            SmallestFace = 9,
            Strides = [8, 16]
        };

        var read = FaceModelInfo.FromMetadata(info.ToMetadata());

        Assert.Equal((0.37, 0.4, 0.3, 90, 9), (read.Threshold, read.Mean, read.Deviation, read.LargestFace, read.SmallestFace));
        Assert.Equal([8, 16], read.Strides);
    }

    [Theory]
    [InlineData("affekt.face.threshold", "2", "out of range")]
    [InlineData("affekt.face.threshold", "high", "not a number")]
    [InlineData("affekt.face.strides", "8,x", "out of range")]
    [InlineData("affekt.face.format", "9", "too new")]
    [InlineData("affekt.face.format", "0", "too old")]
    public void A_damaged_description_is_refused(string key, string value, string said)
    {
        var metadata = new Dictionary<string, string>(new FaceModelInfo().ToMetadata()) { [key] = value };

        Assert.Contains(said, Assert.Throws<FaceModelException>(() => FaceModelInfo.FromMetadata(metadata)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_finds_no_faces_is_refused()
    {
        var emotion = new Model(SmallReader.Network(), new FaceModelInfo().ToMetadata()).ToBytes();

        Assert.Contains("faces8", Assert.Throws<FaceModelException>(() => new FaceDetector(emotion)).Message, StringComparison.Ordinal);
        Assert.Throws<FaceModelException>(() => new FaceDetector(new Model(SmallReader.Network()).ToBytes()));
    }

    [Fact]
    public void A_folder_without_a_detector_takes_the_middle_of_the_picture()
    {
        var folder = Directory.CreateTempSubdirectory("affekt-").FullName;
        try
        {
            SmallReader.Save(folder);
            Assert.IsType<CentreSquareFinder>(FaceFinder.Load(folder));
            SmallDetector.Save(folder);
            Assert.IsType<FaceDetector>(FaceFinder.Load(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The library in three lines, as the README shows it.</summary>
    [Fact]
    public void Three_lines_lead_from_bytes_to_readings()
    {
        var models = Directory.CreateTempSubdirectory("affekt-").FullName;
        try
        {
            SmallDetector.Save(models);
            var bytes = PngEncoder.Encode(Cells(96, 64, (40, 24)));

            var image = ImageDecoder.Decode(bytes);
            var (finder, reader) = (FaceFinder.Load(models), EmotionReader.Load(models));
            var readings = finder.Find(image).Select(face => reader.Read(image, face)).ToList();

            Assert.Equal(1, Assert.Single(readings).Probabilities.Values.Sum(), 6);
        }
        finally
        {
            Directory.Delete(models, recursive: true);
        }
    }

    private static Image Cells(int width, int height, params (int X, int Y)[] cells)
    {
        var image = new Image(width, height, 1);
        foreach (var (x, y) in cells)
            Fill(image, x, y, 8);
        return image;
    }

    private static void Fill(Image image, int left, int top, int side)
    {
        for (var y = top; y < top + side; y++)
            image.Pixels.AsSpan(y * image.Width + left, side).Fill(255);
    }

    private static Box Rounded(Box box) =>
        new(Math.Round(box.X, 3), Math.Round(box.Y, 3), Math.Round(box.Width, 3), Math.Round(box.Height, 3));
}
