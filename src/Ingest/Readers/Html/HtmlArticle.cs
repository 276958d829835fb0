using AngleSharp.Html.Dom;

namespace LongRag.Ingest;

/// <summary>The main content of a saved page, by the rules of Mozilla's Readability.</summary>
internal static class HtmlArticle
{
    // Below this there is nothing to leave out.
    private const int ShortestPage = 1000;

    // Longer texts are books and manuals, not pages with an article; the search is not linear.
    private const int LongestPage = 512 * 1024;

    // Real pages nest a few dozen elements; the library is slow on deep ones, and follows them by recursion.
    private const int DeepestPage = 256;

    // An article with less of the page's text is one part of it among others.
    private const double LeastShare = 0.3;

    // The library needs an address to resolve links; nothing is fetched from it.
    private const string NoAddress = "https://page.invalid/";

    /// <summary>The article; null where none stands out.</summary>
    /// <param name="html">The page.</param>
    /// <param name="whole">The page as read whole.</param>
    /// <param name="options">Bounds.</param>
    public static ParsedDocument? Read(string html, ParsedDocument whole, ReadOptions options)
    {
        if (whole.Text.Length is < ShortestPage or > LongestPage || HtmlNesting.Check(html) > DeepestPage) return null;
        using var page = HtmlReader.ParsePage(html);
        if (Find(page) is not { } article) return null;
        using var content = HtmlReader.ParsePage(article.Content);
        if (content.Body is not { } body) return null;
        var writer = new BlockWriter(options.MaxCharacters);
        var title = BlockWriter.OneLine(article.Title ?? "");
        var blocks = new HtmlBlocks(writer);

        // The library takes the heading that repeats the title out of the article.
        if (title.Length > 0 && !StartsWithHeading(whole, title, content)) writer.Add(BlockKind.Heading, title, 1);
        blocks.Write(body);
        var read = writer.Finish(title.Length > 0 ? title : whole.Title, whole.Metadata);
        return read.Text.Length >= whole.Text.Length * LeastShare ? read : null;
    }

    private static SmartReader.Article? Find(IHtmlDocument page)
    {
        using var reader = new SmartReader.Reader(NoAddress, page);
        var article = reader.GetArticle();
        return article is { Completed: true, IsReadable: true } ? article : null;
    }

    private static bool StartsWithHeading(ParsedDocument whole, string title, IHtmlDocument content) =>
        !whole.Blocks.Any(b => b.Kind == BlockKind.Heading && b.Level <= 2 && b.Span.In(whole.Text).Equals(title, StringComparison.OrdinalIgnoreCase))
        || content.QuerySelectorAll("h1,h2").Any(h => string.Equals(BlockWriter.OneLine(h.TextContent), title, StringComparison.OrdinalIgnoreCase));
}
