using System.CommandLine;
using System.Globalization;

namespace LongRag.Cli.Commands.Bench;

/// <summary><c>longrag bench http</c>: a bounded load on a running service.</summary>
internal static class BenchCommand
{
    public static Command Create() => new("bench", "Measure a running service.") { Http() };

    private static Command Http()
    {
        var url = ServiceAddress.Url("Where the service listens (default: http://127.0.0.1:8080).");
        var key = ServiceAddress.KeyFile();
        var clients = new Option<int>("--clients") { Description = "Clients that ask one question after another, 1 to 1,000.", DefaultValueFactory = _ => 8 }.Between(1, 1000);
        var seconds = new Option<int>("--seconds") { Description = "How long, 1 to 3,600.", DefaultValueFactory = _ => 15 }.Between(1, 3600);
        var queries = new Option<string?>("--queries") { Description = "File with a question a line (default: a few words that most texts have).", HelpName = "FILE" };
        var by = QuestionOptions.Retriever();
        var ask = new Option<bool>("--ask") { Description = "Ask for answers instead of passages." };
        var streams = new Option<int?>("--idle-streams") { Description = "Only hold this many event streams open, of a job that waits. The service must be allowed to fetch from 127.0.0.1 (LongRag:Ingestion:Urls).", HelpName = "N" }.Between(1, 5000);
        var command = new Command("http", """
            Ask a running service as many clients would, and print how long its answers took.

              longrag bench http --clients 64 --seconds 300
              longrag bench http --clients 1 --retriever lexical --queries questions.txt --output json

            Each client waits for its answer before it asks again. "server" is what the service says a search took; "added" is what HTTP, JSON and this client put on top; "empty" is a request that does nothing, for comparison.
            """) { url, key, clients, seconds, queries, by, ask, streams };
        return command.Does(async (invocation, cancellationToken) =>
        {
            using var client = ServiceLoad.ClientOf(invocation.Get(url) ?? new Uri("http://127.0.0.1:8080"), ServiceAddress.KeyIn(invocation.Get(key)), Math.Max(invocation.Get(clients), invocation.Get(streams) ?? 0));
            if (invocation.Get(streams) is { } many)
            {
                await new IdleStreams(client, invocation.Terminal).HoldAsync(invocation.Collection, many, TimeSpan.FromSeconds(invocation.Get(seconds)), cancellationToken);
                return ExitCode.Done;
            }

            var load = new ServiceLoad(client, invocation.Get(ask) ? "/v1/ask" : "/v1/search", invocation.Collection, invocation.Get(by), Questions(invocation.Get(queries)));
            var report = await load.RunAsync(invocation.Get(clients), TimeSpan.FromSeconds(invocation.Get(seconds)), cancellationToken);
            Write(invocation.Terminal, report);
            return report.Errors.Count == 0 ? ExitCode.Done : ExitCode.Failure;
        });
    }

    private static string[] Questions(string? file)
    {
        if (file is null) return ["what is the first step", "who may decide", "how long does it take", "where is it kept", "why was it changed"];
        if (!File.Exists(file)) throw new LongRagException("not_found", $"There is no file '{file}'.");
        string[] lines = [.. File.ReadLines(file).Where(line => !string.IsNullOrWhiteSpace(line))];
        return lines.Length > 0 ? lines : throw new LongRagException("empty_set", $"There is no question in '{file}'.");
    }

    private static void Write(Terminal terminal, LoadReport report)
    {
        if (!terminal.IsHuman)
        {
            CliJson.Write(terminal, report);
            return;
        }

        terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Requests:N0} answers in {report.Seconds:0.0} s to {report.Clients} clients: {report.RequestsPerSecond:0.0} a second"));
        Line("client", report.ClientMs);
        if (report.ServerMs is { } server) Line("server", server);
        if (report.AddedMs is { } added) Line("added", added);
        if (report.EmptyMs is { } empty) Line("empty", empty);
        foreach (var (error, count) in report.Errors) terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"error    {PrintableText.OneLine(error)}: {count:N0}"));

        void Line(string name, LatencyMs ms) => terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-8} p50 {ms.P50:0.00}  p90 {ms.P90:0.00}  p99 {ms.P99:0.00}  max {ms.Max:0.00} ms"));
    }
}
