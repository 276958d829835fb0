using System.Text.Json;
using LongRag.Client.Functions;
using Microsoft.Extensions.AI;
using Xunit;

namespace LongRag.SemanticKernel.Tests.Functions;

public sealed class LongRagFunctionsTests(Handbook handbook) : IClassFixture<Handbook>
{
    private static readonly string[] Reading = ["search", "ask", "get_document", "get_outline", "list_collections", "rerank"];

    [Fact]
    public void The_functions_that_write_are_there_only_where_writing_is_allowed()
    {
        Assert.Equal(Reading, LongRagFunctions.Create(handbook.Rag).Select(f => f.Name));
        Assert.Equal([.. Reading, "save_text", "delete_document"], LongRagFunctions.Create(handbook.Rag, new LongRagFunctionOptions { AllowWriting = true }).Select(f => f.Name));
    }

    [Fact]
    public void Their_schemas_have_plain_types_and_say_what_may_be_left_out()
    {
        var search = Function("search").JsonSchema;
        Assert.Equal(["query"], search.GetProperty("required").EnumerateArray().Select(n => n.GetString()));
        Assert.Equal(
            ["query:string", "collection:string", "filters:string", "top:integer", "skip:integer"],
            search.GetProperty("properties").EnumerateObject().Select(p => $"{p.Name}:{p.Value.GetProperty("type").GetString()}"));
        Assert.All(LongRagFunctions.Create(handbook.Rag), f => Assert.All(f.JsonSchema.GetProperty("properties").EnumerateObject(), p => Assert.True(p.Value.TryGetProperty("description", out _), $"{f.Name}.{p.Name}")));
    }

    [Fact]
    public async Task Search_gives_title_section_place_and_text()
    {
        var result = await CallAsync("search", new() { ["query"] = "Who pays for a lost key?", ["top"] = 1 });
        var text = "Whoever loses a key pays 40 euros for a new lock. The warden orders it within two days.";
        var hit = Assert.Single(result.GetProperty("results").EnumerateArray());
        var start = hit.GetProperty("start_char").GetInt32();
        var document = await handbook.Rag.ReadDocumentAsync(handbook.KeysId);
        Assert.Equal(text, document.Text[start..hit.GetProperty("end_char").GetInt32()]);
        Assert.Equal(
            $$$"""{"rank":1,"title":"Keys","section":"Keys > Lost keys","collection":"default","document_id":"{{{handbook.KeysId}}}","start_char":{{{start}}},"end_char":{{{start + text.Length}}},"text":"{{{text}}}","metadata":{"year":2021,"author":"Jane Roe"}}""",
            hit.GetRawText());
    }

    [Theory]
    [InlineData("\"year>=2022 or tags=house\"", "keys.md leave.md")]
    [InlineData("\"not tags=draft and author=\\\"Jane Roe\\\"\"", "keys.md")]
    [InlineData("{\"year\":{\"$gte\":2022}}", "leave.md")]
    [InlineData("\"{\\\"year\\\":{\\\"$gte\\\":2022}}\"", "leave.md")]
    [InlineData("\" \"", "bells.md keys.md leave.md")]
    [InlineData("null", "bells.md keys.md leave.md")]
    public async Task A_filter_is_understood_in_every_form_that_a_model_writes(string filters, string sources)
    {
        using var given = JsonDocument.Parse(filters);
        var result = await CallAsync("search", new() { ["query"] = "keys, leave", ["filters"] = given.RootElement.Clone() });
        var found = new List<string>();
        foreach (var hit in result.GetProperty("results").EnumerateArray()) found.Add((await handbook.Rag.GetDocumentAsync(hit.GetProperty("document_id").GetString()!)).Source);
        Assert.Equal(sources, string.Join(' ', found.Distinct().Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Arguments_may_be_strings_as_some_callers_pass_them()
    {
        var all = await CallAsync("search", new() { ["query"] = "keys", ["top"] = 50 });
        var second = await CallAsync("search", new() { ["query"] = "keys", ["top"] = "1", ["skip"] = "1", ["filters"] = """{"title":{"$exists":true}}""" });
        Assert.Equal(all.GetProperty("results")[1].GetRawText(), Assert.Single(second.GetProperty("results").EnumerateArray()).GetRawText());
        Assert.Equal(2, second.GetProperty("results")[0].GetProperty("rank").GetInt32());
    }

    [Fact]
    public async Task A_search_that_finds_nothing_says_so()
    {
        Assert.Equal("""{"results":[],"note":"Nothing was found; try other words."}""", (await CallAsync("search", new() { ["query"] = "xylophone" })).GetRawText());
        Assert.Equal("""{"results":[],"note":"Nothing more was found; try other words."}""", (await CallAsync("search", new() { ["query"] = "keys", ["skip"] = 40 })).GetRawText());
    }

    [Fact]
    public async Task Text_is_cut_to_the_budget_between_words_and_can_be_read_on()
    {
        var options = new LongRagFunctionOptions { MostTextPerResult = 30, MostText = 40 };
        var results = (await CallAsync("search", new() { ["query"] = "keys lock leave", ["top"] = 3 }, options)).GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(3, results.Count);
        Assert.InRange(results.Sum(r => r.GetProperty("text").GetString()!.Length), 20, 40);
        foreach (var hit in results)
        {
            var document = await handbook.Rag.ReadDocumentAsync(hit.GetProperty("document_id").GetString()!);
            var (start, end, cut) = (hit.GetProperty("start_char").GetInt32(), hit.GetProperty("end_char").GetInt32(), hit.GetProperty("continues_at").GetInt32());
            Assert.Equal(hit.GetProperty("text").GetString(), document.Text[start..cut]);
            Assert.Equal(' ', cut == start ? ' ' : document.Text[cut]);
            Assert.InRange(cut, start, end - 1);
        }
    }

    [Fact]
    public async Task A_long_document_is_read_in_parts_that_join()
    {
        var options = new LongRagFunctionOptions { MostText = 50 };
        var whole = (await handbook.Rag.ReadDocumentAsync(handbook.KeysId)).Text;
        var read = "";
        for (var parts = 0; ; parts++)
        {
            Assert.True(parts < 10);
            var part = await CallAsync("get_document", new() { ["document_id"] = handbook.KeysId, ["start_char"] = read.Length }, options);
            Assert.Equal((read.Length, whole.Length), (part.GetProperty("start_char").GetInt32(), part.GetProperty("characters").GetInt32()));
            read += part.GetProperty("text").GetString();
            Assert.Equal(read.Length, part.GetProperty("end_char").GetInt32());
            if (!part.TryGetProperty("note", out var note)) break;
            Assert.Equal($"There is more: go on with start_char={read.Length}.", note.GetString());
        }

        Assert.Equal(whole, read);
    }

    [Fact]
    public async Task A_part_of_a_document_is_that_part()
    {
        var part = await CallAsync("get_document", new() { ["document_id"] = handbook.LeaveId, ["start_char"] = 9, ["end_char"] = 23 });
        Assert.Equal((await handbook.Rag.ReadDocumentAsync(handbook.LeaveId)).Text[9..23], part.GetProperty("text").GetString());
        Assert.False(part.TryGetProperty("note", out _));
    }

    [Fact]
    public async Task An_outline_leaves_the_deepest_levels_out_where_it_would_be_too_long()
    {
        var whole = await CallAsync("get_outline", new() { ["document_id"] = handbook.KeysId });
        Assert.Equal(["0 Keys", "1 Keys", "2 Lost keys", "2 Spare keys"], whole.GetProperty("sections").EnumerateArray().Select(s => $"{s.GetProperty("level").GetInt32()} {s.GetProperty("heading").GetString()}"));
        var cut = await CallAsync("get_outline", new() { ["document_id"] = handbook.KeysId }, new LongRagFunctionOptions { MostSections = 3 });
        Assert.Equal(["0 Keys", "1 Keys"], cut.GetProperty("sections").EnumerateArray().Select(s => $"{s.GetProperty("level").GetInt32()} {s.GetProperty("heading").GetString()}"));
        Assert.Equal("2 deeper sections are left out.", cut.GetProperty("note").GetString());
    }

    [Fact]
    public async Task An_answer_comes_with_its_checked_quotes()
    {
        var answer = await CallAsync("ask", new() { ["question"] = "How many days of leave does an employee have?" });
        Assert.Equal("Every employee has 28 days of leave a year. [1]", answer.GetProperty("answer").GetString());
        Assert.False(answer.GetProperty("no_answer").GetBoolean());
        var quote = Assert.Single(answer.GetProperty("citations").EnumerateArray());
        Assert.Equal(("1", "Leave", handbook.LeaveId, true), (quote.GetProperty("id").GetString(), quote.GetProperty("title").GetString(), quote.GetProperty("document_id").GetString(), quote.GetProperty("verified").GetBoolean()));
        Assert.Equal(quote.GetProperty("quote").GetString(), (await handbook.Rag.ReadDocumentAsync(handbook.LeaveId)).Text[quote.GetProperty("start_char").GetInt32()..quote.GetProperty("end_char").GetInt32()]);
        var none = await CallAsync("ask", new() { ["question"] = "Who composed the opera about the volcano?" });
        Assert.True(none.GetProperty("no_answer").GetBoolean());
        Assert.NotEqual("", none.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Collections_come_with_their_size() =>
        Assert.Equal("""{"collections":[{"name":"default","language":"en","documents":3,"passages":4}]}""", (await CallAsync("list_collections", [])).GetRawText());

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "search", """{"query":"x","collection":"nowhere"}""", "no_such_collection" },
        { "search", """{"query":"x","filters":"year >>= 3"}""", "bad_filter" },
        { "search", """{"query":"x","filters":{"$near":3}}""", "bad_filter" },
        { "search", """{"query":"x","top":0}""", "bad_argument" },
        { "search", """{"query":"x","top":51}""", "bad_argument" },
        { "search", """{"query":"x","skip":-1}""", "bad_argument" },
        { "search", """{"query":"x","top":"five"}""", "bad_argument" },
        { "search", """{"query":["x"]}""", "bad_argument" },
        { "search", "{}", "bad_argument" },
        { "get_document", """{"document_id":"nothing"}""", "no_such_document" },
        { "get_document", """{"document_id":"nothing","start_char":-1}""", "bad_argument" },
        { "rerank", """{"query":"x","documents":"x"}""", "bad_argument" },
        { "rerank", """{"query":"x","documents":["x"]}""", "no_reranker" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_told_with_a_code_or_thrown_where_that_is_wanted(string name, string arguments, string code)
    {
        using var given = JsonDocument.Parse(arguments);
        var told = await CallAsync(name, Arguments(given.RootElement));
        Assert.Equal(code, told.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(["error"], told.EnumerateObject().Select(m => m.Name));
        var thrown = await Assert.ThrowsAsync<LongRagException>(() => CallAsync(name, Arguments(given.RootElement), new LongRagFunctionOptions { ThrowErrors = true }));
        Assert.Equal((code, told.GetProperty("error").GetProperty("message").GetString()), (thrown.Code, thrown.Message));
    }

    [Fact]
    public async Task A_text_that_is_saved_can_be_found_and_deleted()
    {
        var options = new LongRagFunctionOptions { AllowWriting = true };
        var saved = await CallAsync("save_text", new() { ["text"] = "The quinquereme sails on Fridays.", ["source"] = "ships.md" }, options);
        var id = saved.GetProperty("document_id").GetString()!;
        Assert.Equal($$"""{"document_id":"{{id}}","source":"ships.md","outcome":"added"}""", saved.GetRawText());
        var found = await CallAsync("search", new() { ["query"] = "quinquereme" });
        Assert.Equal(id, Assert.Single(found.GetProperty("results").EnumerateArray()).GetProperty("document_id").GetString());
        Assert.Equal($$"""{"document_id":"{{id}}","deleted":true}""", (await CallAsync("delete_document", new() { ["document_id"] = id }, options)).GetRawText());
        Assert.Equal("no_such_document", (await CallAsync("delete_document", new() { ["document_id"] = id }, options)).GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_call_that_is_cancelled_is_cancelled()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Function("search").InvokeAsync(new() { ["query"] = "keys" }, cancelled.Token).AsTask());
    }

    private static AIFunctionArguments Arguments(JsonElement json) => new(json.EnumerateObject().ToDictionary(m => m.Name, object? (m) => m.Value.Clone(), StringComparer.Ordinal));

    private AIFunction Function(string name, LongRagFunctionOptions? options = null) => LongRagFunctions.Create(handbook.Rag, options).Single(f => string.Equals(f.Name, name, StringComparison.Ordinal));

    private async Task<JsonElement> CallAsync(string name, AIFunctionArguments arguments, LongRagFunctionOptions? options = null) =>
        Assert.IsType<JsonElement>(await Function(name, options).InvokeAsync(arguments, TestContext.Current.CancellationToken));
}
