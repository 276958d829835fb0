using System.ClientModel;
using OpenAI;
using OpenAI.Chat;

namespace LongRag.Api.Tests;

/// <summary>OpenAI's own client against the routes that speak its protocol.</summary>
public sealed class OpenAiClientTests(HandbookFixture handbook) : IClassFixture<HandbookFixture>
{
    private const string Question = "Who may cancel a sailing?";

    private static readonly string[] Words = ["harbour", "a longer text about ferries"];

    private OpenAIClient Client(string key = "none") => new(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = new Uri(handbook.Running.Address, "v1"), RetryPolicy = new System.ClientModel.Primitives.ClientRetryPolicy(0) });

    [Fact]
    public async Task A_completion_cites_by_markers_and_annotations()
    {
        var completion = (await Client().GetChatClient("longrag").CompleteChatAsync([new SystemChatMessage("Be brief."), new UserChatMessage(Question)], new ChatCompletionOptions { Temperature = 0.5f, MaxOutputTokenCount = 50 }, RunningService.Cancellation)).Value;
        var text = completion.Content[0].Text;
        Assert.StartsWith("The master alone may cancel a sailing.", text, StringComparison.Ordinal);
        Assert.Equal((ChatFinishReason.Stop, ChatMessageRole.Assistant, "longrag"), (completion.FinishReason, completion.Role, completion.Model));
        Assert.Equal(completion.Usage.TotalTokenCount, completion.Usage.InputTokenCount + completion.Usage.OutputTokenCount);
#pragma warning disable OPENAI001 // What the client still calls an experiment is what is tested.
        var annotation = Assert.Single(completion.Annotations);
        Assert.Equal("[1]", text[annotation.StartIndex..annotation.EndIndex]);
        Assert.Equal("Ferries", annotation.WebResourceTitle);
        Assert.Equal($"#c=default&doc={handbook.FerriesId}&start=9&end=95", annotation.WebResourceUri.Fragment);
        Assert.Equal(handbook.Running.Address, new Uri(annotation.WebResourceUri.GetLeftPart(UriPartial.Path)));
#pragma warning restore OPENAI001
    }

    [Fact]
    public async Task A_streamed_completion_is_the_same_text_and_tells_its_usage()
    {
        var whole = (await Client().GetChatClient("default").CompleteChatAsync([new UserChatMessage(Question)], cancellationToken: RunningService.Cancellation)).Value;
        var (text, finish, tokens, role) = ("", (ChatFinishReason?)null, 0, (ChatMessageRole?)null);
        await foreach (var update in Client().GetChatClient("default").CompleteChatStreamingAsync([new UserChatMessage(Question)], cancellationToken: RunningService.Cancellation))
        {
            text += string.Concat(update.ContentUpdate.Select(part => part.Text));
            role ??= update.Role;
            finish ??= update.FinishReason;
            if (update.Usage is { } usage) tokens = usage.TotalTokenCount;
        }

        Assert.Equal((whole.Content[0].Text, ChatFinishReason.Stop, whole.Usage.TotalTokenCount, ChatMessageRole.Assistant), (text, finish, tokens, role));
    }

    [Fact]
    public async Task A_conversation_is_a_question_with_its_history()
    {
        ChatMessage[] messages = [new UserChatMessage(Question), new AssistantChatMessage("The master alone. [1]"), new UserChatMessage("And what does a lost key cost?")];
        var completion = (await Client().GetChatClient("longrag").CompleteChatAsync(messages, cancellationToken: RunningService.Cancellation)).Value;
        Assert.Contains("25 euros", completion.Content[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_question_without_an_answer_is_said_in_words()
    {
        var completion = (await Client().GetChatClient("longrag").CompleteChatAsync([new UserChatMessage("zebra quagga okapi")], cancellationToken: RunningService.Cancellation)).Value;
        Assert.Equal("I found no answer in the documents. Nothing in the collection matches the question.", completion.Content[0].Text);
    }

    [Fact]
    public async Task Collections_are_models()
    {
        var models = (await Client().GetOpenAIModelClient().GetModelsAsync(RunningService.Cancellation)).Value;
        Assert.Equal(["longrag", "default"], models.Select(model => model.Id));
        Assert.Equal("longrag", (await Client().GetOpenAIModelClient().GetModelAsync("default", RunningService.Cancellation)).Value.OwnedBy);
        var missing = await Assert.ThrowsAsync<ClientResultException>(() => Client().GetOpenAIModelClient().GetModelAsync("nowhere", RunningService.Cancellation));
        Assert.Equal(404, missing.Status);
    }

    [Fact]
    public async Task An_error_is_the_clients_exception()
    {
        var refused = await Assert.ThrowsAsync<ClientResultException>(() => Client().GetChatClient("nowhere").CompleteChatAsync([new UserChatMessage(Question)], cancellationToken: RunningService.Cancellation));
        Assert.Equal(404, refused.Status);
        Assert.Contains("model_not_found", refused.Message, StringComparison.Ordinal);
        Assert.Contains("There is no collection 'nowhere'.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_encoder_there_are_no_embeddings()
    {
        var refused = await Assert.ThrowsAsync<ClientResultException>(() => Client().GetEmbeddingClient("arctic-xs").GenerateEmbeddingsAsync(Words, cancellationToken: RunningService.Cancellation));
        Assert.Equal(404, refused.Status);
        Assert.Contains("There is no encoder 'arctic-xs'.", refused.Message, StringComparison.Ordinal);
        using var usual = await handbook.Client.PostJsonAsync("/v1/embeddings", new { input = Words[0] });
        Assert.Equal("no_encoder", (await usual.JsonAsync(422)).GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_collection_named_as_the_default_collections_model_is_meant_itself_by_those_who_see_it()
    {
        await using var running = await RunningService.StartAsync();
        await running.StoreAsync("ferries.md", HandbookFixture.Ferries);
        using var made = await running.Client.PostJsonAsync("/v1/collections", new { name = "longrag" });
        await made.JsonAsync(201);
        await running.StoreAsync("other.md", "# Sailings\n\nThe harbour office alone may cancel a sailing.\n", "longrag");
        Assert.Equal(("default,longrag", "The harbour office alone may cancel a sailing."), await SeenAsync(running.Client));
        using var blind = running.ClientOf(await running.KeyAsync(AccessRight.Read, "default"));
        Assert.Equal(("longrag,default", "The master alone may cancel a sailing."), await SeenAsync(blind));
        using var other = running.ClientOf(await running.KeyAsync(AccessRight.Read, "longrag"));
        Assert.Equal(("longrag", "The harbour office alone may cancel a sailing."), await SeenAsync(other));

        static async Task<(string Models, string Answer)> SeenAsync(HttpClient client)
        {
            using var list = await client.GetAsync("/v1/models");
            var models = (await list.JsonAsync(200)).GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString());
            using var one = await client.GetAsync("/v1/models/longrag");
            Assert.Equal("longrag", (await one.JsonAsync(200)).GetProperty("id").GetString());
            using var answer = await client.PostJsonAsync("/v1/chat/completions", new { model = "longrag", messages = new[] { new { role = "user", content = Question } } });
            var text = (await answer.JsonAsync(200)).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
            return (string.Join(',', models), text[..(text.IndexOf('.', StringComparison.Ordinal) + 1)]);
        }
    }

    [Fact]
    public async Task Embeddings_come_as_base64_and_as_numbers_and_are_the_same()
    {
        await using var running = await RunningService.StartAsync(new ServiceSetup { Settings = { ["Retrieval:Encoder"] = "arctic-xs" } });
        var client = new OpenAIClient(new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = new Uri(running.Address, "v1") });
        var vectors = (await client.GetEmbeddingClient("arctic-xs").GenerateEmbeddingsAsync(Words, cancellationToken: RunningService.Cancellation)).Value;
        Assert.Equal([384, 384], vectors.Select(vector => vector.ToFloats().Length));
        Assert.Equal(1, vectors[0].ToFloats().ToArray().Sum(value => value * value), 1e-3);
        using var answer = await running.Client.PostJsonAsync("/v1/embeddings", new { input = Words[0] });
        var numbers = (await answer.JsonAsync(200)).GetProperty("data")[0].GetProperty("embedding").EnumerateArray().Select(number => number.GetSingle());
        Assert.Equal(vectors[0].ToFloats().ToArray(), numbers);
        using var wrong = await running.Client.PostJsonAsync("/v1/embeddings", new { input = Words[0], dimensions = 7 });
        Assert.Equal("dimensions", (await wrong.JsonAsync(400)).GetProperty("error").GetProperty("param").GetString());
        using var tokens = await running.Client.PostJsonAsync("/v1/embeddings", new { input = new[] { 1, 2 } });
        Assert.Equal("input", (await tokens.JsonAsync(400)).GetProperty("error").GetProperty("param").GetString());
    }
}
