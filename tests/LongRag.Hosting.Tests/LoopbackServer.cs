using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace LongRag.Hosting.Tests;

/// <summary>A web server of this machine whose answers wait for what a test says.</summary>
internal sealed class LoopbackServer : IDisposable
{
    public const int Dimensions = 8;

    private readonly HttpListener _listener = new();
    private readonly Func<string, Task<string>> _answer;

    private LoopbackServer(Func<string, Task<string>> answer)
    {
        _answer = answer;
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Address = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        }

        _listener.Prefixes.Add(Address.AbsoluteUri);
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Address { get; }

    /// <summary>Answers every request with the text, as soon as <paramref name="before"/> is over.</summary>
    public static LoopbackServer OfPage(string text, Func<Task> before) => new(async _ =>
    {
        await before();
        return text;
    });

    /// <summary>An encoder whose batches wait for <paramref name="before"/>.</summary>
    public static LoopbackServer OfEncoder(Func<IReadOnlyList<string>, Task> before) => new(async body =>
    {
        using var request = JsonDocument.Parse(body);
        var texts = request.RootElement.GetProperty("input").EnumerateArray().Select(text => text.GetString()!).ToList();
        await before(texts);
        return JsonSerializer.Serialize(new { data = texts.Select((text, i) => new { index = i, embedding = VectorOf(text) }) });
    });

    /// <summary>Configures the encoder.</summary>
    public void Configure(IDictionary<string, string?> settings)
    {
        settings["Retrieval:Encoder"] = "held";
        settings["Encoders:held:Kind"] = "openai";
        settings["Encoders:held:Endpoint"] = new Uri(Address, "v1").AbsoluteUri;
        settings["Encoders:held:Model"] = "m";
        settings["Encoders:held:Dimensions"] = Dimensions.ToString(System.Globalization.CultureInfo.InvariantCulture);
        settings["Encoders:held:TimeoutSeconds"] = "600";
    }

    public void Dispose() => _listener.Close();

    private static float[] VectorOf(string text)
    {
        var vector = new float[Dimensions];
        foreach (var letter in text) vector[letter % Dimensions]++;
        return vector;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true) _ = AnswerAsync(await _listener.GetContextAsync());
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
            var bytes = Encoding.UTF8.GetBytes(await _answer(await reader.ReadToEndAsync()));
            context.Response.ContentType = "text/plain";
            await context.Response.OutputStream.WriteAsync(bytes);
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException or OperationCanceledException or IOException)
        {
            // Whoever asked has left.
            context.Response.Abort();
        }
    }
}
