using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Affekt.Cli.Commands;

/// <summary>Rules for the values of options, told alike: "--repeat must be 1 or more, not 0."</summary>
internal static class OptionChecks
{
    /// <summary>Refuses numbers that do not fit. What is no number at all is already an error of the parser's own.</summary>
    /// <param name="option">An option that takes one number.</param>
    /// <param name="fits">Whether a number is taken; not a number (NaN) should not be.</param>
    /// <param name="rule">What fits, to go on after "must be": "1 or more".</param>
    public static TOption MustBe<TOption>(this TOption option, Func<double, bool> fits, string rule) where TOption : Option =>
        option.MustRead(text => !double.TryParse(text, CultureInfo.InvariantCulture, out var number) || fits(number), rule);

    /// <summary>Refuses texts that do not fit.</summary>
    public static TOption MustRead<TOption>(this TOption option, Func<string, bool> fits, string rule) where TOption : Option
    {
        option.Validators.Add(result =>
        {
            if (Given(result) is { } text && !fits(text))
                result.AddError($"{option.Name} must be {rule}, not {text}.");
        });
        return option;
    }

    private static string? Given(OptionResult result) => result.Tokens.Count > 0 ? result.Tokens[^1].Value : null;
}
