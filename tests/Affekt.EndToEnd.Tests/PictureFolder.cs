using Affekt.Imaging;
using Affekt.Imaging.Jpeg;
using Affekt.Testing;

namespace Affekt.EndToEnd.Tests;

/// <summary>A folder with a small model and pictures, good and bad; gone after the tests.</summary>
public sealed class PictureFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("affekt-pictures-").FullName;

    /// <summary>Writes the files.</summary>
    public PictureFolder()
    {
        Models = Directory.CreateDirectory(Path.Combine(_folder, "models")).FullName;
        SmallReader.Save(Models);
        var jpeg = JpegEncoder.Encode(DrawnFace.Draw(640, 480));
        var png = PngEncoder.Encode(DrawnFace.Draw(256, 256));
        Write("face.jpg", jpeg);
        Write("face.png", png);
        Write("truncated.jpg", jpeg[..(jpeg.Length / 2)]);
        Write("truncated.png", png[..(png.Length / 2)]);
        Write("empty.png", []);
        Write("text.jpg", "A letter, not a picture."u8.ToArray());
        Write("giant.png", GiantPng.Make(30_000, 30_000));
        // What the main job is started with where no other picture is at hand.
        var shown = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "pictures")).FullName;
        File.WriteAllBytes(Path.Combine(shown, "face.png"), png);
    }

    /// <summary>A folder with a model that can be read with.</summary>
    public string Models { get; }

    /// <summary>The path of one of the files.</summary>
    public string this[string name] => Path.Combine(_folder, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(string name, byte[] bytes) => File.WriteAllBytes(this[name], bytes);
}
