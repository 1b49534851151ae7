using System.Buffers.Binary;
using System.Buffers.Text;
using System.Numerics;
using System.Runtime.CompilerServices;
using Affekt.Training.Data;

namespace Affekt.Training.Expressions.Datasets;

/// <summary>
/// Reads faces from FER2013's csv: <c>fer2013.csv</c>, <c>icml_face_data.csv</c> and the challenge's <c>train.csv</c>,
/// plain or packed as .gz or .zip. Columns are found by their names, in any order: <c>emotion</c>, <c>pixels</c> and, where
/// present, <c>Usage</c>.
/// </summary>
public static class FerCsvReader
{
    /// <summary>The side of FER2013's faces in pixels.</summary>
    public const int FerSide = 48;

    /// <summary>Reads every row.</summary>
    /// <param name="path">The csv, or a .gz or .zip of it.</param>
    /// <param name="side">Pixels across and down each face.</param>
    /// <param name="progress">Told the share of the file that has been read, 0 to 1.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>The faces in the order of the file; without a Usage column all stand in <see cref="Split.Training"/>.</returns>
    /// <exception cref="DatasetException">The file is empty, cut, damaged, or no such csv; the message names the line.</exception>
    /// <exception cref="IOException">The file cannot be opened or read.</exception>
    public static FaceDataset Read(
        string path, int side = FerSide, IProgress<double>? progress = null, CancellationToken cancellation = default) =>
        Read(path, side, null, progress, cancellation);

    /// <summary>Reads every row that can be read; the others are put into <paramref name="skipped"/>, or refused where it is null.</summary>
    internal static FaceDataset Read(
        string path, int side, List<SkippedPicture>? skipped, IProgress<double>? progress, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(side, 1);
        using var source = CsvSource.Open(path);
        var lines = new CsvLineReader(source, progress, cancellation);
        var header = lines.ReadHeader();
        var emotionColumn = Column(header, "emotion", lines.Name);
        var pixelColumn = Column(header, "pixels", lines.Name);
        var usageColumn = Array.IndexOf(header, "usage");

        var size = side * side;
        var pixels = GC.AllocateUninitializedArray<byte>(size * 1024);
        var labels = new List<Emotion>();
        var splits = new List<Split>();
        var fields = new Range[header.Length];
        var rows = new List<int>();
        var splitNames = new Dictionary<Split, string>();
        for (var row = 0; lines.TryRead(out var line); row++)
        {
            try
            {
                var count = CsvLineReader.Split(line, fields);
                if (count != header.Length)
                    throw new DatasetException(
                        $"{lines.Place} has {count} fields instead of {header.Length}; the file is cut or damaged, download it again.");
                var label = Label(CsvLineReader.Trim(line[fields[emotionColumn]]), lines);
                var split = usageColumn < 0 ? Split.Training : Usage(line[fields[usageColumn]], lines);
                var offset = (long)labels.Count * size;
                if (offset + size > pixels.Length)
                    pixels = Grow(pixels, size, lines);
                Pixels(CsvLineReader.Trim(line[fields[pixelColumn]]), side, pixels.AsSpan((int)offset, size), lines);
                labels.Add(label);
                splits.Add(split);
                rows.Add(row);
                if (usageColumn >= 0 && !splitNames.ContainsKey(split))
                    splitNames[split] = CsvLineReader.Text(line[fields[usageColumn]]);
            }
            catch (DatasetException exception) when (skipped is not null)
            {
                skipped.Add(new SkippedPicture($"line {lines.LineNumber}", exception.Message));
            }
        }
        if (labels.Count == 0 && skipped is { Count: > 0 })
            throw new DatasetException($"{lines.Name}: none of {skipped.Count:N0} rows can be read, the first because: {skipped[0].Reason}");
        if (labels.Count == 0)
            throw new DatasetException($"{lines.Name} has a header but no rows; the file is cut, download it again.");
        Array.Resize(ref pixels, labels.Count * size);
        return new FaceDataset(lines.Name, side, side, pixels, [.. labels], [.. splits],
            [.. rows])
        { HasSplits = usageColumn >= 0, SplitNames = splitNames };
    }

    internal static int Column(string[] header, string name, string file)
    {
        var column = Array.IndexOf(header, name);
        return column >= 0 ? column : throw new DatasetException(
            $"{file} has no column '{name}' (its first line has {Shown(header)}); name a csv with the columns emotion, pixels and Usage.");
    }

    internal static string Shown(string[] header)
    {
        var text = string.Join(", ", header.Take(8).Select(name => $"'{name}'"));
        return text.Length <= 120 ? text : text[..120] + "...";
    }

    internal static Split Usage(ReadOnlySpan<byte> field, CsvLineReader lines) =>
        Splits.TryParse(CsvLineReader.Text(field), out var split) ? split : throw new DatasetException(
            $"{lines.Place} has the unknown Usage '{CsvLineReader.Text(field)}'; it must be one of {string.Join(", ", Splits.Names)}.");

    private static Emotion Label(ReadOnlySpan<byte> field, CsvLineReader lines)
    {
        if (Utf8Parser.TryParse(field, out int number, out var used) && used == field.Length && number is >= 0 and < Emotions.Count)
            return (Emotion)number;
        var text = CsvLineReader.Text(field);
        if (LabelNumber.TryParse(text, out number) && number is >= 0 and < Emotions.Count)
            return (Emotion)number;
        return text.Length > 0 && char.IsLetter(text[0]) && EmotionWords.TryParse(text, out var emotion) && emotion is { } known
            ? known : throw new DatasetException(
            (text.Length == 0 ? $"{lines.Place} has no emotion" : $"{lines.Place} has the unknown emotion '{text}'") +
            $"; it must be 0 to 6 or one of {string.Join(", ", Emotions.Names)}. Leave such rows out with --skip-bad.");
    }

    private static byte[] Grow(byte[] pixels, int size, CsvLineReader lines)
    {
        var length = Math.Min((long)pixels.Length * 2, Array.MaxLength / size * (long)size);
        if (length == pixels.Length)
            throw new DatasetException(
                $"{lines.Place}: more than {pixels.Length / size:N0} faces do not fit into memory at once; split the file.");
        Array.Resize(ref pixels, (int)length);
        return pixels;
    }

    /// <summary>
    /// Reads numbers from 0 to 255 with blanks between them: the loop that sees every byte of 300 MB. How many digits a number has
    /// cannot be foretold, so numbers of up to three are read from four bytes at once, without asking.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pixels(ReadOnlySpan<byte> text, int side, Span<byte> destination, CsvLineReader lines)
    {
        int count = 0, i = 0;
        while (i < text.Length)
        {
            var (value, length) = text.Length - i >= sizeof(uint) ? FastNumber(text.Slice(i, sizeof(uint))) : Number(text[i..]);
            if (value > byte.MaxValue)
                (value, length) = Number(text[i..]);
            if (value > byte.MaxValue)
                throw NotAPixel(text, i, lines);
            i += length;
            if (length == 0)
            {
                i++; // One blank of several.
                continue;
            }
            i += i < text.Length ? 1 : 0;
            if (count < destination.Length)
                destination[count] = (byte)value;
            count++;
        }
        if (count != destination.Length)
            throw new DatasetException(
                $"{lines.Place} has {count:N0} pixel values instead of {destination.Length:N0} ({side}x{side}); the file is " +
                $"cut or damaged, download it again, or leave such rows out with --skip-bad.");
    }

    /// <summary>The number and its digits that four bytes begin with; a value above a byte's where they are not up to three
    /// digits and a blank, or where it is that large.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (uint Value, int Length) FastNumber(ReadOnlySpan<byte> text)
    {
        // Digits turn into 0 to 9, a blank into 16.
        var digits = BinaryPrimitives.ReadUInt32LittleEndian(text) ^ 0x30303030;
        var others = (digits + 0x76767676 | digits) & 0x80808080;
        var length = BitOperations.TrailingZeroCount(others) / 8;
        if (length is 0 or > 3 || text[length] != ' ')
            return (uint.MaxValue, 0);
        // The last digit comes to stand in the highest byte.
        var aligned = digits << (8 * (sizeof(uint) - length));
        return ((aligned >> 24) + 10 * (aligned >> 16 & 0xff) + 100 * (aligned >> 8 & 0xff), length);
    }

    /// <summary>The number and its digits that a text begins with, up to a blank or the end; a value above a byte's where it
    /// is none, or that large.</summary>
    private static (uint Value, int Length) Number(ReadOnlySpan<byte> text)
    {
        uint value = 0;
        var i = 0;
        for (; i < text.Length && text[i] != ' '; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit > 9 || value > byte.MaxValue)
                return (uint.MaxValue, i);
            value = value * 10 + digit;
        }
        return (value, i);
    }

    private static DatasetException NotAPixel(ReadOnlySpan<byte> text, int start, CsvLineReader lines)
    {
        var value = text[start..];
        var blank = value.IndexOf((byte)' ');
        return new DatasetException(
            $"{lines.Place} has the pixel value '{CsvLineReader.Text(blank < 0 ? value : value[..blank])}'; pixels are " +
            $"whole numbers from 0 to 255.");
    }
}
