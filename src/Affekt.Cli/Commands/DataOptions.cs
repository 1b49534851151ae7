using System.CommandLine;
using Affekt.Cli.Output;
using Affekt.Imaging;
using Affekt.Training.Expressions.Datasets;

namespace Affekt.Cli.Commands;

/// <summary>How the commands of the toolkit are told what data to read; FER2013's csv, a folder of class folders, or a csv of
/// picture files.</summary>
internal sealed class DataOptions
{
    /// <summary>What a data set may be, for the help.</summary>
    public const string Kinds = "FER2013's csv, a folder of class folders (either also as .zip or .tar.gz), or a csv with the columns file,emotion";

    /// <summary>More left-out rows than these are only counted.</summary>
    private const int MostNamed = 20;

    private readonly Option<bool> _skipBad = new(
        "--skip-bad")
    { Description = "Leave out pictures and rows that cannot be read, and name them, instead of stopping" };
    private readonly Option<string?> _pictures = new(
        "--pictures")
    { Description = "The folder that a csv's file names are relative to, if not its own", HelpName = "DIR" };

    private readonly Option<LabelNumbers> _numbers = new(
        "--numbers")
    {
        Description = "What the numbers of numbered classes mean: fer (0 is angry), rafdb (1 is surprise) or affectnet (0 is neutral)",
        HelpName = "WHOSE",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_skipBad);
        command.Options.Add(_pictures);
        command.Options.Add(_numbers);
    }

    /// <summary>Reads the data set; what is left out is named on the error output. With <paramref name="isFurther"/> it is not the
    /// one that --pictures goes with, and its files lie relative to its own folder.</summary>
    public FaceDataset Read(CommandContext context, ParseResult parse, string path, CancellationToken cancellationToken,
        FaceCropper? cropper = null, Distortion? distortion = null, bool isFurther = false) =>
        ReadWhole(context, parse, path, cancellationToken, cropper, distortion, isFurther).Faces;

    /// <summary>As <see cref="Read"/>, with what was left out.</summary>
    public DatasetReading ReadWhole(CommandContext context, ParseResult parse, string path, CancellationToken cancellationToken,
        FaceCropper? cropper = null, Distortion? distortion = null, bool isFurther = false)
    {
        var options = new PictureOptions
        {
            SkipBad = parse.GetValue(_skipBad),
            PictureFolder = isFurther ? null : parse.GetValue(_pictures),
            Numbers = parse.GetValue(_numbers),
            Cropper = cropper,
            Distortion = distortion,
        };
        var reading = DatasetReader.Read(path, options, progress: null, cancellationToken);
        foreach (var picture in reading.Skipped.Take(MostNamed))
            context.Error.WriteLine($"affekt: left out {picture.Path}: {picture.Reason}");
        if (reading.Skipped.Count > MostNamed)
            context.Error.WriteLine($"affekt: left out {reading.Skipped.Count - MostNamed:N0} more.");
        var what = reading.Faces.Files is null ? "rows" : "pictures";
        if (reading.Skipped.Count + reading.WithoutClass > 0)
            context.Error.WriteLine($"affekt: {reading.Faces.Count} {what} read; {reading.Skipped.Count} could not be " +
                $"read, {reading.WithoutClass} show none of the seven emotions.");
        if (reading.NoPictures.Count > 0)
            context.Error.WriteLine($"affekt: files that are no pictures were left out: {PictureFiles.Describe(reading.NoPictures)}.");
        return reading;
    }
}
