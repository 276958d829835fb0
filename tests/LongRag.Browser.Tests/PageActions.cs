namespace LongRag.Browser.Tests;

/// <summary>What a person does with the page.</summary>
internal static class PageActions
{
    /// <summary>The newest question and what came of it.</summary>
    public static ILocator LastEntry(this IPage page) => page.Locator(".entry").Last;

    /// <summary>Asks, and waits until the answer is whole.</summary>
    public static async Task AskAsync(this IPage page, string question)
    {
        await page.BeginAskingAsync(question);
        await Assertions.Expect(page.LastEntry().Locator("> footer")).ToBeVisibleAsync();
    }

    /// <summary>Asks.</summary>
    public static async Task BeginAskingAsync(this IPage page, string question)
    {
        await page.GetByLabel("Question", new() { Exact = true }).FillAsync(question);
        await page.GetByLabel("Question", new() { Exact = true }).PressAsync("Enter");
    }

    /// <summary>Drops files on the page, as a person drags them there.</summary>
    public static async Task DropAsync(this IPage page, params (string Name, byte[] Bytes)[] files)
    {
        var transfer = await page.EvaluateHandleAsync(
            """
            files => {
              const transfer = new DataTransfer();
              for (const [name, base64] of files) transfer.items.add(new File([Uint8Array.from(atob(base64), c => c.charCodeAt(0))], name));
              return transfer;
            }
            """,
            files.Select(file => new[] { file.Name, Convert.ToBase64String(file.Bytes) }).ToArray());
        await page.DispatchEventAsync("body", "dragenter", new { dataTransfer = transfer });
        await page.DispatchEventAsync("body", "drop", new { dataTransfer = transfer });
    }

    /// <summary>The marked characters of the open document.</summary>
    public static async Task<string> MarkedAsync(this IPage page)
    {
        await Assertions.Expect(page.Locator("#viewer mark").First).ToBeInViewportAsync();
        return string.Concat(await page.Locator("#viewer mark").AllTextContentsAsync());
    }

    /// <summary>What the citation of that number quotes.</summary>
    public static async Task<string> QuoteAsync(this IPage page, string number) => await page.LastEntry().Locator($".citation[data-id='{number}'] q").TextContentAsync() ?? "";
}
