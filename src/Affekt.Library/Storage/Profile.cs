using System.Text.Json.Serialization;

namespace Affekt.Library.Storage;

/// <summary>Somebody who listens here: a name of their own choosing, in one browser.</summary>
/// <param name="Id">Random; also the name under which taste is kept.</param>
/// <param name="Name">What they call themselves.</param>
/// <param name="Created">When the profile came into being.</param>
/// <param name="Consent">What they agreed to; null when they did not, or took it back.</param>
/// <param name="Settings">How they like the page and the songs.</param>
public sealed record Profile(string Id, string Name, DateTimeOffset Created, Consent? Consent, ProfileSettings Settings);

/// <summary>What somebody agreed to.</summary>
/// <param name="What">The purpose, in words.</param>
/// <param name="Version">The version of the question.</param>
/// <param name="When">When they said yes.</param>
public sealed record Consent(string What, int Version, DateTimeOffset When)
{
    /// <summary>The version of the question that is asked today. A yes to an older one is asked for again.</summary>
    public const int PresentVersion = 1;

    /// <summary>The purpose.</summary>
    public const string Purpose = "reading the expression of faces in pictures that I show, in memory";
}

/// <summary>How somebody likes the page and the songs.</summary>
public sealed record ProfileSettings
{
    /// <summary>From 0, well-known songs, to 1, little-known ones.</summary>
    public double Discovery { get; init; }

    /// <summary>False leaves songs out that are marked explicit.</summary>
    public bool Explicit { get; init; } = true;

    /// <summary>ISO 639 codes of languages; empty for all.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>True for songs that can be played here only.</summary>
    public bool OwnMusic { get; init; }

    /// <summary>True when the page should stand still.</summary>
    public bool LessMotion { get; init; }
}

/// <summary>How a mood was told.</summary>
public enum MoodWay
{
    /// <summary>The point was moved.</summary>
    Hand,
    /// <summary>An emotion was named.</summary>
    Word,
    /// <summary>A photo was read.</summary>
    Photo,
    /// <summary>The camera was read.</summary>
    Camera,
}

/// <summary>A mood of the past.</summary>
/// <param name="At">When.</param>
/// <param name="Way">How it was told.</param>
/// <param name="Mood">Where on the plane.</param>
/// <param name="Emotion">The emotion that was named or read, if one was.</param>
/// <param name="Mode">Where the music should go.</param>
public sealed record MoodEntry(DateTimeOffset At, MoodWay Way, ValenceArousal Mood, Emotion? Emotion, MoodMode Mode);

/// <summary>How settings lie in the file: camelCase.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ProfileSettings))]
internal sealed partial class ProfileJson : JsonSerializerContext;
