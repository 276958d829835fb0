// Semantic Kernel over LongRag: in this process over the sample handbook, or over a service; with a chat model that calls the functions, or without any.
//   dotnet run --project samples/semantic-kernel -- "How much is paid for a standby day?"
//       [--url http://127.0.0.1:8080 [--key KEY]] [--chat http://127.0.0.1:11434/v1 --model NAME [--chat-key KEY]]
using System.Text.Json;
using LongRag;
using LongRag.Hosting;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;

var question = args is [var first, ..] && !first.StartsWith("--", StringComparison.Ordinal) ? first : "How much is paid for a standby day?";
var builder = Kernel.CreateBuilder();
if (Option("--chat") is { } chat) builder.AddOpenAIChatCompletion(Option("--model") ?? "default", new Uri(chat), Option("--chat-key") ?? "none");
var kernel = builder.Build();

if (Option("--url") is { } url)
{
    kernel.Plugins.AddLongRag(new Uri(url), Option("--key"));
    return await RunAsync();
}

var folder = Directory.CreateTempSubdirectory("longrag-sample-");
try
{
    await using var local = await LocalLongRag.OpenAsync(options => options.DataPath = folder.FullName);
    await AddHandbookAsync(local.LongRag);
    kernel.Plugins.AddLongRag(local.LongRag);
    return await RunAsync();
}
finally
{
    folder.Delete(recursive: true);
}

async Task<int> RunAsync()
{
    Console.WriteLine(question);
    if (Option("--chat") is not null)
    {
        var settings = new OpenAIPromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };
        var history = new ChatHistory("Answer from the documents that the LongRag functions find, and name the title of what you use.");
        history.AddUserMessage(question);
        Console.WriteLine(await kernel.GetRequiredService<IChatCompletionService>().GetChatMessageContentAsync(history, settings, kernel));
        return 0;
    }

    var found = await kernel.InvokeAsync<JsonElement>("LongRag", "search", new KernelArguments { ["query"] = question, ["top"] = 3 });
    if (found.TryGetProperty("error", out var error))
    {
        await Console.Error.WriteLineAsync(error.ToString());
        return 1;
    }

    foreach (var hit in found.GetProperty("results").EnumerateArray()) Console.WriteLine($"\n{hit.GetProperty("rank")}. {hit.GetProperty("title")}, {hit.GetProperty("section")}\n{hit.GetProperty("text")}");
    return 0;
}

static async Task AddHandbookAsync(IManagedLongRag rag)
{
    await using var upload = await rag.BeginUploadAsync(Collection.DefaultName);
    foreach (var path in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "handbook")))
    {
        await using var file = File.OpenRead(path);
        await upload.AddAsync(Path.GetFileName(path), mediaType: null, file);
    }

    var accepted = await upload.CommitAsync(new UploadOptions());
    await foreach (var job in rag.WatchJobAsync(accepted.JobId))
        if (job.Result is { } result) await Console.Error.WriteLineAsync($"{job.Status}: {result.Added} documents, {result.Passages} passages");
}

string? Option(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
