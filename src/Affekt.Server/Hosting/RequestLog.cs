namespace Affekt.Server.Hosting;

/// <summary>A line for each request: method, route, status and time. Not the path, which could name songs, nor the query, nor
/// who asked.</summary>
internal sealed partial class RequestLog(RequestDelegate next, ILogger<RequestLog> logger, TimeProvider time)
{
    /// <summary>Answers the request and writes its line.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        var start = time.GetTimestamp();
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(page)";
            Log(context.Request.Method, route, context.Response.StatusCode, time.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    [LoggerMessage(10, LogLevel.Information, "{Method} {Route} {Status} {Milliseconds:0.0} ms")]
    private partial void Log(string method, string route, int status, double milliseconds);
}
