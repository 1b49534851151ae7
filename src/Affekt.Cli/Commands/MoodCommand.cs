using System.CommandLine;
using Affekt.App.Answers;
using Affekt.App.Pictures;
using Affekt.App.Songs;
using Affekt.Cli.Output;
using Affekt.Cli.Pictures;
using Affekt.Music.Recommendations;
using Affekt.Vision;

namespace Affekt.Cli.Commands;

/// <summary>affekt mood: a picture in, the reading of its largest face and songs out.</summary>
internal static class MoodCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create(CommandContext context)
    {
        var image = new Argument<string>("IMAGE") { Description = $"A {PictureFile.Types} with a face" };
        var mode = CommonOptions.Mode();
        var count = CommonOptions.Count(5, least: 0);
        var model = CommonOptions.Model();
        var json = CommonOptions.Json();
        var command = new Command("mood", "Read the expression in a picture and recommend songs") { image, mode, count, model, json };
        var music = new MusicOptions();
        var draw = new DrawOptions();
        music.AddTo(command);
        draw.AddTo(command);
        command.SetAction((parse, cancellationToken) =>
        {
            using var session = music.Open(context, parse);
            var answer = Read(context, session, parse.GetRequiredValue(image), parse.GetValue(model),
                ModeParser.Parse(parse.GetValue(mode)), request => request with
                {
                    Count = parse.GetValue(count),
                    Source = draw.Source(parse),
                    Draw = draw.Draw(context, parse, music.Listener(parse)),
                }, parse.GetValue(count) > 0, cancellationToken);
            if (parse.GetValue(json))
                context.WriteJson(answer, AnswerJson.Readable.MoodAnswer);
            else
                MoodView.Show(context.Output, answer);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static MoodAnswer Read(CommandContext context, MusicSession music, string path, string? model, MoodMode mode,
        Func<RecommendationRequest, RecommendationRequest> wish, bool asksSongs, CancellationToken cancellationToken)
    {
        var reader = Models.LoadEmotionReader(model);
        var finder = Models.LoadFaceFinder(new FaceDetectorOptions { LooksAgain = true }, model);

        var watch = new StepWatch(context.Time);
        var picture = PictureFile.Load(path, cancellationToken);
        var image = picture.Image;
        foreach (var note in picture.Notes)
            context.Error.WriteLine($"affekt: {path}: {note}");
        var decode = watch.Lap();
        var found = FaceOrder.MainFirst(finder.Find(image), image.Width, image.Height);
        var detect = watch.Lap();
        var faces = reader.ReadAll(image, found);
        var read = watch.Lap();
        var songs = faces.Count == 0 || !asksSongs ? null
            : music.Recommend(wish(RecommendationRequest.For(faces[0].Reading, mode)));
        var recommend = watch.Lap();
        return new MoodAnswer(
            path, picture.Width, picture.Height, [.. faces.Select(face => face.In(picture).ToAnswer())], mode.Name(),
            songs?.Target.ToAnswer(), [.. songs?.Songs.Select(SongAnswers.ToAnswer) ?? []], new MoodTimes(decode, detect, read, recommend))
        {
            Notes = picture.Notes.Count > 0 ? picture.Notes : null,
        };
    }
}
