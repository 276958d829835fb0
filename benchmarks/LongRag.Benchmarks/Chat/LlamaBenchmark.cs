using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LLama.Native;
using LongRag.Models.Chat;
using LongRag.Models.Chat.Gguf;
using Microsoft.Extensions.AI;

namespace LongRag.Benchmarks.Chat;

/// <summary>How fast a GGUF file reads and writes: through our client, by llama.cpp called as barely as can be from here, and by llama.cpp in a process without .NET (benchmarks/llama_peer.mjs). Every round runs all sides one after the other.</summary>
internal static class LlamaBenchmark
{
    private const int PromptTokens = 512;
    private const int WrittenTokens = 64;
    private const int ContextTokens = 2048;

    private sealed record Speeds(double Prompt, double Writing);

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is not [var path, var threadsText, var roundsText, .. var rest] || rest.Length > 1 || !Number(threadsText, out var threads) || !Number(roundsText, out var rounds))
        {
            Console.Error.WriteLine("Usage: dotnet run -c Release --project benchmarks/LongRag.Benchmarks -- llama <GGUF file> <threads> <rounds> [<folder of llama-addon.node>]");
            return 2;
        }

        using var model = ChatModelCatalog.Create("measured", new ChatModelSettings { Kind = ChatModelCatalog.Gguf, Path = path, Threads = threads, ContextTokens = ContextTokens });
        var bare = ((GgufChatClient)model.Client).Model;
        var sides = new Dictionary<string, List<Speeds>>(StringComparer.Ordinal) { ["LongRag's client"] = [], ["llama.cpp, bare calls"] = [] };
        if (rest.Length == 1) sides["llama.cpp in Node"] = [];
        for (var round = 0; round <= rounds; round++)
        {
            // The first round warms up.
            var client = await ClientAsync(model, round);
            var calls = Bare(bare, round);
            var peer = rest is [var addon] ? Peer(path, threads, addon) : null;
            if (round == 0) continue;
            sides["LongRag's client"].Add(client);
            sides["llama.cpp, bare calls"].Add(calls);
            if (peer is not null) sides["llama.cpp in Node"].Add(peer);
        }

        Figures.Head("side", "prompt, tokens/s", "writing, tokens/s", "client relative to it, prompt", "client relative to it, writing");
        var ours = sides["LongRag's client"];
        foreach (var (side, speeds) in sides)
        {
            Figures.Row(side, Figures.Median(speeds.Select(s => s.Prompt)), Figures.Median(speeds.Select(s => s.Writing)),
                Figures.Median(speeds.Zip(ours, (other, own) => own.Prompt / other.Prompt)), Figures.Median(speeds.Zip(ours, (other, own) => own.Writing / other.Writing)));
        }

        return 0;
    }

    private static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    /// <summary>Another text each round, from its first word on: nothing is left of the last one.</summary>
    private static string Prompt(int round) => string.Create(CultureInfo.InvariantCulture, $"{round} ") + string.Concat(Enumerable.Repeat("The ferry sails from the north quay at nine and comes back at six. ", 80));

    private static async Task<Speeds> ClientAsync(ChatModel model, int round)
    {
        var words = Prompt(round).Split(' ');
        var text = string.Join(' ', words.Take(PromptTokens * 4 / 5)) + "\n\nTell a long story about this.";
        var clock = Stopwatch.StartNew();
        var (first, last, usage) = (0.0, 0.0, (UsageDetails?)null);
        await foreach (var update in model.Client.GetStreamingResponseAsync([new ChatMessage(ChatRole.User, text)], new ChatOptions { MaxOutputTokens = WrittenTokens }))
        {
            last = clock.Elapsed.TotalSeconds;
            if (first == 0) first = last;
            usage = update.Contents.OfType<UsageContent>().LastOrDefault()?.Details ?? usage;
        }

        return new Speeds(usage!.InputTokenCount!.Value / first, (usage.OutputTokenCount!.Value - 1) / (last - first));
    }

    private static Speeds Bare(LlamaModel model, int round)
    {
        LLamaToken[] tokens = [.. model.Vocabulary.Plain("bare " + Prompt(round), isBeginning: true).Take(PromptTokens)];
        var clock = Stopwatch.StartNew();
        model.Read(tokens, CancellationToken.None);
        var prompt = clock.Elapsed.TotalSeconds;
        var choice = new TokenChoice(null);
        for (var i = 0; i < WrittenTokens; i++) model.Append(choice.Next(model.Logits), CancellationToken.None);
        return new Speeds(tokens.Length / prompt, WrittenTokens / (clock.Elapsed.TotalSeconds - prompt));
    }

    private static Speeds Peer(string path, int threads, string addon)
    {
        var start = new ProcessStartInfo("node") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Script(), addon, path, threads.ToString(CultureInfo.InvariantCulture), PromptTokens.ToString(CultureInfo.InvariantCulture), WrittenTokens.ToString(CultureInfo.InvariantCulture)]) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException(errors.Result);
        using var answer = JsonDocument.Parse(line);
        return new Speeds(answer.RootElement.GetProperty("prompt").GetDouble(), answer.RootElement.GetProperty("writing").GetDouble());
    }

    private static string Script()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Path.Combine(folder.FullName, "benchmarks", "llama_peer.mjs") is var script && File.Exists(script)) return script;
        throw new FileNotFoundException("benchmarks/llama_peer.mjs is not above this program.");
    }
}
