namespace LongRag.Browser.Tests;

public sealed class KeyTests(Site site)
{
    private const string Refused = "401 (Unauthorized)";

    [Fact]
    public async Task A_service_with_keys_asks_for_one_and_a_reader_sees_no_way_to_write()
    {
        await site.StartAsync();
        await using var serving = await ServingProcess.StartAsync();
        await serving.StoreAsync("default", "notes.md", "# Notes\n\nThe kettle is blue.\n"u8.ToArray());
        var key = await serving.NewKeyAsync("read");
        await site.VisitAsync(
            async page =>
            {
                var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "This service asks for a key" });
                await Assertions.Expect(dialog).ToBeVisibleAsync();
                await page.TakeAsync("key");
                await page.GetByLabel("API key").FillAsync("lr_0_wrong");
                await page.GetByRole(AriaRole.Button, new() { Name = "Use this key" }).ClickAsync();
                await Assertions.Expect(dialog.GetByText("The server did not accept that key.")).ToBeVisibleAsync();
                await page.GetByLabel("API key").FillAsync(key);
                await page.GetByLabel("API key").PressAsync("Enter");
                await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Ask about 1 document" })).ToBeVisibleAsync();

                await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Choose files…" })).ToBeHiddenAsync();
                await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Delete Notes" })).ToHaveCountAsync(0);
                await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "New…" })).ToBeHiddenAsync();
                await page.AskAsync("What is blue?");
                await Assertions.Expect(page.LastEntry().Locator(".answer")).ToContainTextAsync("The kettle is blue.");

                await page.GetByRole(AriaRole.Button, new() { Name = "Forget key" }).ClickAsync();
                await Assertions.Expect(dialog).ToBeVisibleAsync();
                Assert.Equal(0, await page.EvaluateAsync<int>("sessionStorage.length"));
            },
            new Visit { Serving = serving, Expected = [Refused] });
    }
}
