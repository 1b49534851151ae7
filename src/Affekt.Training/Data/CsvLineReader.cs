using System.Text;

namespace Affekt.Training.Data;

/// <summary>
/// Lines and fields of a csv as bytes, without a string a value: FER2013 is 300 MB of small numbers.
/// Fields may stand in double quotes; a quoted field ends with its line, as in every file that this reads.
/// </summary>
internal sealed class CsvLineReader(CsvSource source, IProgress<double>? progress, CancellationToken cancellation)
{
    private const int BlockSize = 1 << 20;
    private const int LongestLine = 1 << 24;
    private byte[] _buffer = new byte[BlockSize];
    private int _start, _end;
    private bool _finished;

    /// <summary>The number of the line read last, counted from 1.</summary>
    public int LineNumber { get; private set; }

    /// <summary>The start of every message: the file and the line.</summary>
    public string Place => $"{source.Name}, line {LineNumber}";

    /// <summary>The file's name for messages.</summary>
    public string Name => source.Name;

    /// <summary>The next line that is not empty, without its line end; valid until the next call.</summary>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (TryReadAny(out line))
        {
            LineNumber++;
            if (LineNumber == 1 && line is [0xef, 0xbb, 0xbf, ..])
                line = line[3..];
            if (line is [.., (byte)'\r'])
                line = line[..^1];
            if (!line.Trim((byte)' ').IsEmpty)
                return true;
        }
        return false;
    }

    /// <summary>Cuts <paramref name="line"/> at the commas outside quotes.</summary>
    /// <returns>The number of fields; more than <paramref name="fields"/> holds are counted, not stored.</returns>
    public static int Split(ReadOnlySpan<byte> line, Span<Range> fields)
    {
        int count = 0, start = 0;
        while (true)
        {
            var quoted = start < line.Length && line[start] == '"';
            var closing = quoted ? line[(start + 1)..].IndexOf((byte)'"') : -1;
            var from = closing >= 0 ? start + 1 + closing : start;
            var comma = line[from..].IndexOf((byte)',');
            var end = comma < 0 ? line.Length : from + comma;
            if (count < fields.Length)
                fields[count] = start..end;
            count++;
            if (comma < 0)
                return count;
            start = end + 1;
        }
    }

    /// <summary>A field without outer blanks and quotes.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> field)
    {
        field = field.Trim((byte)' ');
        return field is [(byte)'"', .., (byte)'"'] ? field[1..^1].Trim((byte)' ') : field;
    }

    /// <summary>A field as text, cut to what a message can show.</summary>
    public static string Text(ReadOnlySpan<byte> field)
    {
        field = Trim(field);
        return field.Length <= 40 ? Encoding.UTF8.GetString(field) : Encoding.UTF8.GetString(field[..40]) + "...";
    }

    /// <summary>Reads the header line into lower-case names without outer blanks.</summary>
    /// <exception cref="DatasetException">The file is empty.</exception>
    public string[] ReadHeader()
    {
        if (!TryRead(out var line))
            throw new DatasetException($"{source.Name} is empty; download it again.");
        var fields = new Range[Math.Min(Split(line, []), 1024)];
        Split(line, fields);
        var names = new string[fields.Length];
        for (var i = 0; i < names.Length; i++)
            names[i] = Text(line[fields[i]]).ToLowerInvariant();
        return names;
    }

    private bool TryReadAny(out ReadOnlySpan<byte> line)
    {
        var searched = 0;
        while (true)
        {
            var pending = _buffer.AsSpan(_start, _end - _start);
            var length = pending[searched..].IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = pending[..(searched + length)];
                _start += searched + length + 1;
                return true;
            }
            if (_finished)
            {
                line = pending;
                _start = _end;
                return !pending.IsEmpty;
            }
            searched = pending.Length;
            Fill();
        }
    }

    private void Fill()
    {
        cancellation.ThrowIfCancellationRequested();
        var pending = _end - _start;
        if (pending > LongestLine)
            throw new DatasetException(
                $"{source.Name} has a line of more than {LongestLine >> 20} MB after line {LineNumber}; it is no csv of faces.");
        if (pending > _buffer.Length / 2)
            Array.Resize(ref _buffer, _buffer.Length * 2);
        _buffer.AsSpan(_start, pending).CopyTo(_buffer);
        (_start, _end) = (0, pending);
        int read;
        try
        {
            read = source.Bytes.Read(_buffer, _end, _buffer.Length - _end);
        }
        catch (InvalidDataException e)
        {
            throw new DatasetException($"{source.Name} is damaged after line {LineNumber} and cannot be unpacked; download it again.", e);
        }
        _end += read;
        _finished = read == 0;
        progress?.Report(source.Fraction);
    }
}
