using System.CommandLine;
using Affekt.App.Answers;
using Affekt.App.Songs;
using Affekt.Cli.Output;

namespace Affekt.Cli.Commands;

/// <summary>affekt journey: songs in order, from a mood towards the target of a mode.</summary>
internal static class JourneyCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create(CommandContext context)
    {
        var emotion = CommonOptions.Emotion();
        var valence = CommonOptions.Axis("--valence", "How pleasant the mood is, -1 to 1; together with --arousal");
        var arousal = CommonOptions.Axis("--arousal", "How active the mood is, -1 to 1; together with --valence");
        var mode = CommonOptions.Mode("lift");
        var count = CommonOptions.Count(8);
        var json = CommonOptions.Json();
        var command = new Command(
            "journey", "Order songs from a mood towards where the music should go") { emotion, valence, arousal, mode, count, json };
        CommonOptions.RequireOneMood(command, emotion, valence, arousal);
        var music = new MusicOptions();
        var songs = new SongOptions();
        var draw = new DrawOptions();
        music.AddTo(command);
        songs.AddTo(command);
        draw.AddTo(command);
        command.SetAction((parse, cancellationToken) =>
        {
            var wish = RequestedMood.Read(parse.GetValue(emotion), parse.GetValue(valence), parse.GetValue(arousal), parse.GetValue(mode));
            using var session = music.Open(context, parse);
            var journey = session.Plan(wish.ToJourney(parse.GetValue(count)) with
            {
                Filter = songs.Filter(parse),
                Source = draw.Source(parse),
                Draw = draw.Draw(context, parse, music.Listener(parse)),
            }, cancellationToken);
            var answer = journey.ToAnswer(wish.Mode);
            if (parse.GetValue(json))
                context.WriteJson(answer, AnswerJson.Readable.JourneyAnswer);
            else
                SongsView.Show(context.Output, answer);
            songs.WritePlaylist(context, parse, $"Affekt: a journey, {answer.Mode}", journey.Steps.Select(step => step.Track));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
