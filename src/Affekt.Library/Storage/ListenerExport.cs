using System.Text.Encodings.Web;
using System.Text.Json;
using Affekt.Music.Listeners;

namespace Affekt.Library.Storage;

/// <summary>The JSON document that holds all that is kept of a listener.</summary>
internal static class ListenerExport
{
    public static void Write(string listener, IReadOnlyList<FeedbackEvent> events, IReadOnlyList<Offer> offers,
        IReadOnlyList<Correction> corrections, Stream stream)
    {
        using var json = new Utf8JsonWriter(
            stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("listener", listener);
        Array(json, "feedback", events, e =>
        {
            json.WriteNumber("number", e.Number);
            json.WriteString("at", e.At);
            json.WriteString("kind", e.Kind.ToString().ToLowerInvariant());
            Context(json, e.Mode, e.Mood);
            json.WriteString("id", e.Track.Id);
            json.WriteString("title", e.Track.Title);
            json.WriteString("artist", e.Track.Artist);
            if (e.Offer is { } offer)
                json.WriteNumber("offer", offer);
        });
        Array(json, "offers", offers, o =>
        {
            json.WriteNumber("number", o.Number);
            json.WriteString("at", o.At);
            json.WriteString("policy", o.Policy);
            Context(json, o.Mode, o.Mood);
            Array(json, "songs", o.Songs, song =>
            {
                json.WriteString("id", song.Track);
                json.WriteNumber("propensity", song.Propensity);
            });
        });
        Array(json, "corrections", corrections, c =>
        {
            json.WriteNumber("number", c.Number);
            json.WriteString("at", c.At);
            json.WriteString("said", c.Said.Name());
            json.WriteStartObject("read");
            foreach (var emotion in Emotions.All)
                json.WriteNumber(emotion.Name(), c.Read[emotion]);
            json.WriteEndObject();
        });
        json.WriteEndObject();
    }

    private static void Array<T>(Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Context(Utf8JsonWriter json, MoodMode mode, ValenceArousal mood)
    {
        json.WriteString("mode", mode.ToString().ToLowerInvariant());
        json.WriteNumber("moodValence", mood.Valence);
        json.WriteNumber("moodArousal", mood.Arousal);
    }
}
