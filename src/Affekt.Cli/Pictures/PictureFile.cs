using Affekt.Imaging;
using Affekt.Imaging.Decoding;
using Affekt.Imaging.Heif;
using Affekt.Vision;

namespace Affekt.Cli.Pictures;

/// <summary>A person's own picture file, of every format that the command line reads.</summary>
internal static class PictureFile
{
    /// <summary>The formats, for the help.</summary>
    public const string Types = "JPEG, PNG, WebP, GIF, TIFF, BMP, HEIC or AVIF";

    /// <summary>Whether a file's name ends as those of pictures.</summary>
    public static bool IsNamedPicture(string path) => PictureFiles.IsNamedPicture(path) || HeifDecoder.IsNamedHeif(path);

    /// <summary>Decodes a picture as large as finding and reading faces needs it.</summary>
    /// <exception cref="ImageFormatException">As for <see cref="ImageDecoder.LoadPicture"/>.</exception>
    public static DecodedPicture Load(string path, CancellationToken cancellation)
    {
        try
        {
            return ImageDecoder.LoadPicture(path, FacePictures.Options, cancellation);
        }
        catch (ImageFormatException) when (File.Exists(path) && HeifDecoder.IsHeif(path))
        {
            return HeifDecoder.LoadPicture(path, FacePictures.Options, cancellation);
        }
    }
}
