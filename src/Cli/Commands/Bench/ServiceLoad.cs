using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;

namespace LongRag.Cli.Commands.Bench;

/// <summary>Clients that ask one question after another.</summary>
/// <param name="client">Sends them.</param>
/// <param name="path">What is asked: <c>/v1/search</c> or <c>/v1/ask</c>.</param>
/// <param name="collection">Where.</param>
/// <param name="retriever">By what; null for the service's.</param>
/// <param name="questions">Asked in turn, each client beginning at another.</param>
internal sealed class ServiceLoad(HttpClient client, string path, string collection, string? retriever, IReadOnlyList<string> questions)
{
    // Often enough for a median, seldom enough to be no load of its own.
    private const int BetweenEmpty = 10;

    private readonly ConcurrentBag<double> _empty = [];
    private readonly ConcurrentDictionary<string, long> _errors = new(StringComparer.Ordinal);

    /// <summary>A client with as many connections as there are clients.</summary>
    public static HttpClient ClientOf(Uri url, string? key, int connections)
    {
        var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = connections + 1, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(10) }) { BaseAddress = url, Timeout = TimeSpan.FromMinutes(5) };
        if (key is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Asks for so long, and waits for the last answers.</summary>
    /// <exception cref="LongRagException"><c>service_unreachable</c>: nobody answers there.</exception>
    public async Task<LoadReport> RunAsync(int clients, TimeSpan time, CancellationToken cancellationToken)
    {
        await CheckAsync(cancellationToken);
        var started = Stopwatch.GetTimestamp();
        var samples = await Task.WhenAll(Enumerable.Range(0, clients).Select(number => Task.Run(() => AskAsync(number, started, time, cancellationToken), cancellationToken)));
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var all = samples.SelectMany(own => own).ToList();
        return new LoadReport(
            clients, all.Count, Math.Round(seconds, 2), Math.Round(all.Count / seconds, 1), LatencyMs.Of([.. all.Select(one => one.Client)]) ?? new LatencyMs(0, 0, 0, 0),
            LatencyMs.Of([.. all.Where(one => one.Server >= 0).Select(one => one.Server)]), LatencyMs.Of([.. all.Where(one => one.Server >= 0).Select(one => one.Client - one.Server)]), LatencyMs.Of([.. _empty]), _errors);
    }

    private async Task CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(new Uri("/healthz", UriKind.Relative), cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new LongRagException("service_unreachable", $"Nobody answers at {client.BaseAddress}: {e.Message}", e);
        }
    }

    private async Task<List<(double Client, double Server)>> AskAsync(int number, long started, TimeSpan time, CancellationToken cancellationToken)
    {
        var samples = new List<(double, double)>();
        for (var i = number; Stopwatch.GetElapsedTime(started) < time; i++)
        {
            var body = Body(questions[i % questions.Count]);
            var sent = Stopwatch.GetTimestamp();
            try
            {
                using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
                var bytes = await response.Content.ReadAsByteArrayAsync(cancellationToken);
                var taken = Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
                if (i % BetweenEmpty == 0) await EmptyAsync(cancellationToken);
                if (response.IsSuccessStatusCode) samples.Add((taken, ServerTime(bytes)));
                else
                {
                    Count($"status {(int)response.StatusCode}");
                    await PauseAsync(response.Headers.RetryAfter?.Delta, started, time, cancellationToken);
                }
            }
            catch (HttpRequestException e)
            {
                Count(e.HttpRequestError.ToString());
                await PauseAsync(null, started, time, cancellationToken);
            }
            catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                Count("no answer in time");
            }
        }

        return samples;
    }

    private async Task EmptyAsync(CancellationToken cancellationToken)
    {
        var sent = Stopwatch.GetTimestamp();
        using var response = await client.GetAsync(new Uri("/healthz", UriKind.Relative), cancellationToken);
        await response.Content.ReadAsByteArrayAsync(cancellationToken);
        _empty.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
    }

    /// <summary>Leaves a service alone that refused, for as long as it asks or for a second: a refusal costs nothing, and asking again at once would only count refusals.</summary>
    private static Task PauseAsync(TimeSpan? asked, long started, TimeSpan time, CancellationToken cancellationToken)
    {
        var (wait, left) = (asked ?? TimeSpan.FromSeconds(1), time - Stopwatch.GetElapsedTime(started));
        return left <= TimeSpan.Zero ? Task.CompletedTask : Task.Delay(wait < left ? wait : left, cancellationToken);
    }

    private byte[] Body(string question)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("query", question);
            writer.WriteStartArray("collections");
            writer.WriteStringValue(collection);
            writer.WriteEndArray();
            if (retriever is not null) writer.WriteString("retriever", retriever);
            writer.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static double ServerTime(byte[] body)
    {
        using var answer = JsonDocument.Parse(body);
        return answer.RootElement.TryGetProperty("timings_ms", out var timings) && timings.TryGetProperty("total", out var total) ? total.GetDouble() : -1;
    }

    private void Count(string error) => _errors.AddOrUpdate(error, 1, (_, count) => count + 1);
}
