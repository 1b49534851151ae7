using System.Net.Sockets;
using System.Text;

namespace Affekt.Server.Tests;

/// <summary>A client that writes its bytes as it likes, and not as HTTP says.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly TcpClient _client = new();
    private readonly NetworkStream _stream;

    public RawClient(Uri server)
    {
        _client.Connect(server.Host, server.Port);
        _stream = _client.GetStream();
    }

    /// <summary>Begins an upload of a picture that promises a length.</summary>
    public static async Task<RawClient> BeginUpload(Uri server, int length, byte[] first)
    {
        var client = new RawClient(server);
        await client.Send($"POST /api/v1/mood HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: " +
            $"image/jpeg\r\nContent-Length: {length}\r\n\r\n");
        await client.Send(first);
        return client;
    }

    /// <summary>Begins an upload and waits until the server reads it: from then on it holds a place among the pictures on
    /// their way.</summary>
    public static async Task<RawClient> HoldUpload(Uri server, int length, byte[] first)
    {
        var client = new RawClient(server);
        await client.Send($"POST /api/v1/mood HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: " +
            $"image/jpeg\r\nContent-Length: {length}\r\nExpect: 100-continue\r\n\r\n");
        // A server that is about to read says so; one that refuses answers at once.
        Assert.StartsWith("HTTP/1.1 100", await client.FirstLine(), StringComparison.Ordinal);
        await client.Send(first);
        return client;
    }

    private async Task<string> FirstLine()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var said = new StringBuilder();
        var buffer = new byte[4096];
        while (!said.ToString().Contains("\r\n", StringComparison.Ordinal)
            && await _stream.ReadAsync(buffer, timeout.Token) is > 0 and var count)
            said.Append(Encoding.Latin1.GetString(buffer, 0, count));
        return said.ToString().Split("\r\n")[0];
    }

    public Task Send(string text) => Send(Encoding.Latin1.GetBytes(text));

    public async Task Send(byte[] bytes) => await _stream.WriteAsync(bytes);

    /// <summary>All that the server says until it hangs up, or until the time is over.</summary>
    public async Task<string> Answer(TimeSpan patience)
    {
        using var timeout = new CancellationTokenSource(patience);
        var said = new StringBuilder();
        var buffer = new byte[4096];
        try
        {
            while (await _stream.ReadAsync(buffer, timeout.Token) is > 0 and var count)
                said.Append(Encoding.Latin1.GetString(buffer, 0, count));
            return said + "[closed]";
        }
        catch (IOException)
        {
            return said + "[closed]";
        }
        catch (OperationCanceledException)
        {
            return said.ToString();
        }
    }

    public void Dispose() => _client.Dispose();
}
