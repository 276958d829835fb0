namespace LongRag.Browser.Tests;

public sealed class LibraryTests(Site site)
{
    [Fact]
    public async Task A_file_that_cannot_be_read_says_why_and_can_be_tried_again()
    {
        await site.StartAsync();
        var collection = await site.Serving.NewCollectionAsync();
        await site.VisitAsync(
            async page =>
            {
                await page.DropAsync(("holiday.bin", [0, 1, 2, 3, 0, 0, 255, 254]), ("notes.md", "# Notes\n\nThe kettle is blue.\n"u8.ToArray()));
                var failed = page.Locator(".job[data-status=failed]");
                await Assertions.Expect(failed.Locator("code")).ToHaveTextAsync("binary_file");
                await Assertions.Expect(page.Locator(".job[data-status=succeeded]")).ToContainTextAsync("notes.md");
                await page.TakeAsync("jobs");

                await failed.GetByRole(AriaRole.Button, new() { Name = "Again: holiday.bin" }).ClickAsync();
                await Assertions.Expect(failed.Locator("code")).ToHaveTextAsync("binary_file");
                await page.GetByRole(AriaRole.Button, new() { Name = "Clear finished" }).ClickAsync();
                await Assertions.Expect(page.Locator(".job")).ToHaveCountAsync(0);
            },
            new Visit { Hash = $"#c={collection}" });
    }

    [Fact]
    public async Task Files_are_also_chosen()
    {
        await site.StartAsync();
        var collection = await site.Serving.NewCollectionAsync();
        await site.VisitAsync(
            async page =>
            {
                await page.Locator("#files").SetInputFilesAsync([new FilePayload { Name = "a.md", MimeType = "text/markdown", Buffer = "# One\n\nFirst.\n"u8.ToArray() }, new FilePayload { Name = "b.md", MimeType = "text/markdown", Buffer = "# Two\n\nSecond.\n"u8.ToArray() }]);
                await Assertions.Expect(page.Locator(".job[data-status=succeeded]")).ToHaveCountAsync(2);
                await Assertions.Expect(page.Locator("#document-list a")).ToHaveTextAsync(["One", "Two"]);
            },
            new Visit { Hash = $"#c={collection}" });
    }

    [Fact]
    public async Task A_document_is_deleted_once_that_is_confirmed()
    {
        await site.StartAsync();
        var collection = await site.Serving.NewCollectionAsync();
        var id = await site.Serving.StoreAsync(collection, "notes.md", "# Notes\n\nThe kettle is blue.\n"u8.ToArray());
        await site.VisitAsync(
            async page =>
            {
                await page.GetByRole(AriaRole.Button, new() { Name = "Delete Notes" }).ClickAsync();
                await page.GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
                await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Notes" })).ToBeVisibleAsync();
                await page.GetByRole(AriaRole.Button, new() { Name = "Delete Notes" }).ClickAsync();
                await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
                await Assertions.Expect(page.Locator("#document-list")).ToHaveTextAsync("None yet.");
                using var gone = await site.Serving.Client.GetAsync($"/v1/documents/{id}", TestContext.Current.CancellationToken);
                Assert.Equal(404, (int)gone.StatusCode);
            },
            new Visit { Hash = $"#c={collection}" });
    }

    [Fact]
    public async Task A_collection_is_made_and_chosen() => await site.VisitAsync(
        async page =>
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "New…" }).ClickAsync();
            await page.GetByLabel("Name").FillAsync(Site.Handbook);
            await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
            await Assertions.Expect(page.Locator("#collection-refused")).ToContainTextAsync(Site.Handbook);
            await page.GetByLabel("Name").FillAsync("contracts");
            await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
            await Assertions.Expect(page.GetByLabel("Collection", new() { Exact = true })).ToHaveValueAsync("contracts");
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Start with your documents" })).ToBeVisibleAsync();
        },
        new Visit { Expected = ["409 (Conflict)"] });
}
