using System.Text;
using System.Text.Json;
using LongRag.TestKit.Chat;

namespace LongRag.Browser.Tests;

public sealed class AnswerTests(Site site)
{
    private const string Cancelling = "Who may cancel a sailing?";

    // So that each piece is drawn before the next one comes.
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task A_dropped_file_is_read_and_its_quote_is_shown_in_the_document()
    {
        await site.StartAsync();
        var collection = await site.Serving.NewCollectionAsync();
        await site.VisitAsync(
            async page =>
            {
                await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Start with your documents" })).ToBeVisibleAsync();
                await page.TakeAsync("empty");
                await page.DropAsync(("operations-manual.md", Site.HandbookFile("operations-manual.md")));
                await Assertions.Expect(page.Locator(".job[data-status=succeeded]")).ToContainTextAsync("1 added, 10 passages");
                await Assertions.Expect(page.Locator("#document-list a")).ToHaveTextAsync("Operations Manual");
                await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Ask about 1 document" })).ToBeVisibleAsync();

                await page.AskAsync(Cancelling);
                await Assertions.Expect(page.LastEntry().Locator(".answer")).ToContainTextAsync("The duty manager may cancel a sailing that the master was willing to make");
                await page.TakeAsync("answer");
                await page.LastEntry().Locator(".marker").First.ClickAsync();

                var quote = await page.QuoteAsync("1");
                Assert.StartsWith("The duty manager may cancel a sailing", quote, StringComparison.Ordinal);
                Assert.Equal(quote, await page.MarkedAsync());
                await Assertions.Expect(page.GetByRole(AriaRole.Navigation, new() { Name = "Outline" }).Locator("[aria-current]")).ToHaveTextAsync("Who decides");
                await Assertions.Expect(page.Locator(".citation[data-open]")).ToHaveCountAsync(1);
                await page.TakeAsync("document");
            },
            new Visit { Hash = $"#c={collection}" });
    }

    [Fact]
    public async Task An_answer_is_seen_while_it_is_written_and_stopping_stops_the_writer()
    {
        await using var model = new ScriptedChatServer(ChatScript.Stall("The duty manager may cancel ", "a sailing [1]. And th"));
        await using var serving = await ServingProcess.StartAsync(ModelAt(model));
        await serving.StoreAsync("default", "operations-manual.md", Site.HandbookFile("operations-manual.md"));
        await site.VisitAsync(
            async page =>
            {
                await page.BeginAskingAsync(Cancelling);
                var entry = page.LastEntry();
                await Assertions.Expect(entry.Locator(".answer")).ToContainTextAsync("The duty manager may cancel a sailing");
                await Assertions.Expect(entry).ToHaveAttributeAsync("aria-busy", "true");
                await Assertions.Expect(entry.Locator(".progress")).ToHaveTextAsync("Writing");

                await page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
                await Assertions.Expect(entry.GetByText("Stopped.")).ToBeVisibleAsync();
                await Assertions.Expect(entry.Locator(".answer")).ToContainTextAsync("The duty manager may cancel a sailing");
                await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Ask", Exact = true })).ToBeVisibleAsync();
                await Assert.Single(model.Requests).Closed.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
            },
            new Visit { Serving = serving });
    }

    [Fact]
    public async Task What_a_model_invents_is_marked_and_told()
    {
        await using var model = new ScriptedChatServer(ChatScript.Answer("The duty manager may cancel a sailing that the master was willing to make [1]. Penguins vote on it every autumn in Paris [7]."));
        await using var serving = await ServingProcess.StartAsync(ModelAt(model));
        await serving.StoreAsync("default", "operations-manual.md", Site.HandbookFile("operations-manual.md"));
        await site.VisitAsync(
            async page =>
            {
                await page.AskAsync(Cancelling);
                await Assertions.Expect(page.LastEntry().Locator(".unsupported")).ToContainTextAsync("Penguins vote on it");
                await Assertions.Expect(page.LastEntry().Locator(".notes")).ToContainTextAsync("Nothing in the documents supports the sentences underlined with dots.");
                await Assertions.Expect(page.LastEntry().Locator("> footer")).ToContainTextAsync("chat:remote");
                await page.TakeAsync("unsupported");
            },
            new Visit { Serving = serving });
    }

    [Fact]
    public async Task What_a_model_wrote_and_nothing_holds_is_withdrawn_and_the_documents_answer_instead()
    {
        await using var model = new ScriptedChatServer(ChatScript.Pieces(["The emperor of the moon cancels 77 sailings [1]. ", "His penguins applaud."], between: Apart));
        await using var serving = await ServingProcess.StartAsync(ModelAt(model));
        await serving.StoreAsync("default", "operations-manual.md", Site.HandbookFile("operations-manual.md"));
        await site.VisitAsync(
            async page =>
            {
                await KeepWhatIsSaidAsync(page);
                await page.AskAsync(Cancelling);
                var said = await page.EvaluateAsync<string[]>("window.said");
                Assert.Contains(said, text => text.Contains("The emperor of the moon cancels 77 sailings", StringComparison.Ordinal));
                Assert.Contains("What was written did not hold against the documents; extractive answers instead", said);
                var entry = page.LastEntry();
                await Assertions.Expect(entry.Locator(".answer")).ToContainTextAsync("The duty manager may cancel a sailing that the master was willing to make");
                await Assertions.Expect(entry).Not.ToContainTextAsync("emperor");
                await Assertions.Expect(entry).Not.ToContainTextAsync("penguins");
                await Assertions.Expect(entry.Locator(".progress")).ToHaveCountAsync(0);
                await Assertions.Expect(entry.Locator("> footer")).ToContainTextAsync("extractive");
                await entry.Locator(".marker").First.ClickAsync();
                Assert.Equal(await page.QuoteAsync("1"), await page.MarkedAsync());
                await page.TakeAsync("withdrawn");
            },
            new Visit { Serving = serving });
    }

    [Fact]
    public async Task A_sentence_that_its_passage_does_not_carry_loses_its_citation_and_that_is_told()
    {
        await using var model = new ScriptedChatServer(ChatScript.Answer("The duty manager may cancel a sailing that the master was willing to make [1]. Penguins applaud every cancelled sailing [2]."));
        await using var serving = await ServingProcess.StartAsync(ModelAt(model));
        await serving.StoreAsync("default", "operations-manual.md", Site.HandbookFile("operations-manual.md"));
        await site.VisitAsync(
            async page =>
            {
                await page.AskAsync(Cancelling);
                await Assertions.Expect(page.LastEntry().Locator(".citation")).ToHaveCountAsync(1);
                await Assertions.Expect(page.LastEntry().Locator(".citation q")).ToContainTextAsync("The duty manager may cancel a sailing");
                await Assertions.Expect(page.LastEntry().Locator(".marker")).ToHaveTextAsync(["1"]);
                await Assertions.Expect(page.LastEntry().Locator(".unsupported")).ToContainTextAsync("Penguins applaud every cancelled sailing");
                await Assertions.Expect(page.LastEntry().Locator(".notes li").First).ToHaveTextAsync("1 reference to passages that do not carry the sentence was dropped (2).");
                await page.TakeAsync("dropped");
            },
            new Visit { Serving = serving });
    }

    [Fact]
    public async Task What_a_reasoning_model_thinks_first_is_shown_apart_and_folded_once_it_answers()
    {
        await using var model = new ScriptedChatServer(ChatScript.Pieces(["[1] says who may cancel a sailing.\n", "[2] is about standby days.\n", "Answer: The duty manager may cancel a sailing that the master was willing to make [1]."], between: Apart));
        await using var serving = await ServingProcess.StartAsync(ModelAt(model));
        await serving.StoreAsync("default", "operations-manual.md", Site.HandbookFile("operations-manual.md"));
        await site.VisitAsync(
            async page =>
            {
                await page.Locator("#options-toggle").ClickAsync();
                await page.GetByLabel("A model writes").SelectOptionAsync("reasoning");
                await Assertions.Expect(page.Locator("#options-summary")).ToHaveTextAsync("reasoning");
                await page.Locator("#options-toggle").ClickAsync();
                await KeepWhatIsSaidAsync(page);
                Assert.Equal("reasoning", (await RequestOfAsync(page, Cancelling)).GetProperty("mode").GetString());
                var thoughts = page.LastEntry().Locator(".thoughts");
                await Assertions.Expect(thoughts.Locator("summary")).ToHaveTextAsync("What the writer thought first (not checked)");
                await Assertions.Expect(thoughts.Locator("p")).ToBeHiddenAsync();
                await Assertions.Expect(page.LastEntry().Locator(".answer")).ToContainTextAsync("The duty manager may cancel a sailing that the master was willing to make");
                await Assertions.Expect(page.LastEntry().Locator(".answer")).Not.ToContainTextAsync("standby");
                Assert.Contains("Thinking", await page.EvaluateAsync<string[]>("window.said"));
                await thoughts.Locator("summary").ClickAsync();
                await Assertions.Expect(thoughts.Locator("p")).ToContainTextAsync("passage 1 says who may cancel a sailing.");
                await Assertions.Expect(thoughts.Locator("p")).ToContainTextAsync("passage 2 is about standby days.");
                await page.TakeAsync("reasoning");
            },
            new Visit { Serving = serving });
    }

    [Fact]
    public async Task A_follow_up_question_takes_the_conversation_along_and_a_new_conversation_does_not() => await site.VisitAsync(
        async page =>
        {
            await page.AskAsync("How much is paid for a standby day?");
            await Assertions.Expect(page.LastEntry().Locator(".answer")).ToContainTextAsync("£46");
            var turn = Assert.Single((await RequestOfAsync(page, "Who is called for one?")).GetProperty("history").EnumerateArray());
            Assert.Equal("How much is paid for a standby day?", turn.GetProperty("question").GetString());
            Assert.Contains("£46", turn.GetProperty("answer").GetString(), StringComparison.Ordinal);

            await page.GetByRole(AriaRole.Button, new() { Name = "New conversation" }).ClickAsync();
            await Assertions.Expect(page.Locator(".entry")).ToHaveCountAsync(0);
            Assert.False((await RequestOfAsync(page, Cancelling)).TryGetProperty("history", out _));
        },
        new Visit { Hash = $"#c={Site.Handbook}" });

    [Fact]
    public async Task Where_the_documents_do_not_say_it_the_reason_is_given_and_what_was_found() => await site.VisitAsync(
        async page =>
        {
            await page.AskAsync("What colour are the moons of Jupiter?");
            await Assertions.Expect(page.LastEntry().Locator(".no-answer")).ToContainTextAsync("The documents do not answer this.");
            await Assertions.Expect(page.LastEntry().Locator(".citation")).ToHaveCountAsync(0);
        },
        new Visit { Hash = $"#c={Site.Handbook}" });

    private static Dictionary<string, string> ModelAt(ScriptedChatServer model) => new(StringComparer.Ordinal)
    {
        ["LongRag__ChatModels__remote__Kind"] = "openai",
        ["LongRag__ChatModels__remote__Endpoint"] = model.Endpoint,
        ["LongRag__ChatModels__remote__Model"] = "any",
        ["LongRag__Generation__Generator"] = "remote",
    };

    /// <summary>Keeps every text that the progress line and the answer show, however briefly, in <c>window.said</c>.</summary>
    private static async Task KeepWhatIsSaidAsync(IPage page) => await page.EvaluateAsync(
        """
        () => {
          window.said = [];
          new MutationObserver(() => {
            for (const one of document.querySelectorAll('.progress, .answer')) if (one.textContent) window.said.push(one.textContent);
          }).observe(document.getElementById('thread'), { childList: true, subtree: true, characterData: true });
        }
        """);

    /// <summary>Asks, and gives the body that the page sent.</summary>
    private static async Task<JsonElement> RequestOfAsync(IPage page, string question)
    {
        var request = await page.RunAndWaitForRequestAsync(() => page.AskAsync(question), sent => sent.Url.EndsWith("/v1/ask", StringComparison.Ordinal));
        return JsonDocument.Parse(Encoding.UTF8.GetBytes(request.PostData!)).RootElement;
    }
}
