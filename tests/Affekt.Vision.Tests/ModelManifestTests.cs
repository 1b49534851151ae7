using System.Security.Cryptography;

namespace Affekt.Vision.Tests;

public sealed class ModelManifestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("affekt-manifest-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write(byte[] model, string manifest)
    {
        File.WriteAllBytes(Path.Combine(_folder, "emotion.onnx"), model);
        File.WriteAllText(Path.Combine(_folder, "manifest.json"), manifest);
    }

    private static string Manifest(byte[] model) =>
        $$"""{ "models": [ { "name": "emotion", "file": "emotion.onnx", "version": "1", "sha256": "{{Convert.ToHexString(SHA256.HashData(model))}}", "metrics": { "accuracy": 0.7 } } ] }""";

    [Fact]
    public void Gives_the_bytes_of_the_model_that_it_describes()
    {
        byte[] model = [1, 2, 3];
        Write(model, Manifest(model));

        Assert.Equal(model, ModelManifest.ReadModel(_folder, "emotion"));
    }

    [Fact]
    public void Refuses_a_model_whose_hash_is_another()
    {
        Write([1, 2, 4], Manifest([1, 2, 3]));

        var exception = Assert.Throws<EmotionModelException>(() => ModelManifest.ReadModel(_folder, "emotion"));
        Assert.Contains("SHA-256", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{ "models": [] }""")]
    public void Refuses_a_manifest_that_is_damaged_or_lacks_the_model(string manifest)
    {
        Write([1], manifest);

        Assert.Throws<EmotionModelException>(() => ModelManifest.ReadModel(_folder, "emotion"));
    }

    [Fact]
    public void A_missing_model_is_a_missing_file()
    {
        Write([1], Manifest([1]));
        File.Delete(Path.Combine(_folder, "emotion.onnx"));

        Assert.Throws<FileNotFoundException>(() => ModelManifest.ReadModel(_folder, "emotion"));
    }

    [Fact]
    public void A_model_is_only_looked_for_beside_the_manifest()
    {
        var outside = Path.Combine(Path.GetDirectoryName(_folder)!, "emotion.onnx");
        Write([1], Manifest([1]).Replace("emotion.onnx", outside.Replace('\\', '/'), StringComparison.Ordinal));

        Assert.Equal([1], ModelManifest.ReadModel(_folder, "emotion"));
    }
}
