using System.Globalization;
using System.Text;

namespace LongRag.Browser.Tests;

public sealed class ViewerTests(Site site)
{
    /// <summary>A book of two million characters whose every paragraph says where it stands, with characters beyond the first plane.</summary>
    private static string Book()
    {
        var book = new StringBuilder();
        for (var chapter = 1; book.Length < 2_000_000; chapter++)
        {
            book.Append(CultureInfo.InvariantCulture, $"# Chapter {chapter}\n\n");
            for (var paragraph = 1; paragraph <= 60; paragraph++)
                book.Append(CultureInfo.InvariantCulture, $"This is paragraph {paragraph} of chapter {chapter}, in which 𝔱𝔥𝔢 master 😀 walks along the quay and counts the ropes, one after another, until the light is gone and the bell rings.\n\n");
        }

        return book.ToString();
    }

    [Fact]
    public async Task A_place_deep_in_a_book_is_shown_without_loading_the_book()
    {
        await site.StartAsync();
        var collection = await site.Serving.NewCollectionAsync();
        var id = await site.Serving.StoreAsync(collection, "book.md", Encoding.UTF8.GetBytes(Book()));
        var text = await TextAsync(id);
        var quote = "This is paragraph 31 of chapter 150, in which 𝔱𝔥𝔢 master 😀 walks";
        var start = text.IndexOf(quote, StringComparison.Ordinal);
        Assert.InRange(start, 1_000_000, text.Length);
        await site.VisitAsync(
            async page =>
            {
                Assert.Equal(quote, await page.MarkedAsync());
                await Assertions.Expect(page.Locator(".outline [aria-current]")).ToHaveTextAsync("Chapter 150");
                await AssertLoadedAsync(page, text, 60_000);

                // Up and down: what is loaded stays one piece of the text, and what is read does not jump.
                foreach (var step in (int[])[-1, 1])
                {
                    var loaded = await LoadedAsync(page);
                    await page.Locator("#viewer .text").EvaluateAsync("(pane, step) => { pane.scrollTop = step < 0 ? 0 : pane.scrollHeight; }", step);
                    await page.WaitForFunctionAsync("length => document.querySelector('#viewer .text').textContent.length > length", loaded.Length);
                    await AssertLoadedAsync(page, text, 300_000);
                }

                await page.Locator(".outline button").GetByText("Chapter 3", new() { Exact = true }).ClickAsync();
                await Assertions.Expect(page.Locator(".outline [aria-current]")).ToHaveTextAsync("Chapter 3");
                await Assertions.Expect(page.Locator("#viewer .heading").GetByText("Chapter 3", new() { Exact = true })).ToBeInViewportAsync();
                await AssertLoadedAsync(page, text, 60_000);
            },
            new Visit { Hash = $"#c={collection}&doc={id}&start={start}&end={start + quote.Length}" });
    }

    [Fact]
    public async Task A_document_that_was_replaced_since_it_was_quoted_is_said_to_be()
    {
        await site.StartAsync();
        var collection = await site.Serving.NewCollectionAsync();
        await site.Serving.StoreAsync(collection, "keys.md", "# Keys\n\nA lost key costs 40 euros.\n"u8.ToArray());
        await site.VisitAsync(
            async page =>
            {
                await page.AskAsync("How much does a lost key cost?");
                await site.Serving.StoreAsync(collection, "keys.md", "# Keys\n\nSince May a lost key costs nothing at all, whoever lost it.\n"u8.ToArray());
                await page.LastEntry().Locator(".citation").First.ClickAsync();
                await Assertions.Expect(page.Locator("#viewer .problem")).ToContainTextAsync("The document has changed since it was quoted");
            },
            new Visit { Hash = $"#c={collection}" });
    }

    [Fact]
    public async Task A_document_that_is_gone_is_told_in_words() => await site.VisitAsync(
        async page => await Assertions.Expect(page.Locator("#viewer .problem")).ToContainTextAsync("There is no such document"),
        new Visit { Hash = $"#c={Site.Handbook}&doc=00000000000000000000&start=1&end=2", Expected = ["404 (Not Found)"] });

    private async Task<string> TextAsync(string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/documents/{id}/content");
        request.Headers.Accept.ParseAdd("text/plain");
        using var response = await site.Serving.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<string> LoadedAsync(IPage page) => string.Concat(await page.Locator("#viewer .window").AllTextContentsAsync());

    private static async Task AssertLoadedAsync(IPage page, string text, int most)
    {
        var loaded = await LoadedAsync(page);
        Assert.InRange(loaded.Length, 1, most);
        Assert.Contains(loaded, text, StringComparison.Ordinal);
    }
}
