using System.Buffers;
using System.Text;
using Affekt.Music;

namespace Affekt.Library.Imports;

/// <summary>Reads separated text row by row (RFC 4180): quoted fields, doubled quotes, line ends within quotes, a byte-order
/// mark.</summary>
/// <remarks>Of our own because an import must tell a file that was cut short from a complete one, name the line, and bound the length
/// of a field. Reading is a small part of an import.</remarks>
public sealed class CsvReader
{
    /// <summary>The longest field accepted unless told otherwise: 64 Ki characters.</summary>
    public const int DefaultMaxFieldLength = 1 << 16;

    private const int MaxFields = 4096;

    private readonly TextReader _reader;
    private readonly char _separator;
    private readonly int _maxFieldLength;
    private readonly bool _quotes;
    private readonly SearchValues<char> _ends;
    private readonly char[] _buffer = new char[1 << 14];
    private readonly StringBuilder _field = new();
    private int _position;
    private int _length;
    private int _nextLine = 1;
    private bool _atStart = true;

    /// <param name="reader">The text; not disposed.</param>
    /// <param name="separator">The character between fields.</param>
    /// <param name="maxFieldLength">The longest field accepted, in characters.</param>
    /// <param name="quotes">Whether quotes enclose fields; unless told, they do except between tabs.</param>
    public CsvReader(TextReader reader, char separator = ',', int maxFieldLength = DefaultMaxFieldLength, bool? quotes = null)
    {
        ArgumentNullException.ThrowIfNull(reader);
        (_reader, _separator, _maxFieldLength) = (reader, separator, maxFieldLength);
        _quotes = quotes ?? separator != '\t';
        _ends = SearchValues.Create([separator, '\r', '\n']);
    }

    /// <summary>The line, from 1, on which the last row began.</summary>
    public int Line { get; private set; }

    /// <summary>True when the last row ended with its line, false when the text ended first, as in a file that was cut short.</summary>
    public bool LineEnded { get; private set; } = true;

    /// <summary>The fields of the next row, or null at the end. Blank lines are passed over.</summary>
    /// <exception cref="MusicException">A field is too long, there are too many fields, or the text ends within quotes.</exception>
    public IReadOnlyList<string>? Read()
    {
        if (_atStart)
        {
            _atStart = false;
            if (Peek() == '\uFEFF')
                _position++;
        }
        while (true)
        {
            Line = _nextLine;
            switch (Peek())
            {
                case -1:
                    return null;
                case '\r' or '\n':
                    EndLine();
                    continue;
                default:
                    return ReadRow();
            }
        }
    }

    private List<string> ReadRow()
    {
        var row = new List<string>(24);
        while (true)
        {
            row.Add(_quotes && Peek() == '"' ? ReadQuoted() : ReadPlain());
            if (row.Count > MaxFields)
                throw new MusicException($"Line {Line} has more than {MaxFields} fields: is this a csv file?");
            var next = Peek();
            if (next == _separator)
            {
                _position++;
                continue;
            }
            LineEnded = next != -1;
            if (LineEnded)
                EndLine();
            return row;
        }
    }

    private string ReadPlain()
    {
        if (Peek() == -1)
            return "";
        var rest = _buffer.AsSpan(_position, _length - _position);
        var end = rest.IndexOfAny(_ends);
        if (end >= 0 && end <= _maxFieldLength)
        {
            _position += end;
            return end == 0 ? "" : new string(rest[..end]);
        }
        _field.Clear();
        AppendPlain();
        return _field.ToString();
    }

    /// <summary>What stands up to the next separator or line end.</summary>
    private void AppendPlain()
    {
        while (Peek() != -1)
        {
            var rest = _buffer.AsSpan(_position, _length - _position);
            var end = rest.IndexOfAny(_ends);
            Append(end < 0 ? rest : rest[..end]);
            _position += end < 0 ? rest.Length : end;
            if (end >= 0)
                return;
        }
    }

    private string ReadQuoted()
    {
        _field.Clear();
        _position++;
        while (true)
        {
            if (Peek() == -1)
                throw new MusicException($"The file ends within the quotes that open on line {Line}: it seems cut short.");
            var rest = _buffer.AsSpan(_position, _length - _position);
            var end = rest.IndexOf('"');
            var text = end < 0 ? rest : rest[..end];
            _nextLine += text.Count('\n');
            Append(text);
            _position += text.Length;
            if (end < 0)
                continue;
            _position++;
            if (Peek() == '"')
            {
                _position++;
                Append("\"");
                continue;
            }
            // What stands after the closing quote belongs to the field, as spreadsheets read it.
            if (Peek() is var next && next != -1 && next != _separator && next is not ('\r' or '\n'))
                AppendPlain();
            return _field.ToString();
        }
    }

    private void Append(ReadOnlySpan<char> text)
    {
        if (_field.Length + text.Length > _maxFieldLength)
            throw new MusicException($"A field on line {Line} is longer than {_maxFieldLength} characters: a quote may be missing.");
        _field.Append(text);
    }

    private void EndLine()
    {
        var first = Peek();
        _position++;
        if (first == '\r' && Peek() == '\n')
            _position++;
        _nextLine++;
    }

    private int Peek() => _position < _length || Fill() ? _buffer[_position] : -1;

    private bool Fill()
    {
        _position = 0;
        _length = _reader.Read(_buffer, 0, _buffer.Length);
        return _length > 0;
    }
}
