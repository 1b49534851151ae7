namespace Affekt.Server.Hosting;

/// <summary>Answers to the names of this server only: a page elsewhere that points its own name at this machine must not reach
/// a server that is only for this machine.</summary>
internal sealed partial class HostNames(RequestDelegate next, AffektServerOptions options, ILogger<HostNames> logger)
{
    private const int MostLogged = 100;
    private const int LongestName = 100;

    private readonly HashSet<string> _logged = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Passes the request on, or refuses it with a sentence that names the option.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        var host = context.Request.Host.Host;
        if (host.Length == 0 || IsKnown(host))
            return next(context);
        var name = new string([.. host.Take(LongestName).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or ':' ? c : '?')]);
        lock (_logged)
        {
            if (_logged.Count < MostLogged && _logged.Add(name))
                LogUnknown(name);
        }
        return Problems.Of(StatusCodes.Status400BadRequest,
            $"This Affekt does not answer to the name {name}: start it with --host {name} if it should.").ExecuteAsync(context);
    }

    private bool IsKnown(string host) =>
        host.ToLowerInvariant() is "localhost" or "127.0.0.1" or "[::1]"
        || (options.PublicHosts.Count > 0 ? options.PublicHosts.Any(known => Matches(known, host)) : !options.IsLocal);

    private static bool Matches(string known, string host) => known.StartsWith("*.", StringComparison.Ordinal)
        ? host.EndsWith(known[1..], StringComparison.OrdinalIgnoreCase)
        : known == "*" || host.Equals(known, StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(3, LogLevel.Warning,
        "Requests for the name {Name} are refused: start the server with --host {Name} if it should answer to it")]
    private partial void LogUnknown(string name);
}
