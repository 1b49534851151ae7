using System.CommandLine;
using System.Globalization;
using Affekt.Cli.Output;
using Affekt.Music.Recommendations;

namespace Affekt.Cli.Commands;

/// <summary>Whose songs come, and what decides the draw among those that fit: --from, --day and --seed.</summary>
internal sealed class DrawOptions
{
    private readonly Option<MusicSource> _from = From();
    private readonly Option<DateOnly?> _day = Day();
    private readonly Option<int?> _seed = new("--seed")
    {
        Description = "Draw other songs that fit; the same number gives the same list on the same day",
        HelpName = "N",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _from, _day, _seed })
            command.Options.Add(option);
    }

    /// <summary>Whose songs come.</summary>
    public MusicSource Source(ParseResult parse) => parse.GetValue(_from);

    /// <summary>The draw for a listener; null for nobody in particular.</summary>
    public SongDraw Draw(CommandContext context, ParseResult parse, string? listener)
    {
        var seed = parse.GetValue(_seed);
        return SongDraw.For(
            seed is null ? listener ?? "" : string.Create(CultureInfo.InvariantCulture, $"{listener} {seed}"),
            parse.GetValue(_day) ?? Today(context));
    }

    /// <summary>--from.</summary>
    public static Option<MusicSource> From() => new("--from")
    {
        Description = "Whose songs: both (your own first, and some that come with Affekt), mine, or known (those that come with Affekt)",
        HelpName = "WHOSE",
    };

    /// <summary>--day.</summary>
    public static Option<DateOnly?> Day() => new("--day")
    {
        Description = "The songs of another day, such as 2026-11-30: each day draws others that fit",
        HelpName = "DATE",
    };

    /// <summary>The date here and now.</summary>
    public static DateOnly Today(CommandContext context) => DateOnly.FromDateTime(context.Time.GetLocalNow().DateTime);
}
