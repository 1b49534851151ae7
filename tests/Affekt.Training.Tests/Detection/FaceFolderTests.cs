using Affekt.Imaging;
using Affekt.Training.Data;
using Affekt.Training.Detection;
using Affekt.Vision;

namespace Affekt.Training.Tests.Detection;

public class FaceFolderTests
{
    private const string Header = "file,width,height,source,kind,x,y,w,h,score,lx0,ly0,lx1,ly1,lx2,ly2,lx3,ly3,lx4,ly4,human_box,ignore\n";

    [Fact]
    public void Faces_of_a_photo_come_together_and_photos_without_faces_at_the_end()
    {
        using var folder = new TempFolder();
        folder.Write("faces.csv", Header
            + "images/a/1.jpg,100,80,news,context,-3.5,2,20,30,0.9,1,2,3,4,5,6,7,8,9,10,0,0\n"
            + "images/b/2.jpg,50,50,crops,crop,1,1,40,45,0.9,,,,,,,,,,,0,0\n"
            + "images/a/1.jpg,100,80,news,context,60,5,6,7,,,,,,,,,,,,1,1\n");
        folder.Write("negatives.csv", "file,img_w,img_h\nnegatives/x.jpg,320,200\n");

        var photos = FaceFolder.Read(folder.Path);

        Assert.Equal(["images/a/1.jpg", "images/b/2.jpg", "negatives/x.jpg"], photos.Select(p => p.File));
        Assert.Equal([true, false, true], photos.Select(p => p.IsScene));
        Assert.Equal([2, 1, 0], photos.Select(p => p.Faces.Count));
        Assert.Equal(new Box(-3.5, 2, 20, 30), photos[0].Faces[0].Box);
        Assert.Equal([new(1, 2), new(3, 4), new(5, 6), new(7, 8), new FacePoint(9, 10)], photos[0].Faces[0].Landmarks);
        Assert.Equal([false, true], photos[0].Faces.Select(f => f.Ignore));
        Assert.Equal([false, true], photos[0].Faces.Select(f => f.IsByHuman));
        Assert.Empty(photos[1].Faces[0].Landmarks);
        Assert.Equal(FaceFolder.Negatives, photos[2].Source);
    }

    [Fact]
    public void A_photo_of_one_face_belongs_to_groups_by_annotation_light_and_turn()
    {
        using var folder = new TempFolder();
        FacePoint[] Landmarks(double nose) => [new(30, 40), new(70, 40), new(50 + nose, 60), new(35, 80), new(65, 80)];
        FacePhoto Photo(double nose) => new("a.jpg", "s", false, [new MarkedFace(new Box(10, 10, 80, 80), Landmarks(nose), Ignore: false)]);
        var image = new Image(100, 100, 1);
        image.Pixels.AsSpan().Fill(30);

        Assert.Equal(["light: dark (mean under 60)", "yaw: under 20 degrees"], FaceGroups.Of(Photo(4), image));
        Assert.Equal("yaw: 20 to 40 degrees", FaceGroups.Of(Photo(-12), image).Last());
        Assert.Equal("yaw: 40 to 60 degrees", FaceGroups.Of(Photo(30), image).Last());
        Assert.Equal("yaw: over 60 degrees", FaceGroups.Of(Photo(44), image).Last());
        Assert.Equal(45, new MarkedFace(new Box(0, 0, 9, 9), Landmarks(24), Ignore: false).Yaw!.Value, 6);
        Assert.Empty(FaceGroups.Of(Photo(0) with { Faces = [] }, image));

        Assert.Empty(FaceGroups.Read(folder.Path));
        folder.Write(FaceGroups.Table, "file,gender,age\na.jpg,Female,\nb.jpg,Male,20-29\n");
        Assert.Equal(["gender Female"], FaceGroups.Read(folder.Path)["a.jpg"]);
        Assert.Equal(["gender Male", "age 20-29"], FaceGroups.Read(folder.Path)["b.jpg"]);
    }

    [Theory]
    [InlineData("file,source\n", "column 'kind'")]
    [InlineData(Header + "a.jpg,1,2\n", "3 fields instead of 22")]
    [InlineData(Header + "a.jpg,9,9,s,crop,x,2,3,4,,,,,,,,,,,,0,0\n", "'x' in the column 'x'")]
    [InlineData(Header + "a.jpg,9,9,s,crop,1,2,0,4,,,,,,,,,,,,0,0\n", "area")]
    public void A_damaged_table_says_where_and_what(string faces, string said)
    {
        using var folder = new TempFolder();
        folder.Write("faces.csv", faces);
        folder.Write("negatives.csv", "file\n");

        Assert.Contains(said, Assert.Throws<DatasetException>(() => FaceFolder.Read(folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_part_of_a_photo_never_changes_and_holds_a_person_together()
    {
        FacePart Of(string file) => new FacePhoto(file, "", false, []).Part;

        Assert.Single(Enumerable.Range(1, 20).Select(i => Of($"images/mux/Ann_Example_{i:0000}.jpg")).Distinct());
        Assert.Equal(Of("images/prajnasb/data_with_mask_7_with_mask.jpg"), Of("images/prajnasb/data_without_mask_7.jpg"));
        var parts = Enumerable.Range(0, 4000).CountBy(i => Of($"images/fairface/{i}.jpg")).ToDictionary();
        Assert.InRange(parts[FacePart.Test], 640, 960);
        Assert.InRange(parts[FacePart.Selection], 120, 280);
        var empty = Enumerable.Range(0, 4000).Select(i => $"images/fairface/{i}.jpg")
            .CountBy(file => new FacePhoto(file, FaceFolder.Negatives, true, []).Part).ToDictionary();
        Assert.InRange(empty[FacePart.Test], 850, 1150);
        Assert.InRange(empty[FacePart.Selection], 500, 700);
    }
}
