namespace Affekt;

/// <summary>Why a face is hard to read, whatever its expression.</summary>
public enum ReadingDoubt
{
    /// <summary>Nothing is known that makes it so.</summary>
    None,

    /// <summary>The head is turned far to one side.</summary>
    TurnedAway,

    /// <summary>There is hardly any light on it.</summary>
    TooDark,

    /// <summary>It is out of focus, moving, or very small.</summary>
    Blurred,
}

/// <summary>Doubts in words.</summary>
public static class ReadingDoubts
{
    /// <summary>What a person is told, such as "turned away"; null for <see cref="ReadingDoubt.None"/>.</summary>
    public static string? Words(this ReadingDoubt doubt) => doubt switch
    {
        ReadingDoubt.TurnedAway => "turned away",
        ReadingDoubt.TooDark => "too dark",
        ReadingDoubt.Blurred => "blurred",
        _ => null,
    };
}
