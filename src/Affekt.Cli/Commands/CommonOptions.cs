using System.CommandLine;
using Affekt.Music.Recommendations;

namespace Affekt.Cli.Commands;

/// <summary>The options that several commands share, so that they are spelled and explained alike.</summary>
internal static class CommonOptions
{
    /// <summary>--json.</summary>
    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document and nothing else" };

    /// <summary>--model.</summary>
    public static Option<string?> Model() => new("--model")
    {
        Description = "An own model instead of the one that ships: an ONNX file, or the folder that affekt train wrote. Where the " +
            "folder has no face detector, the shipped one finds the faces",
        HelpName = "FILE|DIR",
    };

    /// <summary>--mode; the name is looked up when the command runs, since an unknown one is a matter of input.</summary>
    public static Option<string> Mode(string preset = "match") => new("--mode")
    {
        Description = "Where the music should go: match, lift, calm or energise",
        HelpName = "MODE",
        DefaultValueFactory = _ => preset,
    };

    /// <summary>-n.</summary>
    public static Option<int> Count(int preset, int least = 1) =>
        new Option<int>("-n") { Description = "How many songs", HelpName = "N", DefaultValueFactory = _ => preset }
            .MustBe(n => n >= least && n <= RecommendationRequest.MaxCount, $"{least} to {RecommendationRequest.MaxCount}");

    /// <summary>A whole number from 1 on.</summary>
    public static Option<int?> AtLeastOne(string name, string description) =>
        new Option<int?>(name) { Description = description, HelpName = "N" }.MustBe(n => n >= 1, "1 or more");

    /// <summary>A number from 0 to 1.</summary>
    public static Option<double> Share(string name, string description, double preset) =>
        new Option<double>(name) { Description = description, HelpName = "NUMBER", DefaultValueFactory = _ => preset }.MustBe(
            value => value is >= 0 and <= 1, "a number from 0 to 1");

    /// <summary>A number from 0 to 1 that is left alone unless given.</summary>
    public static Option<double?> Share(string name, string description) =>
        new Option<double?>(name) { Description = description, HelpName = "NUMBER" }.MustBe(
        value => value is >= 0 and <= 1, "a number from 0 to 1");

    /// <summary>--emotion.</summary>
    public static Option<string?> Emotion() => new("--emotion")
    {
        Description = "The mood by name: angry, disgust, fear, happy, sad, surprise or neutral",
        HelpName = "EMOTION",
    };

    /// <summary>--valence or --arousal.</summary>
    public static Option<double?> Axis(string name, string description) =>
        new Option<double?>(name) { Description = description, HelpName = "NUMBER" }.MustBe(
            value => value is >= -1 and <= 1, "a number from -1 to 1");

    /// <summary>The mood by name or by valence and arousal: exactly one of the two.</summary>
    public static void RequireOneMood(Command command, Option<string?> emotion, Option<double?> valence, Option<double?> arousal) =>
        command.Validators.Add(result =>
        {
            var word = result.GetResult(emotion) is not null;
            var points = (result.GetResult(valence) is not null ? 1 : 0) + (result.GetResult(arousal) is not null ? 1 : 0);
            if (word ? points > 0 : points != 2)
                result.AddError("Give the mood either as --emotion EMOTION, or as both --valence NUMBER and --arousal NUMBER.");
        });
}
