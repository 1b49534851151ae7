using System.Globalization;
using Affekt.Training.Data;

namespace Affekt.Training.Expressions.Augmentation;

/// <summary>Variations as a person writes them on the command line, and in words for a report.</summary>
public static class AugmentationText
{
    /// <summary>No variation at all.</summary>
    public const string None = "none";

    /// <summary>The recipe's own variations.</summary>
    public const string Default = "default";

    private static readonly Dictionary<string, (float Most, Func<AugmentationOptions, float, AugmentationOptions> Set)> Amounts = new()
    {
        ["rotation"] = (180, (o, degrees) => o with { RotationDegrees = degrees }),
        ["shear"] = (60, (o, degrees) => o with { ShearDegrees = degrees }),
        ["shift"] = (48, (o, pixels) => o with { ShiftPixels = pixels }),
        ["noise"] = (255, (o, deviation) => o with { NoiseDeviation = deviation, NoiseProbability = 1 }),
        ["flip"] = (1, (o, probability) => o with { FlipProbability = probability }),
        ["zoom"] = (.9f, (o, share) => o with { ScaleMin = 1 - share, ScaleMax = 1 + share }),
        ["brightness"] = (1, (o, share) => o with { Brightness = share }),
        ["contrast"] = (1, (o, share) => o with { Contrast = share }),
        ["blur"] = (10, (o, deviation) => o with { BlurDeviation = deviation, BlurProbability = 1 }),
        ["erasing"] = (1, (o, probability) => o with { ErasingProbability = probability }),
    };

    /// <summary>The names of the amounts that can be given.</summary>
    public static IEnumerable<string> Names => Amounts.Keys;

    /// <summary>Reads "none", "default", or amounts such as "rotation=10,shift=4,flip=.5"; what is not named does not vary.</summary>
    /// <param name="text">The text.</param>
    /// <param name="recipe">The recipe's own variations; sizes and brightness of the input always stay.</param>
    /// <exception cref="DatasetException">A name is unknown or an amount is no number within its range.</exception>
    public static AugmentationOptions Parse(string text, AugmentationOptions recipe)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(recipe);
        if (text == Default)
            return recipe;
        var options = AugmentationOptions.None with
        {
            OutputSize = recipe.OutputSize,
            CropSize = recipe.CropSize,
            Mean = recipe.Mean,
            Deviation = recipe.Deviation,
        };
        if (text == None)
            return options;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Split('=', StringSplitOptions.TrimEntries) is not [var name, var number] || !Amounts.TryGetValue(name, out var amount))
                throw new DatasetException($"'{part}' is no variation: write {None}, {Default}, or amounts such as " +
                    $"rotation=10,flip=.5, of {string.Join(", ", Names)}.");
            if (!float.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                || !(value >= 0 && value <= amount.Most))
                throw new DatasetException(string.Create(CultureInfo.InvariantCulture,
                    $"'{part}' is out of range: {name} is a number from 0 to {amount.Most}."));
            options = amount.Set(options, value);
        }
        return options;
    }

    /// <summary>What varies, in words: one clause each, in the order in which it is done.</summary>
    public static string Describe(AugmentationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var clauses = new List<string>();
        Say(options.FlipProbability > 0, $"mirrored with probability {options.FlipProbability:0.##}");
        Say(options.RotationDegrees > 0, $"turned by up to {options.RotationDegrees:0.#} degrees either way");
        Say(options.ShearDegrees > 0, $"sheared by up to {options.ShearDegrees:0.#} degrees");
        Say(options.ShiftPixels > 0, $"shifted by up to {options.ShiftPixels:0.#} pixels");
        Say(options.ScaleMin != 1 || options.ScaleMax != 1, $"magnified {options.ScaleMin:0.##} to {options.ScaleMax:0.##} times");
        Say(options.BlurDeviation > 0 && options.BlurProbability > 0,
            $"blurred by up to {options.BlurDeviation:0.#} pixels{Often(options.BlurProbability)}");
        Say(options.Shading > 0, $"lit from one side by up to {options.Shading:P0}");
        Say(options.NoiseDeviation > 0 && options.NoiseProbability > 0,
            $"noise of up to {options.NoiseDeviation:0.#} of 255{Often(options.NoiseProbability)}");
        Say(options.Contrast > 0, $"contrast changed by up to {options.Contrast:P0}");
        Say(options.Brightness > 0, $"brightness changed by up to {options.Brightness:P0}");
        Say(options.ErasingProbability > 0, $"a rectangle erased with probability {options.ErasingProbability:0.##}");
        return clauses.Count == 0 ? "none: each face is shown as it is" : string.Join(", ", clauses);

        void Say(bool does, FormattableString clause)
        {
            if (does)
                clauses.Add(clause.ToString(CultureInfo.InvariantCulture));
        }

        static string Often(float probability) =>
            probability >= 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", {probability:P0} of the faces");
    }
}
