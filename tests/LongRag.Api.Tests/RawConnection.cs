using System.Net.Sockets;
using System.Text;

namespace LongRag.Api.Tests;

/// <summary>A client that says what no well-behaved one would.</summary>
public sealed class RawConnection : IAsyncDisposable
{
    private readonly TcpClient _client = new();

    public NetworkStream Stream => _client.GetStream();

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        return connection;
    }

    public ValueTask SendAsync(string text) => Stream.WriteAsync(Encoding.ASCII.GetBytes(text), TestContext.Current.CancellationToken);

    /// <summary>All that the server says until it closes the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var all = new MemoryStream();
        try
        {
            await Stream.CopyToAsync(all, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // Reset: what came before it counts.
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
