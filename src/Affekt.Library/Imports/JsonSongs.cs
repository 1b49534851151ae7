using System.Text.Json;
using Affekt.Music;

namespace Affekt.Library.Imports;

/// <summary>
/// Songs in JSON of any shape: every object that has a title and an artist under one of the names of <see cref="SongColumns"/>,
/// itself or in objects within it. Objects are read one by one, so a file may be of any length.
/// </summary>
internal sealed class JsonSongs(Stream stream, string name) : SongSource
{
    private const int MostLetters = 4096;

    // The elements of a document that is a list, or of a list in it, are what a file is about.
    private const int MostOuter = 2;
    private const string YouTubeMusic = "YouTube Music";

    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly Stack<Frame> _frames = new();
    private readonly JsonTokens _tokens = new(stream, name);
    private string? _format;
    private int _songs;

    /// <inheritdoc/>
    public override string Format => _format ?? SongMakes.OfJson(_keys);

    /// <inheritdoc/>
    public override double Fraction => stream.Length == 0 ? 1 : (double)_tokens.Position / stream.Length;

    /// <inheritdoc/>
    public override IEnumerable<SongEntry> Read()
    {
        var property = "";
        while (_tokens.Read())
        {
            switch (_tokens.Type)
            {
                case JsonTokenType.PropertyName:
                    property = _tokens.Text;
                    if (_format is null && _keys.Count < 1000)
                        _keys.Add(SongColumns.Normal(property));
                    continue;
                case JsonTokenType.StartObject:
                    _frames.Push(new Frame(Owner(property), isList: false));
                    break;
                case JsonTokenType.StartArray:
                    _frames.Push(new Frame(Owner(property), isList: true));
                    break;
                case JsonTokenType.EndObject:
                    if (End(_frames.Pop()) is { } entry)
                    {
                        _format ??= SongMakes.OfJson(_keys);
                        yield return entry;
                    }
                    break;
                case JsonTokenType.EndArray:
                    _frames.Pop();
                    break;
                case JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                    if (_frames.TryPeek(out var frame))
                        Value(frame, property, _tokens.Text);
                    break;
                default:
                    break;
            }
            property = "";
        }
        if (_frames.Count > 0)
            throw new MusicException($"{name} is no complete JSON: it is damaged or cut short near byte {_tokens.Position}.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => stream.Dispose();

    // Within an array a value goes by the array's name.
    private string Owner(string property) =>
        property.Length > 0 ? property : _frames.TryPeek(out var frame) && frame.IsList ? frame.Property : "";

    private void Value(Frame frame, string property, string text)
    {
        if (text.Length == 0)
            return;
        if (frame.IsList)
        {
            // ["A", "B"] under artists.
            if (Owner(frame) is { } owner && SongColumns.TryFind(SongColumns.Normal(frame.Property), out var listed, out var how))
                owner.Add(listed, how, text);
            return;
        }
        if (property == "header")
            frame.Header = text;
        if (SongColumns.TryFind(SongColumns.Normal(property), out var column, out var rank))
            frame.Set(column, rank, text);
    }

    private SongEntry? End(Frame frame)
    {
        var kind = SongColumns.TryFind(SongColumns.Normal(frame.Property), out var column, out var rank) ? SongColumns.All[column] : "";
        if (frame.Property == "subtitles")
            kind = SongColumns.Artist;
        if (frame.HasSongs)
        {
            MarkOuter();
            return null;
        }
        if (frame[SongColumns.Title] is not null && kind is SongColumns.Artist or SongColumns.Album)
        {
            // {"artists": [{"name": "A"}], "album": {"name": "B"}}
            var at = SongColumns.Places[kind];
            if (Owner(frame) is { } owner)
                owner.Add(at, kind == SongColumns.Artist && frame.Property == "subtitles" ? 0 : rank, frame[SongColumns.Title]!);
            return null;
        }
        if (frame[SongColumns.Title] is not null && frame[SongColumns.Artist] is not null)
        {
            MarkOuter();
            return Entry(frame);
        }
        if (_frames.TryPeek(out var outer) && !outer.IsList)
            outer.Take(frame);
        else if (_frames.Count <= MostOuter)
            Others++;
        return null;
    }

    private SongEntry Entry(Frame frame)
    {
        var entry = new SongEntry($"song {++_songs}", frame.Values);
        // Lists name themselves before their songs.
        foreach (var outer in _frames)
        {
            if (!outer.IsList && outer[SongColumns.Title] is { } list)
            {
                entry.Say(SongColumns.List, list);
                break;
            }
        }
        if (frame.Header == YouTubeMusic)
            YouTube(entry);
        return entry;
    }

    // "Watched Slow Harbour" by "Nadia Brandt - Topic": the service's words are in the language of the account.
    private static void YouTube(SongEntry entry)
    {
        var (title, artist) = (SongColumns.Places[SongColumns.Title], SongColumns.Places[SongColumns.Artist]);
        var words = entry.Values[title]!;
        foreach (var before in (string[])["Watched ", "Has visto ", "Vous avez regardé ", "Hai guardato ", "Você assistiu a "])
        {
            if (words.StartsWith(before, StringComparison.Ordinal))
                words = words[before.Length..];
        }
        foreach (var after in (string[])[" angesehen", " bekeken", " を視聴しました"])
        {
            if (words.EndsWith(after, StringComparison.Ordinal))
                words = words[..^after.Length];
        }
        entry.Values[title] = words.Trim('"', '“', '”', '„', '「', '」');
        if (entry.Values[artist]!.EndsWith(" - Topic", StringComparison.Ordinal))
            entry.Values[artist] = entry.Values[artist]![..^" - Topic".Length];
    }

    private void MarkOuter()
    {
        foreach (var outer in _frames)
            outer.HasSongs = true;
    }

    /// <summary>The object that a property stands in, past arrays.</summary>
    private Frame? Owner(Frame of) => _frames.FirstOrDefault(outer => !outer.IsList && outer != of);

    private sealed class Frame(string property, bool isList)
    {
        private readonly string?[] _values = new string?[isList ? 0 : SongColumns.All.Count];
        private readonly byte[] _ranks = new byte[isList ? 0 : SongColumns.All.Count];

        public string Property => property;

        public bool IsList => isList;

        public bool HasSongs { get; set; }

        public string Header { get; set; } = "";

        public string?[] Values => _values;

        public string? this[string column] => _values.Length > 0 ? _values[SongColumns.Places[column]] : null;

        /// <summary>Sets a value unless a better name has given one.</summary>
        public void Set(int column, int rank, string text)
        {
            if (_values[column] is not null && _ranks[column] <= rank)
                return;
            (_values[column], _ranks[column]) = (text, (byte)Math.Min(rank, byte.MaxValue));
        }

        /// <summary>Adds one of several values.</summary>
        public void Add(int column, int rank, string text)
        {
            if (_values[column] is not { } before || rank < _ranks[column])
                (_values[column], _ranks[column]) = (text, (byte)Math.Min(rank, byte.MaxValue));
            else if (before.Length + text.Length < MostLetters)
                _values[column] = $"{before};{text}";
        }

        /// <summary>Takes over what an object within says and this one does not.</summary>
        public void Take(Frame inner)
        {
            for (var i = 0; i < _values.Length; i++)
            {
                if (inner._values[i] is { } value && _values[i] is null)
                    (_values[i], _ranks[i]) = (value, inner._ranks[i]);
            }
        }
    }
}
