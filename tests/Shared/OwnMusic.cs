using System.Buffers.Binary;
using System.Text;
using Affekt.Imaging;

namespace Affekt.Testing;

/// <summary>A small folder of music made in code: FLAC files with tags, a picture and a soft tone, so that players have
/// something to play.</summary>
internal static class OwnMusic
{
    /// <summary>Titles, artists and mood words of the songs.</summary>
    public static IReadOnlyList<(string Title, string Artist, string Mood)> Songs { get; } =
    [
        ("Morning on the Lake", "The Test Tones", "calm"),
        ("Bright Street", "The Test Tones", "happy"),
        ("Slow Rain", "Sine and the Waves", "sad"),
        ("Running Downhill", "Sine and the Waves", "energetic"),
        ("Letter Home", "Quiet Harmonics", "nostalgic"),
        ("Night Window", "Quiet Harmonics", "melancholic"),
    ];

    /// <summary>Writes the songs.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <param name="seconds">How long each is.</param>
    public static void Write(string folder, int seconds = 12)
    {
        for (var i = 0; i < Songs.Count; i++)
        {
            var (title, artist, mood) = Songs[i];
            var home = Directory.CreateDirectory(Path.Combine(folder, artist)).FullName;
            File.WriteAllBytes(Path.Combine(home, $"{title}.flac"),
                Flac(title, artist, mood, 220 * Math.Pow(2, i / 6.0), seconds, Cover(i)));
        }
    }

    /// <summary>A square of one colour with a circle on it, as a PNG.</summary>
    public static byte[] Cover(int number)
    {
        const int Side = 160;
        var pixels = new byte[Side * Side * 3];
        for (var i = 0; i < Side * Side; i++)
        {
            var (x, y) = (i % Side - Side / 2.0, i / Side - Side / 2.0);
            var inside = x * x + y * y < 46 * 46;
            for (var c = 0; c < 3; c++)
                pixels[3 * i + c] = (byte)Math.Clamp(150 + 90 * Math.Sin(number * 1.3 + c * 2.1 + (inside ? 2.2 : 0) + y / 160), 0, 255);
        }
        return PngEncoder.Encode(new Image(Side, Side, 3, pixels));
    }

    // FLAC with verbatim subframes: 8 kHz, 16 bit, one channel, 4096 samples a frame.
    private static byte[] Flac(string title, string artist, string mood, double pitch, int seconds, byte[] cover)
    {
        const int Rate = 8000;
        const int Block = 4096;
        var blocks = seconds * Rate / Block;
        var file = new MemoryStream();
        file.Write("fLaC"u8);

        var info = new byte[34];
        BinaryPrimitives.WriteUInt16BigEndian(info, Block);
        BinaryPrimitives.WriteUInt16BigEndian(info.AsSpan(2), Block);
        // 20 bits of rate, 3 of channels - 1, 5 of bits - 1, 36 of samples.
        BinaryPrimitives.WriteUInt64BigEndian(info.AsSpan(10), (ulong)Rate << 44 | 15UL << 36 | (uint)(blocks * Block));
        Metadata(file, 0, info, last: false);

        var comments = new MemoryStream();
        Text(comments, "affekt tests");
        string[] tags = [$"TITLE={title}", $"ARTIST={artist}", $"MOOD={mood}", "GENRE=ambient", "DATE=2026", "LANGUAGE=zxx"];
        comments.Write(BitConverter.GetBytes(tags.Length));
        foreach (var tag in tags)
            Text(comments, tag);
        Metadata(file, 4, comments.ToArray(), last: false);

        var picture = new MemoryStream();
        Big(picture, 3);
        Big(picture, 9);
        picture.Write("image/png"u8);
        foreach (var value in new[] { 0, 160, 160, 24, 0, cover.Length })
            Big(picture, value);
        picture.Write(cover);
        Metadata(file, 6, picture.ToArray(), last: true);

        for (var block = 0; block < blocks; block++)
            Frame(file, block, Block, i => (short)(1200 * Math.Sin(2 * Math.PI * pitch * (block * (double)Block + i) / Rate)));
        return file.ToArray();
    }

    private static void Frame(MemoryStream file, int number, int samples, Func<int, short> sample)
    {
        var frame = new MemoryStream();
        // Sync and fixed block size; 4096 samples at 8 kHz; one channel of 16 bits; the frame's number as UTF-8.
        frame.Write([0xFF, 0xF8, 0xC4, 0x08]);
        frame.Write(Encoding.UTF8.GetBytes(char.ConvertFromUtf32(number)));
        frame.WriteByte(Crc(frame.ToArray(), 0x07, 8));
        frame.WriteByte(0x02); // verbatim
        Span<byte> two = stackalloc byte[2];
        for (var i = 0; i < samples; i++)
        {
            BinaryPrimitives.WriteInt16BigEndian(two, sample(i));
            frame.Write(two);
        }
        BinaryPrimitives.WriteUInt16BigEndian(two, Crc16(frame.ToArray()));
        frame.Write(two);
        frame.WriteTo(file);
    }

    private static byte Crc(byte[] data, int polynomial, int bits)
    {
        var crc = 0;
        foreach (var value in data)
        {
            crc ^= value << (bits - 8);
            for (var i = 0; i < 8; i++)
                crc = (crc & (1 << (bits - 1))) != 0 ? (crc << 1) ^ polynomial : crc << 1;
        }
        return (byte)crc;
    }

    private static ushort Crc16(byte[] data)
    {
        var crc = 0;
        foreach (var value in data)
        {
            crc ^= value << 8;
            for (var i = 0; i < 8; i++)
                crc = ((crc & 0x8000) != 0 ? (crc << 1) ^ 0x8005 : crc << 1) & 0xFFFF;
        }
        return (ushort)crc;
    }

    private static void Metadata(MemoryStream file, int type, byte[] body, bool last)
    {
        file.Write([(byte)(type | (last ? 0x80 : 0)), (byte)(body.Length >> 16), (byte)(body.Length >> 8), (byte)body.Length]);
        file.Write(body);
    }

    private static void Text(MemoryStream stream, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        stream.Write(BitConverter.GetBytes(bytes.Length));
        stream.Write(bytes);
    }

    private static void Big(MemoryStream stream, int value)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(four, value);
        stream.Write(four);
    }
}
