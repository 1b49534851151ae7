using System.Diagnostics;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Affekt.Benchmarks;

/// <summary>What a camera frame costs on its way, apart from being read: by POST and by WebSocket, one on its way at a time,
/// as the page sends them.</summary>
internal static class TransportRun
{
    private const int FrameBytes = 40_000; // a JPEG of 640 x 480 pixels at quality 0.8
    private const int WarmUp = 200;

    private static readonly byte[] Answer = new byte[900];

    /// <summary>Measures both.</summary>
    public static async Task Run(int frames, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        await using (app.ConfigureAwait(false))
        {
            app.UseWebSockets();
            app.Run(Handle);
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
            var address = new Uri(app.Urls.First());
            Console.WriteLine($"POST       {await Post(address, frames, cancellationToken).ConfigureAwait(false)}");
            Console.WriteLine($"WebSocket  {await Socket(address, frames, cancellationToken).ConfigureAwait(false)}");
        }
    }

    private static async Task Handle(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            using var body = new MemoryStream(FrameBytes);
            await context.Request.Body.CopyToAsync(body, context.RequestAborted).ConfigureAwait(false);
            await context.Response.Body.WriteAsync(Answer, context.RequestAborted).ConfigureAwait(false);
            return;
        }
        using var socket = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        var buffer = new byte[FrameBytes];
        while (await Receive(socket, buffer, context.RequestAborted).ConfigureAwait(false))
            await socket.SendAsync(Answer, WebSocketMessageType.Binary, true, context.RequestAborted).ConfigureAwait(false);
    }

    private static async Task<string> Post(Uri address, int frames, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = address };
        var frame = new byte[FrameBytes];
        return await Time(frames, async () =>
        {
            using var content = new ByteArrayContent(frame);
            using var response = await client.PostAsync(new Uri("/", UriKind.Relative), content, cancellationToken).ConfigureAwait(false);
            await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private static async Task<string> Socket(Uri address, int frames, CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws" }.Uri, cancellationToken).ConfigureAwait(false);
        var frame = new byte[FrameBytes];
        var buffer = new byte[FrameBytes];
        return await Time(frames, async () =>
        {
            await socket.SendAsync(frame, WebSocketMessageType.Binary, true, cancellationToken).ConfigureAwait(false);
            await Receive(socket, buffer, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private static async Task<bool> Receive(WebSocket socket, byte[] buffer, CancellationToken cancellationToken)
    {
        for (var length = 0; ;)
        {
            ValueWebSocketReceiveResult part;
            try
            {
                part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            }
            catch (WebSocketException)
            {
                return false; // the other side hung up
            }
            if (part.MessageType == WebSocketMessageType.Close)
                return false;
            length += part.Count;
            if (part.EndOfMessage)
                return true;
        }
    }

    private static async Task<string> Time(int frames, Func<Task> send)
    {
        for (var i = 0; i < WarmUp; i++)
            await send().ConfigureAwait(false);
        var times = new double[frames];
        for (var i = 0; i < frames; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await send().ConfigureAwait(false);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        Array.Sort(times);
        return $"p50 {times[frames / 2]:0.000} ms, p95 {times[frames * 95 / 100]:0.000} ms a frame of {FrameBytes:N0} bytes";
    }
}
