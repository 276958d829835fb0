using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace LongRag.Api.Tests;

/// <summary>A cable to a server that a test can pull: it passes bytes on, and while it is pulled, connections are cut and new ones refused.</summary>
public sealed class Relay : IAsyncDisposable
{
    private readonly string _host;
    private readonly int _port;
    private readonly ConcurrentDictionary<TcpClient, bool> _open = new();
    private TcpListener? _listener;
    private Task _loop = Task.CompletedTask;

    public Relay(string host, int port)
    {
        (_host, _port) = (host, port);
        Plug(0);
    }

    public int Port { get; private set; }

    public void Pull()
    {
        _listener!.Dispose();
        foreach (var client in _open.Keys) client.Dispose();
        _open.Clear();
    }

    public void PlugIn() => Plug(Port);

    public async ValueTask DisposeAsync()
    {
        Pull();
        await _loop;
    }

    private void Plug(int port)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _loop = ServeAsync(_listener);
    }

    private async Task ServeAsync(TcpListener listener)
    {
        try
        {
            while (true) _ = PassAsync(await listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Pulled.
        }
    }

    private async Task PassAsync(TcpClient near)
    {
        using var far = new TcpClient();
        _open[near] = true;
        _open[far] = true;
        try
        {
            await far.ConnectAsync(_host, _port);
            await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()), far.GetStream().CopyToAsync(near.GetStream()));
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // One side is gone.
        }
        finally
        {
            near.Dispose();
            _open.TryRemove(near, out _);
            _open.TryRemove(far, out _);
        }
    }
}
