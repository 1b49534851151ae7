using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Affekt.Server.Hosting;

/// <summary>Who a limit is for: an address of IPv4, or the 64 bits of an IPv6 address that a provider gives to one customer.</summary>
internal static class Addresses
{
    private const int MostConnections = 100;

    /// <summary>The address that stands for all that one customer has; an address in IPv6 form that is one of IPv4 counts as
    /// that.</summary>
    public static IPAddress GroupOf(IPAddress? address)
    {
        if (address is null)
            return IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        Span<byte> bytes = stackalloc byte[16];
        if (!address.TryWriteBytes(bytes, out var count) || count != bytes.Length || IPAddress.IsLoopback(address))
            return address;
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }

    /// <summary>The group of whoever sent a request; null for this machine, which is not limited by address.</summary>
    public static IPAddress? OthersOf(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(GroupOf(address)) ? GroupOf(address) : null;

    /// <summary>Hangs up on whoever has a hundred connections open already; this machine, and so a proxy on it, may have more.</summary>
    public static void LimitConnections(this ListenOptions listen)
    {
        var open = new ConcurrentDictionary<IPAddress, int>();
        listen.Use(next => async connection =>
        {
            if (connection.RemoteEndPoint is not IPEndPoint { Address: var address } || IPAddress.IsLoopback(GroupOf(address)))
            {
                await next(connection).ConfigureAwait(false);
                return;
            }
            var group = GroupOf(address);
            try
            {
                if (open.AddOrUpdate(group, 1, static (_, count) => count + 1) > MostConnections)
                    connection.Abort(new ConnectionAbortedException("Too many connections from one address."));
                else
                    await next(connection).ConfigureAwait(false);
            }
            finally
            {
                if (open.AddOrUpdate(group, 0, static (_, count) => count - 1) == 0)
                    open.TryRemove(KeyValuePair.Create(group, 0));
            }
        });
    }
}
