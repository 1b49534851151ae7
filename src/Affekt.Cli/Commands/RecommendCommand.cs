using System.CommandLine;
using Affekt.App.Answers;
using Affekt.App.Songs;
using Affekt.Cli.Output;
using Affekt.Music.Recommendations;

namespace Affekt.Cli.Commands;

/// <summary>affekt recommend: songs for a mood that is named or given as a point.</summary>
internal static class RecommendCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create(CommandContext context)
    {
        var emotion = CommonOptions.Emotion();
        var valence = CommonOptions.Axis("--valence", "How pleasant the mood is, -1 to 1; together with --arousal");
        var arousal = CommonOptions.Axis("--arousal", "How active the mood is, -1 to 1; together with --valence");
        var mode = CommonOptions.Mode();
        var count = CommonOptions.Count(5);
        var json = CommonOptions.Json();
        var novelty = CommonOptions.Share("--novelty", "From 0, well-known songs first, to 1, little-known songs first", 0);
        var recency = CommonOptions.Share("--recency", "How much newer songs are preferred, 0 to 1", 0);
        var diversity = CommonOptions.Share(
            "--diversity", "How much the songs should differ from each other, 0 to 1", RecommendationRequest.DefaultDiversity);
        var artistCap = new Option<int>("--artist-cap")
        {
            Description = "The most songs by one artist",
            HelpName = "N",
            DefaultValueFactory = _ => 1
        }.MustBe(cap => cap >= 1, "1 or more");
        var command = new Command("recommend", "Recommend songs for a mood") { emotion, valence, arousal, mode, count, json };
        CommonOptions.RequireOneMood(command, emotion, valence, arousal);
        var music = new MusicOptions();
        var songs = new SongOptions();
        var draw = new DrawOptions();
        music.AddTo(command);
        songs.AddTo(command);
        draw.AddTo(command);
        foreach (var option in new Option[] { novelty, recency, diversity, artistCap })
            command.Options.Add(option);
        command.SetAction((parse, _) =>
        {
            var wish = RequestedMood.Read(parse.GetValue(emotion), parse.GetValue(valence), parse.GetValue(arousal), parse.GetValue(mode));
            var request = wish.ToRecommendation(parse.GetValue(count)) with
            {
                Filter = songs.Filter(parse),
                Novelty = parse.GetValue(novelty),
                Recency = parse.GetValue(recency),
                Diversity = parse.GetValue(diversity),
                ArtistCap = parse.GetValue(artistCap),
                Source = draw.Source(parse),
                Draw = draw.Draw(context, parse, music.Listener(parse)),
            };
            using var session = music.Open(context, parse);
            var list = session.Recommend(request);
            var answer = list.ToAnswer(wish.Mode);
            if (parse.GetValue(json))
                context.WriteJson(answer, AnswerJson.Readable.RecommendationAnswer);
            else
                SongsView.Show(context.Output, answer.Mode, answer.Songs);
            if (list.Songs.Count < request.Count)
                context.Error.WriteLine($"{list.Songs.Count} of {request.Count} songs: the catalogue has no more that pass the filter."
                    + songs.Suggestion(parse));
            songs.WritePlaylist(context, parse, $"Affekt: {answer.Mode}", list.Songs.Select(song => song.Track));
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
