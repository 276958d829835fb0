using System.Text.Json;
using LongRag.Client.Functions;
using LongRag.TestKit.Chat;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using Xunit;

namespace LongRag.SemanticKernel.Tests.Kernel;

public sealed class FunctionCallingTests(Handbook handbook) : IClassFixture<Handbook>
{
    [Fact]
    public async Task A_model_calls_search_reads_what_it_found_and_answers()
    {
        await using var model = new ScriptedChatServer(Calls("LongRag-search", """{"query":"Who pays for a lost key?","top":1}"""), ChatScript.Answer("Whoever loses it pays 40 euros."));
        var kernel = KernelFor(model);
        kernel.Plugins.AddLongRag(handbook.Rag);
        var answer = await AskAsync(kernel, "Who pays for a lost key?");
        Assert.Equal("Whoever loses it pays 40 euros.", answer);
        Assert.Equal(2, model.Requests.Count);
        Assert.Equal(
            ["LongRag-search", "LongRag-ask", "LongRag-get_document", "LongRag-get_outline", "LongRag-list_collections", "LongRag-rerank"],
            model.Requests[0].Json.GetProperty("tools").EnumerateArray().Select(t => t.GetProperty("function").GetProperty("name").GetString()));
        var told = ToolMessage(model.Requests[1]);
        var hit = Assert.Single(told.GetProperty("results").EnumerateArray());
        Assert.Equal(("Keys", handbook.KeysId, "Whoever loses a key pays 40 euros for a new lock. The warden orders it within two days."), (hit.GetProperty("title").GetString(), hit.GetProperty("document_id").GetString(), hit.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task A_model_that_names_a_wrong_collection_is_told_and_does_better()
    {
        await using var model = new ScriptedChatServer(
            Calls("LongRag-search", """{"query":"keys","collection":"handbook"}"""), Calls("LongRag-list_collections", "{}"), Calls("LongRag-search", """{"query":"keys","collection":"default","filters":{"year":2021},"top":"2"}"""),
            ChatScript.Answer("They hang in the office."));
        var kernel = KernelFor(model);
        kernel.Plugins.AddLongRag(handbook.Rag);
        Assert.Equal("They hang in the office.", await AskAsync(kernel, "Where are the spare keys?"));
        Assert.Equal("no_such_collection", ToolMessage(model.Requests[1]).GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("default", ToolMessage(model.Requests[2]).GetProperty("collections")[0].GetProperty("name").GetString());
        Assert.Equal([handbook.KeysId, handbook.KeysId], ToolMessage(model.Requests[3]).GetProperty("results").EnumerateArray().Select(r => r.GetProperty("document_id").GetString()));
    }

    [Fact]
    public async Task A_model_may_write_only_where_it_is_allowed_to()
    {
        await using var model = new ScriptedChatServer(Calls("LongRag-delete_document", $$"""{"document_id":"{{handbook.KeysId}}"}"""), ChatScript.Answer("I cannot."));
        var kernel = KernelFor(model);
        kernel.Plugins.AddLongRag(handbook.Rag);
        Assert.Equal("I cannot.", await AskAsync(kernel, "Delete the document about keys."));
        Assert.Equal("keys.md", (await handbook.Rag.GetDocumentAsync(handbook.KeysId)).Source);
    }

    [Fact]
    public async Task A_program_calls_a_function_by_its_name_in_any_case()
    {
        var kernel = new Microsoft.SemanticKernel.Kernel();
        var plugin = kernel.Plugins.AddLongRag(handbook.Rag, new LongRagFunctionOptions { ThrowErrors = true });
        Assert.Equal(("LongRag", 6), (plugin.Name, plugin.FunctionCount));
        var result = await kernel.InvokeAsync<JsonElement>("LongRag", "Search", new KernelArguments { ["query"] = "lost key", ["top"] = 1 });
        Assert.Equal("Keys", result.GetProperty("results")[0].GetProperty("title").GetString());
        var error = await Assert.ThrowsAsync<LongRagException>(() => kernel.InvokeAsync("LongRag", "get_outline", new KernelArguments { ["document_id"] = "nothing" }));
        Assert.Equal("no_such_document", error.Code);
    }

    private static Microsoft.SemanticKernel.Kernel KernelFor(ScriptedChatServer model)
    {
        var builder = Microsoft.SemanticKernel.Kernel.CreateBuilder();
        builder.AddOpenAIChatCompletion("scripted", new Uri(model.Endpoint), "none");
        return builder.Build();
    }

    private static async Task<string?> AskAsync(Microsoft.SemanticKernel.Kernel kernel, string question)
    {
        var history = new ChatHistory(question);
        var settings = new OpenAIPromptExecutionSettings { FunctionChoiceBehavior = FunctionChoiceBehavior.Auto() };
        return (await kernel.GetRequiredService<IChatCompletionService>().GetChatMessageContentAsync(history, settings, kernel, TestContext.Current.CancellationToken)).Content;
    }

    internal static ChatScript Calls(string function, string arguments) => ChatScript.Body(JsonSerializer.Serialize(new
    {
        id = "1",
        @object = "chat.completion",
        created = 1,
        model = "scripted",
        choices = new[]
        {
            new { index = 0, finish_reason = "tool_calls", message = new { role = "assistant", content = (string?)null, tool_calls = new[] { new { id = "call_1", type = "function", function = new { name = function, arguments } } } } },
        },
        usage = new { prompt_tokens = 11, completion_tokens = 7, total_tokens = 18 },
    }));

    /// <summary>What the model was told by the last function it called.</summary>
    internal static JsonElement ToolMessage(RecordedChatRequest request)
    {
        var last = request.Json.GetProperty("messages").EnumerateArray().Last();
        Assert.Equal("tool", last.GetProperty("role").GetString());
        using var document = JsonDocument.Parse(last.GetProperty("content").GetString()!);
        return document.RootElement.Clone();
    }
}
