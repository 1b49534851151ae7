using System.CommandLine;
using Affekt.Imaging;
using Affekt.Server.Contracts;
using Affekt.Server.Faces;
using Affekt.Vision;

namespace Affekt.Cli.Commands;

/// <summary>affekt faces: the faces of pictures and of folders of pictures.</summary>
internal static class FacesCommand
{
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png", ".bmp"];

    /// <summary>The command with its options.</summary>
    public static Command Create(CommandContext context)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Pictures, or folders of pictures", Arity = ArgumentArity.OneOrMore };
        var json = CommonOptions.Json();
        var command = new Command("faces", "Find and read the faces in pictures and folders") { paths, json };
        command.SetAction((parse, cancellationToken) =>
        {
            var asJson = parse.GetValue(json);
            var answers = new List<ImageFacesAnswer>();
            foreach (var answer in ReadAll(context, parse.GetRequiredValue(paths), cancellationToken))
            {
                if (asJson)
                    answers.Add(answer);
                else
                    FacesView.Show(context.Output, answer);
            }
            if (asJson)
                context.WriteJson(new FacesAnswer(answers), AnswerJson.Readable.FacesAnswer);
            return Task.FromResult(ExitCode.Done);
        });
        return command;
    }

    private static IEnumerable<ImageFacesAnswer> ReadAll(CommandContext context, string[] paths, CancellationToken cancellationToken)
    {
        var reader = Models.LoadEmotionReader();
        var finder = new CentreSquareFinder();
        foreach (var path in paths.SelectMany(Expand))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var watch = new StepWatch(context.Time);
            var image = ImageDecoder.Load(path, cancellationToken: cancellationToken);
            var faces = reader.ReadAll(image, finder.Find(image));
            yield return new ImageFacesAnswer(path, image.Width, image.Height, [.. faces.Select(face => face.ToAnswer())], watch.Lap());
        }
    }

    private static IEnumerable<string> Expand(string path)
    {
        if (!Directory.Exists(path))
            return [path];
        var pictures = Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Where(file => Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal).ToList();
        return pictures.Count > 0 ? pictures : throw new FileNotFoundException($"{path}: the folder holds no JPEG, PNG or BMP.");
    }
}
