using System.CommandLine;
using Affekt.Music;
using Affekt.Server.Contracts;
using Affekt.Server.Music;

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
        var command = new Command("recommend", "Recommend songs for a mood") { emotion, valence, arousal, mode, count, json };
        CommonOptions.RequireOneMood(command, emotion, valence, arousal);
        command.SetAction((parse, _) =>
        {
            var wish = MoodWish.Read(parse.GetValue(emotion), parse.GetValue(valence), parse.GetValue(arousal), parse.GetValue(mode));
            var answer = new Recommender(StarterCatalogue.Instance).Recommend(wish.ToRecommendation(parse.GetValue(count))).ToAnswer(wish.Mode);
            if (parse.GetValue(json))
                context.WriteJson(answer, AnswerJson.Readable.RecommendationAnswer);
            else
                SongsView.Show(context.Output, answer.Mode, answer.Songs);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }
}
