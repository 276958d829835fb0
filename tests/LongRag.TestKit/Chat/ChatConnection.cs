using System.Globalization;
using System.Text;

namespace LongRag.TestKit.Chat;

/// <summary>The answering side of one request: raw HTTP, so that it can be wrong in every way.</summary>
internal sealed class ChatConnection(Stream stream, RecordedChatRequest request, CancellationToken cancellationToken)
{
    public RecordedChatRequest Request => request;

    /// <summary>A whole answer with its length.</summary>
    public Task WholeAsync(int status, string contentType, string body, string headers = "")
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Scripted\r\nContent-Type: {contentType}\r\nContent-Length: {bytes.Length}\r\nConnection: close\r\n{headers}\r\n");
        return WriteAsync([.. Encoding.ASCII.GetBytes(head), .. bytes]);
    }

    /// <summary>The head of an answer whose length is not known yet.</summary>
    public Task BeginEventsAsync() => WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"u8.ToArray());

    /// <summary>A chunk of it.</summary>
    public Task SendAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return WriteAsync([.. Encoding.ASCII.GetBytes(bytes.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"), .. bytes, .. "\r\n"u8]);
    }

    /// <summary>Its end. An answer that is not ended is cut off when the connection closes.</summary>
    public Task EndAsync() => WriteAsync("0\r\n\r\n"u8.ToArray());

    private async Task WriteAsync(byte[] bytes)
    {
        await stream.WriteAsync(bytes, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }
}
