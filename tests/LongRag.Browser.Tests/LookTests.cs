namespace LongRag.Browser.Tests;

public sealed class LookTests(Site site)
{
    private static readonly BrowserNewContextOptions Dark = new() { ViewportSize = new() { Width = 1280, Height = 800 }, ColorScheme = ColorScheme.Dark };
    private static readonly BrowserNewContextOptions Phone = new() { ViewportSize = new() { Width = 390, Height = 844 }, IsMobile = true, HasTouch = true, DeviceScaleFactor = 2, ColorScheme = ColorScheme.Light };

    private static string Hash => $"#c={Site.Handbook}";

    [Fact]
    public async Task The_page_is_dark_where_the_system_is_and_a_choice_outlives_a_reload() => await site.VisitAsync(
        async page =>
        {
            const string ground = "getComputedStyle(document.body).backgroundColor";
            Assert.Equal("rgb(19, 21, 22)", await page.EvaluateAsync<string>(ground));
            await page.AskAsync("Who may cancel a sailing?");
            await page.LastEntry().Locator(".marker").First.ClickAsync();
            await page.MarkedAsync();
            await page.TakeAsync("dark");
            await page.Locator("#theme").ClickAsync();
            await Assertions.Expect(page.Locator("#theme")).ToHaveAttributeAsync("title", "Theme: light");
            Assert.Equal("rgb(246, 245, 241)", await page.EvaluateAsync<string>(ground));
            await page.ReloadAsync();
            Assert.Equal("rgb(246, 245, 241)", await page.EvaluateAsync<string>(ground));
        },
        new Visit { Hash = Hash, Context = Dark });

    [Fact]
    public async Task Everything_is_done_with_the_keyboard() => await site.VisitAsync(
        async page =>
        {
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Ask about 2 documents" })).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("/");
            await Assertions.Expect(page.Locator("#question")).ToBeFocusedAsync();
            await page.Keyboard.TypeAsync("Who may cancel a sailing?");
            await page.Keyboard.PressAsync("Control+Enter");
            await Assertions.Expect(page.LastEntry().Locator("> footer")).ToBeVisibleAsync();

            await page.Keyboard.PressAsync("Escape");
            await page.Keyboard.PressAsync("Tab");
            await page.Keyboard.PressAsync("j");
            var citation = page.LastEntry().Locator(".citation").First;
            await Assertions.Expect(citation).ToBeFocusedAsync();
            await page.Keyboard.PressAsync("Enter");
            Assert.Equal(await page.QuoteAsync("1"), await page.MarkedAsync());
            await Assertions.Expect(page.Locator("#viewer .text")).ToBeFocusedAsync();

            await page.Keyboard.PressAsync("Escape");
            await Assertions.Expect(page.Locator("#viewer")).ToBeHiddenAsync();
            await Assertions.Expect(citation).ToBeFocusedAsync();
        },
        new Visit { Hash = Hash });

    [Fact]
    public async Task On_a_phone_nothing_is_cut_off_and_a_document_takes_the_screen() => await site.VisitAsync(
        async page =>
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Documents" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Staff Handbook" })).ToBeInViewportAsync();
            await page.TakeAsync("phone-documents");
            await page.GetByRole(AriaRole.Button, new() { Name = "Documents" }).ClickAsync();
            await page.AskAsync("Who may cancel a sailing?");
            await page.TakeAsync("phone-answer");
            await page.LastEntry().Locator(".marker").First.ClickAsync();
            Assert.Equal(await page.QuoteAsync("1"), await page.MarkedAsync());
            await page.TakeAsync("phone-document");
            var viewer = await page.Locator("#viewer").BoundingBoxAsync();
            Assert.Equal((0, 0, 390, 844), (viewer!.X, viewer.Y, viewer.Width, viewer.Height));
            Assert.Equal(390, await page.EvaluateAsync<int>("document.documentElement.scrollWidth"));

            await page.GetByRole(AriaRole.Button, new() { Name = "Outline" }).ClickAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Records", Exact = true }).ClickAsync();
            await Assertions.Expect(page.Locator("#viewer .heading").GetByText("Records", new() { Exact = true })).ToBeInViewportAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Close the document" }).ClickAsync();
            await Assertions.Expect(page.LastEntry()).ToBeVisibleAsync();
        },
        new Visit { Hash = Hash, Context = Phone });
}
