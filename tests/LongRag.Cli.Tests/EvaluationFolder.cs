using System.Text.Json;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Cli.Tests;

/// <summary>A folder with a small data set, and commands that bring a store of their own.</summary>
public sealed class EvaluationFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string Path => _folder.Path;

    public string PathOf(params string[] parts) => _folder.PathOf(parts);

    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>Runs <c>longrag eval</c> without a data folder.</summary>
    public static async Task<Ran> EvalAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken = default)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await LongRagCommand.RunAsync(["eval", .. arguments], output, error, cancellationToken);
        return new Ran(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command that must succeed, with JSON output.</summary>
    public static async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var ran = await EvalAsync([.. arguments, "--output", "json"]);
        Assert.True(ran.ExitCode == 0, $"exit code {ran.ExitCode}: {ran.Error}");
        return ran.Json;
    }

    /// <summary>Four documents and three queries: one finds its document first, one second, one is a document itself.</summary>
    public string WriteBeir()
    {
        Write("set/corpus.jsonl", """
            {"_id": "ferry", "title": "Ferry", "text": "The ferry to the island sails at noon.", "metadata": {"area": "sea"}}
            {"_id": "harbour", "title": "Harbour", "text": "Ferry after ferry leaves this harbour, each a ferry.", "metadata": {"area": "sea"}}
            {"_id": "train", "title": "Train", "text": "The train leaves from the station.", "metadata": {"area": "land"}}
            {"_id": "titled", "title": "Zeppelin", "text": "", "metadata": {"area": "air"}}
            """);
        Write("set/queries.jsonl", """
            {"_id": "q1", "text": "station train", "metadata": {"area": "land"}}
            {"_id": "q2", "text": "harbour", "metadata": {"area": "sea"}}
            {"_id": "ferry", "text": "ferry island", "metadata": {"area": "sea"}}
            {"_id": "q4", "text": "zeppelin", "metadata": {"area": "air"}}
            """);
        Write("set/qrels/test.tsv", "query-id\tcorpus-id\tscore\nq1\ttrain\t1\nq2\tferry\t1\nq2\tharbour\t0\nferry\tharbour\t1\nq4\ttitled\t1\n");
        return PathOf("set");
    }

    public void Dispose() => _folder.Dispose();
}
