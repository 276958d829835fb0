using System.Text;
using LongRag.TestKit;

namespace LongRag.Browser.Tests;

public sealed class SafetyTests(Site site)
{
    private const string Name = "<img src=x onerror=window.hacked=1>.md";

    private const string Hostile = """
        ---
        title: "<script>window.hacked=2</script><img src=x onerror=window.hacked=3>"
        ---

        ## Gauge &lt;svg onload=window.hacked=4&gt; `<b>bold</b>`

        The tide gauge `<img src=x onerror=window.hacked=5>` is read by the harbour master `<script>window.hacked=6</script>` every morning.

        ## The `<iframe srcdoc="<script>parent.hacked=7</script>">` of noon

        The gauge was bought in 1971 `<a href="javascript:window.hacked=8">here</a>`.
        """;

    [Fact]
    public async Task Markup_in_names_titles_headings_and_text_is_shown_as_text_and_does_nothing()
    {
        await site.StartAsync();
        var collection = await site.Serving.NewCollectionAsync();
        await site.VisitAsync(
            async page =>
            {
                await page.DropAsync((Name, Encoding.UTF8.GetBytes(Hostile)));
                await Assertions.Expect(page.Locator(".job[data-status=succeeded] .name")).ToHaveTextAsync(Name);
                await Assertions.Expect(page.Locator("#document-list a")).ToHaveTextAsync("<script>window.hacked=2</script><img src=x onerror=window.hacked=3>");
                await page.AskAsync("Who reads the tide gauge?");
                await Assertions.Expect(page.LastEntry().Locator(".answer")).ToContainTextAsync("<img src=x onerror=window.hacked=5> is read by the harbour master <script>window.hacked=6</script> every morning.");
                await page.LastEntry().Locator(".marker").First.ClickAsync();
                Assert.Equal(await page.QuoteAsync("1"), await page.MarkedAsync());
                await Assertions.Expect(page.Locator(".outline")).ToContainTextAsync("<iframe srcdoc=");
                await page.LastEntry().Locator("summary").First.ClickAsync();
                await page.TakeAsync("hostile");

                Assert.Equal(0, await page.Locator("main :is(script, img, svg, iframe, b), #viewer :is(script, img, svg, iframe, b), #library :is(script, img, svg, iframe, b), a[href^='javascript:']").CountAsync());
                Assert.True(await page.EvaluateAsync<bool>("window.hacked === undefined"));
            },
            new Visit { Hash = $"#c={collection}" });
    }

    [Fact]
    public void No_script_writes_markup_and_no_file_names_another_host_or_styles_itself()
    {
        string[] forbidden = ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "DOMParser", "createContextualFragment", "srcdoc", "eval(", "Function(", "style=", "<style", "https:", "//cdn"];
        var offences = Directory.EnumerateFiles(Repository.PathOf("src", "Api", "Page")).SelectMany(file => forbidden.Where(File.ReadAllText(file).Contains).Select(word => $"{Path.GetFileName(file)}: {word}"));
        Assert.Empty(offences);
    }

    [Fact]
    public void The_page_stays_small() => Assert.InRange(new DirectoryInfo(Repository.PathOf("src", "Api", "Page")).EnumerateFiles().Sum(file => file.Length), 10_000, 102_400);

    [Fact]
    public async Task The_page_forbids_itself_scripts_of_others_and_writing_in_the_page()
    {
        await site.StartAsync();
        using var page = await site.Serving.Client.GetAsync("/", TestContext.Current.CancellationToken);
        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            Assert.Single(page.Headers.GetValues("Content-Security-Policy")));
    }
}
