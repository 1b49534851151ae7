namespace Affekt.Vision;

/// <summary>How a picture was looked at when a face was found in it.</summary>
public enum FaceLook
{
    /// <summary>As it is.</summary>
    AsItIs,

    /// <summary>Brightened, since it is dark.</summary>
    Brightened,

    /// <summary>At twice its size, since it is small.</summary>
    Enlarged,

    /// <summary>Turned clockwise by a quarter.</summary>
    QuarterTurn,

    /// <summary>Turned by a half: it stood on its head.</summary>
    HalfTurn,

    /// <summary>Turned clockwise by three quarters.</summary>
    ThreeQuarterTurn,
}
