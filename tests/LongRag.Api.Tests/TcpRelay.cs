using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace LongRag.Api.Tests;

/// <summary>Stands between a client and a server of this machine, and can be cut: connections then end, and new ones are refused.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly ConcurrentBag<Socket> _sockets = [];
    private readonly (string Host, int Port) _server;
    private TcpListener? _listener;

    public TcpRelay(string host, int port)
    {
        _server = (host, port);
        Listen(0);
        Port = ((IPEndPoint)_listener!.LocalEndpoint).Port;
    }

    public int Port { get; }

    /// <summary>The server is gone.</summary>
    public void Cut()
    {
        _listener?.Dispose();
        _listener = null;
        while (_sockets.TryTake(out var socket)) socket.Dispose();
    }

    /// <summary>The server is back.</summary>
    public void Restore() => Listen(Port);

    public ValueTask DisposeAsync()
    {
        Cut();
        return ValueTask.CompletedTask;
    }

    private void Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = false };
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Start();
        _listener = listener;
        _ = AcceptAsync(listener);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true) _ = RelayAsync(await listener.AcceptSocketAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It was cut.
        }
    }

    private async Task RelayAsync(Socket client)
    {
        var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(client);
        _sockets.Add(server);
        try
        {
            await server.ConnectAsync(_server.Host, _server.Port);
            await using var inner = new NetworkStream(client, ownsSocket: true);
            await using var outer = new NetworkStream(server, ownsSocket: true);
            await Task.WhenAny(inner.CopyToAsync(outer), outer.CopyToAsync(inner));
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            client.Dispose();
            server.Dispose();
        }
    }
}
