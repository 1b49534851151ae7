using System.CommandLine;
using System.Text;
using Affekt.App.Answers;
using Affekt.Cli.Output;
using Affekt.Library.Folders;
using Affekt.Library.Storage;
using Affekt.Music;
using Affekt.Music.Catalogue;
using Affekt.Music.Listeners;

namespace Affekt.Cli.Commands;

/// <summary>affekt listener: what a listener says of songs, and all that is kept of it.</summary>
internal static class ListenerCommand
{
    private const int Suggestions = 5;
    private const string StandardInput = "-";

    /// <summary>The command with its subcommands.</summary>
    public static Command Create(CommandContext context) =>
        new("listener", "Like, dislike, skip or hide songs; see, export or delete what is kept")
    {
        Say(context, FeedbackKind.Like, "More like this"),
        Say(context, FeedbackKind.Dislike, "Less like this; the song itself is not offered again"),
        Say(context, FeedbackKind.Skip, "Not now"),
        Say(context, FeedbackKind.Play, "Heard to the end"),
        Say(context, FeedbackKind.Hide, "Never offer this song again"),
        Undo(context), Correct(context), History(context), Show(context), List(context), Export(context), Delete(context),
    };

    private static Command Say(CommandContext context, FeedbackKind kind, string description)
    {
        var name = Name();
        var song = new Argument<string>(
            "SONG")
        {
            Description = "The song's id, or words of its title and artist that fit no other; - reads one a line " +
            "from the standard input"
        };
        var catalogue = MusicOptions.Catalogue("The catalogue that the song is in, instead of your own or the songs that come with Affekt");
        var json = CommonOptions.Json();
        var command = new Command(kind.ToString().ToLowerInvariant(), description) { name, song, catalogue, json };
        command.SetAction((parse, cancellationToken) =>
        {
            var songs = MusicOptions.OpenCatalogue(parse.GetValue(catalogue));
            using var closing = songs as IDisposable;
            using var store = Open(context);
            var listener = parse.GetRequiredValue(name);
            var asked = parse.GetRequiredValue(song);
            var kept = new List<FeedbackAnswer>();
            foreach (var line in asked == StandardInput ? Lines(Console.In) : [asked])
            {
                cancellationToken.ThrowIfCancellationRequested();
                var track = Find(songs, line);
                kept.Add(FeedbackAnswer.From(store.Add(listener, kind, track)));
                if (!parse.GetValue(json))
                    context.Output.Line($"Kept: {kept[^1].Kind} {track.Title}, {track.Artist}.");
            }
            if (parse.GetValue(json) && asked == StandardInput)
                context.WriteJson(new ListenerHistoryAnswer(listener, kept), AnswerJson.Readable.ListenerHistoryAnswer);
            else if (parse.GetValue(json))
                context.WriteJson(kept[0], AnswerJson.Readable.FeedbackAnswer);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static IEnumerable<string> Lines(TextReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
                yield return line.Trim();
        }
    }

    private static Command Undo(CommandContext context)
    {
        var name = Name();
        var json = CommonOptions.Json();
        var command = new Command("undo", "Take the last feedback back") { name, json };
        command.SetAction((parse, _) =>
        {
            using var store = Open(context);
            var listener = Known(store, parse.GetRequiredValue(name));
            var undone = store.Undo(listener) ?? throw new MusicException($"There is no feedback of {listener} to take back.");
            if (parse.GetValue(json))
                context.WriteJson(FeedbackAnswer.From(undone), AnswerJson.Readable.FeedbackAnswer);
            else
                context.Output.Line($"Taken back: {undone.Kind.ToString().ToLowerInvariant()} {undone.Track.Title}, {undone.Track.Artist}.");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command Correct(CommandContext context)
    {
        var name = Name();
        var read = new Option<string>("--read") { Description = "The emotion that was read", HelpName = "EMOTION", Required = true };
        var said = new Option<string>("--said") { Description = "What it was", HelpName = "EMOTION", Required = true };
        var json = CommonOptions.Json();
        var command = new Command("correct", "Say that a reading was wrong") { name, read, said, json };
        command.SetAction((parse, _) =>
        {
            var (wrong, right) = (Emotion(parse.GetRequiredValue(read)), Emotion(parse.GetRequiredValue(said)));
            using var store = Open(context);
            var listener = parse.GetRequiredValue(name);
            var number = store.Correct(listener, EmotionProbabilities.Certain(wrong), right);
            if (parse.GetValue(json))
                context.WriteJson(new CorrectionAnswer(number, wrong.Name(), right.Name()), AnswerJson.Readable.CorrectionAnswer);
            else
                context.Output.Line($"Kept: {right.Name()}, not {wrong.Name()}.");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command History(CommandContext context)
    {
        var name = Name();
        var json = CommonOptions.Json();
        var command = new Command("history", "All feedback, newest first") { name, json };
        command.SetAction((parse, _) =>
        {
            using var store = Open(context);
            var listener = Known(store, parse.GetRequiredValue(name));
            var answer = new ListenerHistoryAnswer(listener, [.. store.EventsOf(listener).Reverse().Select(FeedbackAnswer.From)]);
            if (parse.GetValue(json))
                context.WriteJson(answer, AnswerJson.Readable.ListenerHistoryAnswer);
            else
                ListenerView.Show(context.Output, answer);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command Show(CommandContext context)
    {
        var name = Name();
        var json = CommonOptions.Json();
        var command = new Command("show", "What is kept of a listener, in numbers") { name, json };
        command.SetAction((parse, _) =>
        {
            using var store = Open(context);
            var listener = Known(store, parse.GetRequiredValue(name));
            var answer = ListenerAnswer.From(
                listener, store.EventsOf(listener), store.OfferCount(listener), store.CorrectionsOf(listener).Count);
            if (parse.GetValue(json))
                context.WriteJson(answer, AnswerJson.Readable.ListenerAnswer);
            else
                ListenerView.Show(context.Output, answer);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command List(CommandContext context)
    {
        var json = CommonOptions.Json();
        var command = new Command("list", "The names of all listeners") { json };
        command.SetAction((parse, _) =>
        {
            using var store = Open(context);
            var names = store.Names();
            if (parse.GetValue(json))
                context.WriteJson(new ListenersAnswer(names), AnswerJson.Readable.ListenersAnswer);
            else
            {
                foreach (var listener in names)
                    context.Output.Line(listener);
            }
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command Export(CommandContext context)
    {
        var name = Name();
        var file = new Option<string?>("--out") { Description = "The file to write, instead of the standard output", HelpName = "FILE" };
        var command = new Command("export", "All that is kept of a listener, as one JSON document") { name, file };
        command.SetAction((parse, _) =>
        {
            using var store = Open(context);
            using var document = new MemoryStream();
            store.Export(parse.GetRequiredValue(name), document);
            if (parse.GetValue(file) is { } target)
            {
                AtomicFile.Write(target, document.ToArray());
                context.Error.WriteLine($"Wrote {target}.");
            }
            else
            {
                context.Output.Line(Encoding.UTF8.GetString(document.ToArray()));
            }
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Command Delete(CommandContext context)
    {
        var name = Name();
        var json = CommonOptions.Json();
        var command = new Command("delete", "Delete all that is kept of a listener, for good") { name, json };
        command.SetAction((parse, _) =>
        {
            using var store = Open(context);
            var listener = Known(store, parse.GetRequiredValue(name));
            var (events, offers) = (store.EventsOf(listener).Count, store.OfferCount(listener));
            store.Delete(listener);
            if (parse.GetValue(json))
                context.WriteJson(new DeletedAnswer(listener, events, offers), AnswerJson.Readable.DeletedAnswer);
            else
                context.Output.Line($"Deleted {listener}: {events} events and {offers} lists are gone from {UserFolder.Listeners}.");
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static Argument<string> Name() => new("NAME") { Description = "The listener" };

    private static ListenerStore Open(CommandContext context) => ListenerStore.Open(UserFolder.Listeners, context.Time);

    private static string Known(ListenerStore store, string name) =>
        store.Names().Contains(name) ? name : throw new MusicException($"There is no listener '{name}': see affekt listener list.");

    private static Emotion Emotion(string name) =>
        Emotions.TryParse(name, out var emotion) ? emotion
            : throw new MusicException($"Unknown emotion '{name}': choose one of {string.Join(", ", Emotions.Names)}.");

    private static Track Find(ICatalogue catalogue, string song)
    {
        if (catalogue.Find(song) is { } track)
            return track;
        var found = catalogue.Search(song, Suggestions);
        return found.Count switch
        {
            1 => found[0],
            0 => throw new MusicException($"The catalogue has no song '{song}': give its id, or words of its title and artist."),
            _ => throw new MusicException($"Several songs fit '{song}': give one of the ids {string.Join(", ", found.Select(t => t.Id))}."),
        };
    }
}
