using System.Text.Json;
using Affekt.Music;

namespace Affekt.Library.Imports;

/// <summary>Reads the tokens of JSON of any length with a buffer of bounded size; several documents in a row, one a line as
/// exports have them, are read as well.</summary>
/// <param name="stream">UTF-8 text; not disposed.</param>
/// <param name="name">How the file is called in messages.</param>
internal sealed class JsonTokens(Stream stream, string name)
{
    private const int FirstBytes = 1 << 16;
    private const int MostBytes = 1 << 20;
    private const int MostLetters = 4096;
    private const int Depth = 32;

    private JsonReaderState _state = new(
        new JsonReaderOptions
        {
            AllowMultipleValues = true,
            AllowTrailingCommas = true,
            CommentHandling = JsonCommentHandling.Skip,
            MaxDepth = Depth
        });

    private byte[] _buffer = new byte[FirstBytes];
    private int _start;
    private int _length;
    private long _before;
    private bool _atEnd;
    private bool _begun;

    /// <summary>What the last token is.</summary>
    public JsonTokenType Type { get; private set; }

    /// <summary>The name of a property, or the value of text, a number or a truth; empty for anything else and for text of more
    /// than 4096 bytes.</summary>
    public string Text { get; private set; } = "";

    /// <summary>How many bytes were read.</summary>
    public long Position => _before + _start;

    /// <summary>Goes to the next token.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="MusicException">The text is no JSON, is cut short, is nested too deeply or has a value that is too
    /// long.</exception>
    public bool Read()
    {
        while (true)
        {
            if (_begun && Next() is { } found)
                return found;
            Fill();
        }
    }

    private bool? Next()
    {
        var reader = new Utf8JsonReader(_buffer.AsSpan(_start, _length - _start), _atEnd, _state);
        try
        {
            if (!reader.Read())
            {
                // What was read so far may have been blank.
                Advance(ref reader);
                return _atEnd ? false : null;
            }
            Type = reader.TokenType;
            Text = Type switch
            {
                JsonTokenType.String or JsonTokenType.PropertyName when reader.ValueSpan.Length <= MostLetters => reader.GetString()!,
                JsonTokenType.Number when reader.ValueSpan.Length <= 64 => System.Text.Encoding.ASCII.GetString(reader.ValueSpan),
                JsonTokenType.True => "true",
                JsonTokenType.False => "false",
                _ => "",
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The reader's own message tells line and place within what it was given, which is only a part.
            throw new MusicException($"{name} is no complete JSON: it is damaged or cut short near byte {_before + _start}.", e);
        }
        Advance(ref reader);
        return true;
    }

    private void Advance(ref Utf8JsonReader reader)
    {
        _state = reader.CurrentState;
        _start += (int)reader.BytesConsumed;
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _length - _start).CopyTo(_buffer);
        _before += _start;
        (_start, _length) = (0, _length - _start);
        if (_length == _buffer.Length)
        {
            if (_buffer.Length >= MostBytes)
                throw new MusicException(
                    $"{name} has a value of more than {MostBytes >> 20} MiB near byte {_before}: that is no list of songs.");
            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }
        var read = stream.Read(_buffer, _length, _buffer.Length - _length);
        _length += read;
        _atEnd = read == 0;
        if (!_begun && _buffer.AsSpan(0, _length).StartsWith("\uFEFF"u8))
            _start = 3;
        _begun = true;
    }
}
