namespace Affekt.Imaging.Jpeg;

/// <summary>The ways a JPEG fails, worded once.</summary>
internal static class JpegError
{
    public static ImageFormatException Truncated() =>
        new("The JPEG ends before its picture does; the file is truncated. Copy or save it again.");

    public static ImageFormatException Damaged(string what) =>
        new($"The JPEG is damaged ({what}). Copy or save it again.");

    public static ImageFormatException Unsupported(string what) =>
        new($"This is {what}, which Affekt does not read; save it as an ordinary (8-bit RGB) JPEG or PNG.");
}
