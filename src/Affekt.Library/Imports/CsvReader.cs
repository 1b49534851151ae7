using System.Text;
using Affekt.Music;

namespace Affekt.Library.Imports;

/// <summary>Reads comma- or tab-separated text row by row (RFC 4180): quoted fields, doubled quotes, line ends within quotes,
/// a byte-order mark.</summary>
/// <param name="reader">The text; not disposed.</param>
/// <param name="separator">The character between fields.</param>
/// <param name="maxFieldLength">The longest field accepted, in characters.</param>
public sealed class CsvReader(TextReader reader, char separator = ',', int maxFieldLength = CsvReader.DefaultMaxFieldLength)
{
    /// <summary>The longest field accepted unless told otherwise: 64 Ki characters.</summary>
    public const int DefaultMaxFieldLength = 1 << 16;

    private const int MaxFields = 4096;

    private readonly char[] _buffer = new char[1 << 14];
    private readonly StringBuilder _field = new();
    private int _position;
    private int _length;
    private bool _atStart = true;

    /// <summary>The line, from 1, on which the last row began.</summary>
    public int Line { get; private set; }

    /// <summary>True when the last row ended with its line, false when the text ended first, as in a file that was cut short.</summary>
    public bool LineEnded { get; private set; } = true;

    private int _nextLine = 1;

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
            row.Add(Peek() == '"' && separator != '\t' ? ReadQuoted() : ReadPlain());
            if (row.Count > MaxFields)
                throw new MusicException($"Line {Line} has more than {MaxFields} fields: is this a csv file?");
            var next = Peek();
            if (next == separator)
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
        _field.Clear();
        while (Peek() is var c && c != -1 && c != separator && c is not ('\r' or '\n'))
            Append((char)Next());
        return _field.ToString();
    }

    private string ReadQuoted()
    {
        _field.Clear();
        _position++;
        while (true)
        {
            var c = Next();
            switch (c)
            {
                case -1:
                    throw new MusicException($"The file ends within the quotes that open on line {Line}: it seems cut short.");
                case '"' when Peek() == '"':
                    _position++;
                    Append('"');
                    continue;
                case '"':
                    // What stands after the closing quote belongs to the field, as spreadsheets read it.
                    while (Peek() is var rest && rest != -1 && rest != separator && rest is not ('\r' or '\n'))
                        Append((char)Next());
                    return _field.ToString();
                case '\n':
                    _nextLine++;
                    break;
                default:
                    break;
            }
            Append((char)c);
        }
    }

    private void Append(char c)
    {
        if (_field.Length >= maxFieldLength)
            throw new MusicException($"A field on line {Line} is longer than {maxFieldLength} characters: a quote may be missing.");
        _field.Append(c);
    }

    private void EndLine()
    {
        if (Next() == '\r' && Peek() == '\n')
            _position++;
        _nextLine++;
    }

    private int Peek() => _position < _length || Fill() ? _buffer[_position] : -1;

    private int Next() => _position < _length || Fill() ? _buffer[_position++] : -1;

    private bool Fill()
    {
        _position = 0;
        _length = reader.Read(_buffer, 0, _buffer.Length);
        return _length > 0;
    }
}
