using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Affekt.Training.Expressions.Datasets;

/// <summary>
/// The first 40 bits of the SHA-256 of a face's pixels: enough to know a picture again among some ten thousand (two different
/// ones are taken for the same once in 40 million comparisons with 28,000 rows), and too little to say what it showed.
/// </summary>
/// <param name="Value">0 to 2^40 - 1.</param>
public readonly record struct PictureHash(ulong Value)
{
    /// <summary>Bytes when written down.</summary>
    public const int Size = 5;

    private const int ShiftToSize = 8 * (sizeof(ulong) - Size);

    /// <summary>The hash of one face.</summary>
    /// <param name="pixels">[height, width].</param>
    public static PictureHash Of(ReadOnlySpan<byte> pixels)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(pixels, hash);
        return new PictureHash(BinaryPrimitives.ReadUInt64BigEndian(hash) >> ShiftToSize);
    }

    /// <summary>The hashes of all rows, in order.</summary>
    public static PictureHash[] OfAll(FaceDataset faces)
    {
        ArgumentNullException.ThrowIfNull(faces);
        var hashes = new PictureHash[faces.Count];
        for (var i = 0; i < hashes.Length; i++)
            hashes[i] = faces.PictureOf(i);
        return hashes;
    }

    /// <summary>Ten hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x10", System.Globalization.CultureInfo.InvariantCulture);
}
