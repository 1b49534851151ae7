using Affekt.Imaging;
using Affekt.Imaging.Decoding;
using Affekt.Vision;

namespace Affekt.Training.Detection;

/// <summary>A face that is marked in a photo.</summary>
/// <param name="Box">In the photo's pixels; may run past the border.</param>
/// <param name="Landmarks">Five, in the order of <see cref="Face.Landmarks"/>; empty when unknown.</param>
/// <param name="Ignore">True where nobody knows: neither a face to find nor a place without one.</param>
public sealed record MarkedFace(Box Box, IReadOnlyList<FacePoint> Landmarks, bool Ignore)
{
    /// <summary>True where people drew the box; false where a detector found the face.</summary>
    public bool IsByHuman { get; init; }

    /// <inheritdoc cref="Face.Yaw"/>
    public double? Yaw => new Face(Box, null, Landmarks).Yaw;
}

/// <summary>A photo of a folder of faces.</summary>
/// <param name="File">Its path relative to <see cref="Folder"/>.</param>
/// <param name="Source">The collection that it comes from; "negatives" for photos without faces.</param>
/// <param name="IsScene">False where the face fills the photo, so that it shows nothing of its surroundings.</param>
/// <param name="Faces">What is marked in it; none for photos without faces.</param>
public sealed record FacePhoto(string File, string Source, bool IsScene, IReadOnlyList<MarkedFace> Faces)
{
    /// <summary>The folder of faces that it belongs to; empty when it was read from none.</summary>
    public string Folder { get; init; } = "";

    private const int Shares = 20;

    private const uint HashStart = 2166136261;
    private const uint HashPrime = 16777619;

    /// <summary>
    /// What the photo is for. Decided by the FNV-1a hash of the photo's group, so that it is the same everywhere and for ever:
    /// photos of one person (mux) or with something drawn on one portrait (prajnasb) are a group, every other photo is its own.
    /// Of photos without faces more watch and judge: to tell one false alarm in fifty from two takes hundreds.
    /// </summary>
    public FacePart Part
    {
        get
        {
            var hash = HashStart;
            foreach (var character in Group)
                hash = (hash ^ character) * HashPrime;
            // The low bits of this hash hardly mix; the high ones do.
            var (judged, watched) = Source == FaceFolder.Negatives ? (5, 3) : (4, 1);
            var bin = (hash >> 8) % Shares;
            return bin < judged ? FacePart.Test : bin < judged + watched ? FacePart.Selection : FacePart.Training;
        }
    }

    private string Group
    {
        get
        {
            var name = Path.GetFileNameWithoutExtension(File);
            return Path.GetFileName(Path.GetDirectoryName(File)) switch
            {
                "mux" => "mux/" + name.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '_'),
                "prajnasb" => "prajnasb/" + string.Concat(name.Where(char.IsAsciiDigit)),
                var folder => folder + "/" + name,
            };
        }
    }

    /// <summary>Decodes the photo.</summary>
    /// <param name="cancellation">Stops the decoding.</param>
    /// <exception cref="ImageFormatException">It is damaged.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public Image Load(CancellationToken cancellation = default) =>
        ImageDecoder.Load(Path.Combine(Folder, File), cancellationToken: cancellation);
}

/// <summary>What a photo of a folder of faces is for.</summary>
public enum FacePart
{
    /// <summary>Three quarters, of photos without faces three fifths: to learn from.</summary>
    Training,

    /// <summary>A twentieth, of photos without faces three: to watch a run with and to choose thresholds on.</summary>
    Selection,

    /// <summary>A fifth, of photos without faces a quarter: to judge a finished detector on, and for nothing else.</summary>
    Test,
}
