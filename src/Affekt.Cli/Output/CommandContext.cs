using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Affekt.Cli.Output;

/// <summary>What every command is given: where its answer and its messages go, and the clock.</summary>
/// <param name="Output">The answer: for people, or one JSON document.</param>
/// <param name="Error">Messages and progress.</param>
/// <param name="Time">The clock to measure with.</param>
internal sealed record CommandContext(Terminal Output, TextWriter Error, TimeProvider Time)
{
    /// <summary>Prints the one JSON document of a command.</summary>
    public void WriteJson<T>(T answer, JsonTypeInfo<T> type) => Output.Line(JsonSerializer.Serialize(answer, type));
}
