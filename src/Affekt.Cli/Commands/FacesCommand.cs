using System.CommandLine;
using Affekt.App.Answers;
using Affekt.Cli.Output;
using Affekt.Cli.Pictures;
using Affekt.Cli.Video;

namespace Affekt.Cli.Commands;

/// <summary>affekt faces: the faces of pictures, of folders of pictures, and of videos.</summary>
internal static class FacesCommand
{
    private const double DefaultFps = 5;

    /// <summary>The command with its options.</summary>
    public static Command Create(CommandContext context)
    {
        var paths = new Argument<string[]>(
            "PATH")
        { Description = "Pictures, folders of pictures, or videos", Arity = ArgumentArity.OneOrMore };
        var draw = new Option<string?>(
            "--draw")
        { Description = "Write pictures with the faces marked into this folder", HelpName = "OUT" };
        var results = new Option<string?>(
            "--results")
        {
            Description =
            "Also write each picture's answer as a line of this file; with --resume, pictures that are in it are not read again",
            HelpName = "FILE"
        };
        var resume = new Option<bool>("--resume") { Description = "Go on with the file of --results" };
        var fps = new Option<double>(
            "--fps")
        { Description = "Frames a second to read of a video", HelpName = "N", DefaultValueFactory = _ => DefaultFps }
            .MustBe(n => n is > 0 and <= 120, "above 0 and at most 120");
        var timeline = new Option<string?>(
            "--timeline")
        {
            Description =
            "Write a video's faces over time into this .csv or .json, and a plot of them beside it as .svg",
            HelpName = "FILE"
        };
        var minScore = new Option<double?>(
            "--min-score")
        { Description = "The probability from which on a face counts, instead of the detector's own", HelpName = "P" }
            .MustBe(p => p is > 0 and < 1, "above 0 and below 1");
        var model = CommonOptions.Model();
        var json = CommonOptions.Json();
        var command = new Command(
            "faces", "Find and read the faces in pictures, folders and videos") { paths, minScore, draw, results, resume,
            fps, timeline, model, json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(resume) && result.GetValue(results) is null)
                result.AddError("--resume needs --results FILE, which says what is done.");
        });
        command.SetAction(async (parse, cancellationToken) =>
        {
            var given = parse.GetRequiredValue(paths);
            if (given.Any(FrameSource.IsVideo))
            {
                if (given.Length > 1)
                    throw new IOException("A video is read on its own: name one video, or only pictures and folders.");
                await VideoFaces.Run(context, given[0], new VideoOptions(
                    parse.GetValue(fps), parse.GetValue(minScore), parse.GetValue(timeline), parse.GetValue(draw), parse.GetValue(json),
                    parse.GetValue(model)),
                    cancellationToken).ConfigureAwait(false);
                return ExitCode.Done;
            }
            var asJson = parse.GetValue(json);
            var pictures = new PictureFaces(
                context, parse.GetValue(minScore), parse.GetValue(draw), parse.GetValue(results), parse.GetValue(resume),
                parse.GetValue(model));
            var answers = pictures.Read(given, asJson ? null : answer => FacesView.Show(context.Output, answer), cancellationToken);
            if (asJson)
                context.WriteJson(new FacesAnswer(answers) { LeftOut = pictures.LeftOut }, AnswerJson.Readable.FacesAnswer);
            return ExitCode.Done;
        });
        return command;
    }
}
