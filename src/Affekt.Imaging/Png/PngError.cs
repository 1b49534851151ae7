namespace Affekt.Imaging.Png;

/// <summary>The ways a PNG fails, worded once.</summary>
internal static class PngError
{
    public static ImageFormatException Truncated() =>
        new("The PNG ends before its picture does; the file is truncated. Copy or save it again.");

    public static ImageFormatException Damaged(string what, Exception? inner = null) =>
        inner is null ? new(Message(what)) : new(Message(what), inner);

    private static string Message(string what) => $"The PNG is damaged ({what}). Copy or save it again.";
}
