namespace Affekt.Server;

/// <summary>How the server is started.</summary>
public sealed record AffektServerOptions
{
    /// <summary>Where it listens unless told otherwise: this machine only.</summary>
    public const string DefaultUrl = "http://localhost:5080";

    /// <summary>The addresses to listen on; port 0 takes any free one.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [DefaultUrl];

    /// <summary>True when every address can only be reached from this machine.</summary>
    public bool IsLocal => Urls.All(url => Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.IsLoopback);
}
