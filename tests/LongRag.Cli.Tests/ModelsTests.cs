using System.Text.Json;
using LongRag.TestKit;
using LongRag.TestKit.Chat;
using Xunit;

namespace LongRag.Cli.Tests;

public sealed class ModelsTests : IDisposable
{
    private readonly CommandLine _commands = new();

    public void Dispose() => _commands.Dispose();

    private string Configuration(object models) => _commands.Write("longrag.json", JsonSerializer.Serialize(new { LongRag = new { ChatModels = models } }));

    [Fact]
    public async Task A_model_file_that_is_not_there_is_said_not_to_be_there()
    {
        var ran = await _commands.RunAsync("models", "check", "missing.gguf");
        Assert.Equal(4, ran.ExitCode);
        Assert.Contains("There is no model file 'missing.gguf'", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_are_listed_and_those_that_cannot_be_used_with_their_reason()
    {
        var file = Configuration(new Dictionary<string, object>
        {
            ["remote"] = new { Kind = "openai", Endpoint = "http://127.0.0.1:9/v1", Model = "m", ContextTokens = 4096 },
            ["gone"] = new { Kind = "gguf", Path = _commands.PathOf("gone.gguf") },
        });
        var rows = (await _commands.JsonAsync("models", "list", "-c", file)).EnumerateArray().ToList();
        Assert.Equal(["gone", "remote"], rows.Select(row => row.GetProperty("name").GetString()));
        Assert.EndsWith("gone.gguf'. [no_model_file]", rows[0].GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal(("openai", "m", 4096), (rows[1].GetProperty("kind").GetString(), rows[1].GetProperty("model").GetString(), rows[1].GetProperty("context").GetInt32()));
        var human = await _commands.RunAsync("models", "list", "-c", file);
        Assert.Contains("remote  openai  m  4096 tokens of context", human.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_models_the_list_says_how_to_configure_one()
    {
        var ran = await _commands.RunAsync("models", "list");
        Assert.Equal((0, ""), (ran.ExitCode, ran.Output));
        Assert.Contains("LongRag:ChatModels:<name>:Kind", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_is_tried()
    {
        await using var server = new ScriptedChatServer(ChatScript.Pieces(["A ferry ", "sails.\nMore"], TimeSpan.FromMilliseconds(50)));
        var file = Configuration(new { remote = new { Kind = "openai", Endpoint = server.Endpoint, Model = "m" } });
        var checkedModel = await _commands.JsonAsync("models", "check", "remote", "-c", file);
        Assert.Equal(("A ferry sails.", 7, 11), (checkedModel.GetProperty("line").GetString(), checkedModel.GetProperty("written_tokens").GetInt32(), checkedModel.GetProperty("prompt_tokens").GetInt32()));
        Assert.InRange(checkedModel.GetProperty("written_tokens_per_second").GetDouble(), 1, 1000);
        Assert.Equal(JsonValueKind.Null, checkedModel.GetProperty("memory_bytes").ValueKind);
        Assert.Equal(48, Assert.Single(server.Requests).Json.GetProperty("max_tokens").GetInt32());
    }

    [Fact]
    public async Task A_file_is_tried_by_its_path_and_llama_cpp_is_silent()
    {
        var model = Requires.Shared("models", "SmolLM2-135M-Instruct", "SmolLM2-135M-Instruct.Q4_1.gguf");
        using var process = _commands.Start(new Dictionary<string, string> { [WithoutEncoder.Variable] = "none" }, "models", "check", model, "--output", "json");
        var (output, error) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), (process.ExitCode, await error));
        using var document = JsonDocument.Parse(await output);
        var row = document.RootElement;
        Assert.Equal(("gguf", 8192, 287_106_112), (row.GetProperty("kind").GetString(), row.GetProperty("context").GetInt32(), row.GetProperty("memory_bytes").GetInt64()));
        Assert.NotEmpty(row.GetProperty("line").GetString()!);
        Assert.True(row.GetProperty("prompt_tokens_per_second").GetDouble() > 1);
    }

    [Fact]
    public async Task A_name_that_names_nothing_is_told_with_those_that_do()
    {
        var file = Configuration(new { remote = new { Kind = "openai", Endpoint = "http://127.0.0.1:9/v1", Model = "m" } });
        var ran = await _commands.RunAsync("models", "check", "mine", "-c", file);
        Assert.Equal((2, "longrag: There is no chat model 'mine': remote is there. Models are configured as LongRag:ChatModels:mine:Kind and so on, or named by the path of a GGUF file. [bad_argument]\n"), (ran.ExitCode, ran.Error));
    }

    [Fact]
    public async Task A_kind_that_is_none_stops_the_program_and_is_named()
    {
        var file = Configuration(new { mine = new { Kind = "ollama" } });
        var ran = await _commands.RunAsync("models", "list", "-c", file);
        Assert.Equal((5, "longrag: LongRag:ChatModels:mine:Kind is 'ollama'; it must be one of openai, gguf. [bad_config]\n"), (ran.ExitCode, ran.Error));
    }

    [Fact]
    public async Task A_key_is_never_shown()
    {
        const string Key = "sk-secret-1234567890";
        await using var server = new ScriptedChatServer(ChatScript.Status(401, $$$"""{"error":{"message":"Wrong key {{{Key}}}"}}"""));
        var key = _commands.Write("key", Key + "\n");
        var file = Configuration(new { remote = new { Kind = "openai", Endpoint = server.Endpoint, Model = "m", ApiKeyFile = key } });
        var ran = await _commands.RunAsync("models", "check", "remote", "-c", file, "--verbose");
        Assert.Equal(6, ran.ExitCode);
        Assert.Contains("[model_refused]", ran.Error, StringComparison.Ordinal);
        Assert.Equal($"Bearer {Key}", server.Requests[0].Headers["Authorization"]);
        Assert.DoesNotContain(Key, ran.Error + ran.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, (await _commands.RunAsync("config", "show", "-c", file)).Output, StringComparison.Ordinal);
    }
}
