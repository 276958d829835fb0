namespace LongRag.Browser.Tests;

public sealed class SearchTests(Site site)
{
    [Fact]
    public async Task A_search_shows_scores_and_times_and_a_hit_opens_its_passage() => await site.VisitAsync(
        async page =>
        {
            await page.GetByLabel("Search", new() { Exact = true }).CheckAsync();
            await page.AskAsync("standby day");
            var first = page.LastEntry().Locator(".hit").First;
            await Assertions.Expect(first.Locator(".title")).ToHaveTextAsync("Staff Handbook");
            await Assertions.Expect(first).ToContainTextAsync("Hours and pay › Standby days › p. 1");
            await Assertions.Expect(first.Locator(".scores")).ToContainTextAsync("lexical");
            await Assertions.Expect(page.LastEntry().Locator(".timings")).ToContainTextAsync("retrieve");
            await page.TakeAsync("search");

            await first.Locator(".title").ClickAsync();
            Assert.StartsWith("A standby day is a day at home", await page.MarkedAsync(), StringComparison.Ordinal);
        },
        new Visit { Hash = $"#c={Site.Handbook}" });

    [Fact]
    public async Task A_filter_is_written_as_in_the_command_line_and_a_bad_one_is_told_in_words() => await site.VisitAsync(
        async page =>
        {
            await page.GetByLabel("Search", new() { Exact = true }).CheckAsync();
            await page.GetByRole(AriaRole.Button, new() { Name = "Options" }).ClickAsync();
            await page.GetByLabel("Only documents with").FillAsync("year >= ");
            await page.BeginAskingAsync("standby day");
            await Assertions.Expect(page.Locator("#composer > .problem")).ToContainTextAsync("The filter cannot be read");

            await page.GetByLabel("Only documents with").FillAsync("year>=2024 and not title~staff");
            await page.AskAsync("standby day crew");
            await Assertions.Expect(page.Locator("#composer > .problem")).ToHaveCountAsync(0);
            Assert.All(await page.LastEntry().Locator(".hit > .title").AllTextContentsAsync(), title => Assert.Equal("Operations Manual", title));
            Assert.NotEqual(0, await page.LastEntry().Locator(".hit").CountAsync());
        },
        new Visit { Hash = $"#c={Site.Handbook}" });

    [Fact]
    public async Task What_the_server_refuses_is_told_in_words_with_its_code() => await site.VisitAsync(
        async page =>
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Options" }).ClickAsync();
            await page.GetByLabel("Only documents with").FillAsync("""{"year":{"$near":3}}""");
            await page.BeginAskingAsync("What is a standby day?");
            var problem = page.LastEntry().Locator(".problem");
            await Assertions.Expect(problem.Locator("code")).ToHaveTextAsync("bad_filter");
            await Assertions.Expect(problem).ToContainTextAsync("The filter cannot be understood");
            await Assertions.Expect(problem.GetByRole(AriaRole.Button, new() { Name = "Try again" })).ToBeVisibleAsync();
            await page.TakeAsync("problem");
        },
        new Visit { Hash = $"#c={Site.Handbook}", Expected = ["400 (Bad Request)"] });
}
