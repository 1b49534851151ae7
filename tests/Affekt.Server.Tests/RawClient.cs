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
        await client.Send($"POST /api/v1/mood HTTP/1.1\r\nHost: {server.Authority}\r\nContent-Type: image/jpeg\r\nContent-Length: {length}\r\n\r\n");
        await client.Send(first);
        return client;
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
