namespace Affekt;

/// <summary>Where the music should go from the present mood.</summary>
public enum MoodMode
{
    /// <summary>Stay where I am. The default.</summary>
    Match,
    /// <summary>Towards pleasant.</summary>
    Lift,
    /// <summary>Towards pleasant and quiet.</summary>
    Calm,
    /// <summary>Towards pleasant and active.</summary>
    Energise,
}

/// <summary>The names of the modes.</summary>
public static class MoodModes
{
    /// <summary>The lower-case name of a mode, as in files, JSON and on the command line.</summary>
    public static string Name(this MoodMode mode) => mode switch
    {
        MoodMode.Match => "match",
        MoodMode.Lift => "lift",
        MoodMode.Calm => "calm",
        MoodMode.Energise => "energise",
        _ => throw new ArgumentOutOfRangeException(nameof(mode)),
    };
}
