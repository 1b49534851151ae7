using System.Text;

namespace Affekt.Library.Tests;

/// <summary>Small audio files that players read: a tenth of a second of silence with tags.</summary>
internal static class AudioFiles
{
    /// <summary>Writes an mp3 with ID3v2.4 tags in UTF-8 and a few frames of silence.</summary>
    public static void WriteMp3(string path, string title, string artist, int frames = 4)
    {
        byte[] tags = [.. Frame("TIT2", title), .. Frame("TPE1", artist)];
        var length = tags.Length;
        // MPEG 1 layer 3, 128 kbit/s, 44.1 kHz, joint stereo: 417 bytes a frame; zero side information is silence.
        var silence = new byte[417];
        new byte[] { 0xFF, 0xFB, 0x90, 0x64 }.CopyTo(silence, 0);
        File.WriteAllBytes(path,
        [
            .. "ID3"u8, 4, 0, 0, (byte)(length >> 21 & 0x7F), (byte)(length >> 14 & 0x7F), (byte)(length >> 7 & 0x7F),
                (byte)(length & 0x7F),
            .. tags, .. Enumerable.Repeat(silence, frames).SelectMany(frame => frame),
        ]);
    }

    private static byte[] Frame(string id, string text)
    {
        var value = Encoding.UTF8.GetBytes(text);
        var size = value.Length + 1;
        return [.. Encoding.ASCII.GetBytes(id), (byte)(size >> 21 & 0x7F), (byte)(size >> 14 & 0x7F), (byte)(size >> 7 & 0x7F),
            (byte)(size & 0x7F), 0, 0, 3, .. value];
    }
}
