using System.Security.Cryptography;

namespace Affekt.Server.Hosting;

/// <summary>How much the server says of its work.</summary>
public enum ServerLog
{
    /// <summary>Only what went wrong.</summary>
    Problems,
    /// <summary>A line for each request: method, route, status and time, and nothing of what it held.</summary>
    Requests,
    /// <summary>The same as JSON, one object a line.</summary>
    Json,
}

/// <summary>How the server is started.</summary>
public sealed record AffektServerOptions
{
    /// <summary>Where it listens unless told otherwise: this machine only.</summary>
    public const string DefaultUrl = "http://localhost:5080";

    /// <summary>The fewest characters of an access token.</summary>
    public const int ShortestToken = 16;

    /// <summary>The addresses to listen on; port 0 takes any free one.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [DefaultUrl];

    /// <summary>The folder of profiles, taste and the catalogue; it is made when it is not there.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The catalogue's file; null for the one in the data folder.</summary>
    public string? Catalogue { get; init; }

    /// <summary>Folders of own music, played from and imported when the server starts.</summary>
    public IReadOnlyList<string> MusicFolders { get; init; } = [];

    /// <summary>True to listen to own music behind everything else, so that moods mean something for it.</summary>
    public bool Listen { get; init; } = true;

    /// <summary>Names under which a proxy passes requests on, for example music.example.org.</summary>
    public IReadOnlyList<string> PublicHosts { get; init; } = [];

    /// <summary>Whoever knows it may use the server; null for no such question.</summary>
    public string? AccessToken { get; init; }

    /// <summary>True to be reachable from other machines without a token.</summary>
    public bool AllowAnyone { get; init; }

    /// <summary>The memory that the process may use, in bytes, of which pictures get a share: what the runtime says, which
    /// knows of limits set on the process, unless told otherwise.</summary>
    public long MemoryBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>How much is logged.</summary>
    public ServerLog Log { get; init; }

    /// <summary>Makes the id of a new profile, which no other may have: random unless told otherwise. What a list tries for a
    /// listener is drawn with the id as its seed.</summary>
    public Func<string> NewProfileId { get; init; } = () => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>True when the server can only be reached from this machine.</summary>
    public bool IsLocal => PublicHosts.Count == 0 && Urls.All(url => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.IsLoopback);

    /// <summary>Requires options that are safe together.</summary>
    /// <exception cref="ServerOptionsException">They are not.</exception>
    public void Validate()
    {
        if (AccessToken is { Length: < ShortestToken })
            throw new ServerOptionsException($"The access token is too short: use at least {ShortestToken} characters.");
        if (!IsLocal && AccessToken is null && !AllowAnyone)
            throw new ServerOptionsException(
                "Other machines could reach this server and nothing would ask who they are: give it an access token with " +
                "--token-file FILE (or AFFEKT_TOKEN), or insist with --allow-anyone.");
    }
}

/// <summary>Options with which the server must not start. The message is one line: what is wrong and what to do.</summary>
public sealed class ServerOptionsException : FormatException
{
    /// <summary>An exception without a message of its own.</summary>
    public ServerOptionsException()
    {
    }

    /// <param name="message">One line: what is wrong and what to do.</param>
    public ServerOptionsException(string message) : base(message)
    {
    }

    /// <param name="message">One line: what is wrong and what to do.</param>
    /// <param name="innerException">What the cause was.</param>
    public ServerOptionsException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
