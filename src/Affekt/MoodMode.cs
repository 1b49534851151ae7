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
