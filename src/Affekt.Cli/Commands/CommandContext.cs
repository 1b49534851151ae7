namespace Affekt.Cli.Commands;

/// <summary>What every command is given: where its answer and its messages go, and the clock.</summary>
/// <param name="Output">The answer: for people, or one JSON document.</param>
/// <param name="Error">Messages and progress.</param>
/// <param name="Time">The clock to measure with.</param>
internal sealed record CommandContext(Terminal Output, TextWriter Error, TimeProvider Time);
