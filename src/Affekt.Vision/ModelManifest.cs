using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Affekt.Vision;

/// <summary>One model of a manifest.</summary>
/// <param name="Name">What it is for: "emotion".</param>
/// <param name="File">The file's name, beside the manifest.</param>
/// <param name="Version">Its version.</param>
/// <param name="Sha256">The hash of the file, 64 hexadecimal digits.</param>
/// <param name="Recipe">The recipe that made it.</param>
/// <param name="Metrics">How it did, by measure.</param>
public sealed record ModelEntry(string Name, string File, string Version, string Sha256, string? Recipe = null,
    IReadOnlyDictionary<string, double>? Metrics = null);

/// <summary>The list of the models that were shipped together: manifest.json in the folder of the models.</summary>
/// <param name="Models">One entry a model.</param>
public sealed record ModelManifest(IReadOnlyList<ModelEntry> Models)
{
    /// <summary>The manifest's name in a folder of models.</summary>
    public const string FileName = "manifest.json";

    /// <summary>True for models of pictures that are faces already: nothing is looked for, the middle of each picture is read.</summary>
    public bool PicturesAreFaces { get; init; }

    /// <summary>A manifest of one model.</summary>
    /// <param name="name">What the model is for.</param>
    /// <param name="file">Its file's name, beside the manifest.</param>
    /// <param name="bytes">Its file's contents.</param>
    /// <param name="recipe">The recipe that made it.</param>
    /// <param name="metrics">How it did, by measure.</param>
    public static ModelManifest For(
        string name, string file, ReadOnlySpan<byte> bytes, string recipe, IReadOnlyDictionary<string, double> metrics)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return new ModelManifest([new ModelEntry(name, file, hash[..12], hash, recipe, metrics)]);
    }

    /// <summary>The manifest as the bytes of its file.</summary>
    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, ManifestJson.Default.ModelManifest);

    /// <summary>True when a folder's manifest lists a model of a name.</summary>
    /// <exception cref="EmotionModelException">The manifest is damaged.</exception>
    /// <exception cref="IOException">It is missing or cannot be read.</exception>
    public static bool Lists(string folder, string name) => Read(folder).Models?.Any(m => m.Name == name) == true;

    /// <summary>True when a folder's manifest says that its pictures are faces already; see <see cref="PicturesAreFaces"/>.</summary>
    /// <inheritdoc cref="Lists" path="/exception"/>
    public static bool HasFacesOnly(string folder) => Read(folder).PicturesAreFaces;

    /// <summary>Reads a model's bytes, and refuses them when their hash is not the manifest's.</summary>
    /// <param name="folder">The folder with manifest.json and the model.</param>
    /// <param name="name">The model's name in the manifest.</param>
    /// <exception cref="EmotionModelException">The manifest is damaged or lacks the model, or the file is not the one it
    /// describes.</exception>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static byte[] ReadModel(string folder, string name)
    {
        var entry = Read(folder).Models?.FirstOrDefault(m => m.Name == name)
            ?? throw new EmotionModelException($"{Path.Combine(folder, FileName)} does not list a model '{name}': fetch it again.");
        var file = Path.Combine(folder, Path.GetFileName(entry.File));
        var bytes = System.IO.File.ReadAllBytes(file);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes));
        return hash.Equals(entry.Sha256, StringComparison.OrdinalIgnoreCase)
            ? bytes
            : throw new EmotionModelException(
                $"{file} is not the model that {FileName} describes (its SHA-256 is {hash}): fetch it again, or update the manifest.");
    }

    private static ModelManifest Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        try
        {
            return JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(path), ManifestJson.Default.ModelManifest)
                ?? new ModelManifest([]);
        }
        catch (JsonException exception)
        {
            throw new EmotionModelException($"{path} is damaged ({exception.Message}): fetch it again.", exception);
        }
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true,
    ReadCommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true)]
[JsonSerializable(typeof(ModelManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
