using Affekt.Imaging;

namespace Affekt.Vision;

/// <summary>How large pictures are decoded to find and read faces in them.</summary>
public static class FacePictures
{
    /// <summary>
    /// Enough pixels of a photo. The detector searches at most 1280 x 960 of them; one and a half times as many on each side
    /// leave the smallest faces that it finds the pixels that reading needs.
    /// </summary>
    public const long EnoughPixels = 1280L * 960 * 9 / 4;

    /// <summary>Decodes photos that are far larger than that at a reduced size.</summary>
    public static DecodeOptions Options { get; } = new() { EnoughPixels = EnoughPixels };

    /// <summary>A face that was found in the pixels of a decoded picture, in pixels of the picture itself.</summary>
    /// <param name="face">Found in <see cref="DecodedPicture.Image"/>.</param>
    /// <param name="picture">The picture.</param>
    public static Face In(this Face face, DecodedPicture picture)
    {
        ArgumentNullException.ThrowIfNull(face);
        ArgumentNullException.ThrowIfNull(picture);
        if (picture.Image.Width == picture.Width && picture.Image.Height == picture.Height)
            return face;
        var (x, y, box) = (picture.ScaleX, picture.ScaleY, face.Box);
        return new Face(
            new Box(box.X * x, box.Y * y, box.Width * x, box.Height * y), face.Score,
            [.. face.Landmarks.Select(point => new FacePoint(point.X * x, point.Y * y))]);
    }
}
