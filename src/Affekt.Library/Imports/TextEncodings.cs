using System.Buffers;
using System.Text;
using Affekt.Music;
using UtfUnknown;

namespace Affekt.Library.Imports;

/// <summary>Tells how the letters of a file are written, by its bytes.</summary>
internal static class TextEncodings
{
    private const int SampleBytes = 1 << 16;
    private const int ChunkBytes = 1 << 20;

    // So many more letters than damaged bytes make a file UTF-8 with damage, not another encoding.
    private const int LettersPerDamage = 4;
    private const double SureOfOtherScript = 0.6;
    private const double SureOfOtherLatin = 0.8;
    private const double SureOfKorean = 0.3;

    private static readonly Encoding Utf8 = new UTF8Encoding(false);

    static TextEncodings() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>The encoding of a file. UTF-8 and UTF-16 are certain; another is a guess.</summary>
    /// <param name="stream">The file; read to its end at most and put back to its beginning.</param>
    /// <param name="name">How the file is called in messages.</param>
    /// <exception cref="MusicException">The file is no text.</exception>
    public static TextEncoding Of(Stream stream, string name)
    {
        var chunk = new byte[ChunkBytes];
        var length = stream.ReadAtLeast(chunk, SampleBytes, throwOnEndOfStream: false);
        try
        {
            return OfMark(chunk.AsSpan(0, length)) ?? OfNulls(chunk.AsSpan(0, Math.Min(length, SampleBytes)), name)
                ?? OfBytes(stream, chunk, length);
        }
        finally
        {
            stream.Position = 0;
        }
    }

    private static TextEncoding? OfMark(ReadOnlySpan<byte> start) =>
        start is [0xEF, 0xBB, 0xBF, ..] ? new TextEncoding(Utf8, true)
        : start is [0xFF, 0xFE, 0, 0, ..] ? new TextEncoding(Encoding.UTF32, true)
        : start is [0xFF, 0xFE, ..] ? new TextEncoding(Encoding.Unicode, true)
        : start is [0xFE, 0xFF, ..] ? new TextEncoding(Encoding.BigEndianUnicode, true)
        : null;

    // Text has no zero bytes, except in UTF-16, where every second byte of Latin letters is zero.
    private static TextEncoding? OfNulls(ReadOnlySpan<byte> sample, string name)
    {
        var (even, odd) = (0, 0);
        for (var i = 0; i < sample.Length; i++)
        {
            if (sample[i] != 0)
                continue;
            if ((i & 1) == 0)
                even++;
            else
                odd++;
        }
        if (even + odd == 0)
            return null;
        var many = sample.Length / 8;
        return odd > many && even <= odd / 16 ? new TextEncoding(Encoding.Unicode, true)
            : even > many && odd <= even / 16 ? new TextEncoding(Encoding.BigEndianUnicode, true)
            : throw new MusicException($"{name} is no text: import a table, a playlist or a JSON export.");
    }

    private static TextEncoding OfBytes(Stream stream, byte[] chunk, int length)
    {
        var (letters, damage) = (0L, 0L);
        var sample = new MemoryStream();
        while (length > 0)
        {
            // What a chunk cuts in two is looked at again with the next one.
            var whole = length - UnfinishedBytes(chunk.AsSpan(0, length));
            if (damage > 0 || !System.Text.Unicode.Utf8.IsValid(chunk.AsSpan(0, whole)))
                Count(chunk.AsSpan(0, whole), ref letters, ref damage);
            if (damage > 0 && sample.Length < ChunkBytes)
                Sample(chunk.AsSpan(0, whole), sample);
            var rest = length - whole;
            chunk.AsSpan(whole, rest).CopyTo(chunk);
            var read = stream.Read(chunk, rest, chunk.Length - rest);
            length = rest + read;
            if (read == 0 && rest > 0)
            {
                damage++;
                break;
            }
        }
        if (damage == 0)
            return new TextEncoding(Utf8, true);
        return letters >= LettersPerDamage * damage ? new TextEncoding(Utf8, true) : Guess(sample.ToArray());
    }

    private static int UnfinishedBytes(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= Math.Min(3, bytes.Length); back++)
        {
            var b = bytes[^back];
            if (b < 0x80)
                return 0;
            if (b >= 0xC0)
                return back < (b >= 0xF0 ? 4 : b >= 0xE0 ? 3 : 2) ? back : 0;
        }
        return 0;
    }

    private static void Count(ReadOnlySpan<byte> bytes, ref long letters, ref long damage)
    {
        while (bytes.Length > 0)
        {
            if (bytes[0] < 0x80)
            {
                bytes = bytes[1..];
                continue;
            }
            if (Rune.DecodeFromUtf8(bytes, out _, out var used) == OperationStatus.Done)
                letters++;
            else
                damage++;
            bytes = bytes[used..];
        }
    }

    /// <summary>Lines that hold more than ASCII: the others tell nothing.</summary>
    private static void Sample(ReadOnlySpan<byte> bytes, MemoryStream sample)
    {
        foreach (var range in bytes.Split((byte)'\n'))
        {
            if (sample.Length >= ChunkBytes)
                return;
            if (bytes[range].ContainsAnyInRange((byte)0x80, (byte)0xFF))
            {
                sample.Write(bytes[range]);
                sample.WriteByte((byte)'\n');
            }
        }
    }

    private static TextEncoding Guess(byte[] sample)
    {
        var western = Encoding.GetEncoding(1252);
        if (CharsetDetector.DetectFromBytes(sample).Detected is not { Encoding: { } encoding } detected)
            return new TextEncoding(western, false);
        // Western, Central European and Turkish letters share most bytes; few words do not tell them apart. Korean in two bytes a
        // letter is like nothing else, but the detector is modest about short texts.
        var sure = encoding.CodePage switch
        {
            949 or 51949 => Decodes(encoding, sample) ? SureOfKorean : 1,
            1250 or 1254 or 1257 or (>= 28592 and <= 28594) or (>= 28599 and <= 28606) => SureOfOtherLatin,
            1252 or 28591 or 28605 or 20127 or 65001 => double.PositiveInfinity,
            _ => SureOfOtherScript,
        };
        return new TextEncoding(detected.Confidence < sure ? western : encoding, false);
    }

    private static bool Decodes(Encoding encoding, byte[] bytes)
    {
        try
        {
            Encoding.GetEncoding(encoding.CodePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                .GetCharCount(bytes);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}

/// <summary>How the letters of a file are written.</summary>
/// <param name="Encoding">The encoding; its decoder puts U+FFFD for what it cannot read.</param>
/// <param name="IsCertain">False for a guess, which the person must hear of.</param>
internal readonly record struct TextEncoding(Encoding Encoding, bool IsCertain);
