using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace LongRag.Cli.Commands.Bench;

/// <summary>Holds many event streams open, all of one job that waits: for a page of this process, which never comes.</summary>
internal sealed class IdleStreams(HttpClient client, Terminal terminal)
{
    public async Task HoldAsync(string collection, int count, TimeSpan time, CancellationToken cancellationToken)
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/";
        using var posted = await client.PostAsync(new Uri($"/v1/collections/{collection}/documents", UriKind.Relative), Body(url), cancellationToken);
        if (!posted.IsSuccessStatusCode) throw new LongRagException("service_refused", $"The service did not take the job: {(int)posted.StatusCode} {PrintableText.OneLine(await posted.Content.ReadAsStringAsync(cancellationToken))}");
        var job = (await posted.Content.ReadFromJsonAsync(IdleJson.Default.JsonElement, cancellationToken)).GetProperty("job_id").GetString();
        var open = new List<HttpResponseMessage>();
        try
        {
            for (var i = 0; i < count; i++)
            {
                var response = await client.GetAsync(new Uri($"/v1/jobs/{job}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                open.Add(response);
                if (!response.IsSuccessStatusCode) throw new LongRagException("service_refused", $"Stream {i + 1} was refused: {(int)response.StatusCode}.");
            }

            terminal.Note($"{count} streams are open; holding them for {time.TotalSeconds:0} s.");
            await Task.Delay(time, cancellationToken);
        }
        finally
        {
            foreach (var response in open) response.Dispose();
            using var cancelled = await client.PostAsync(new Uri($"/v1/jobs/{job}/cancel", UriKind.Relative), content: null, CancellationToken.None);
        }
    }

    private static StringContent Body(string url) => new($"{{\"url\":\"{url}\"}}", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
}

[System.Text.Json.Serialization.JsonSerializable(typeof(JsonElement))]
internal sealed partial class IdleJson : System.Text.Json.Serialization.JsonSerializerContext;
