using System.Runtime.CompilerServices;
using AngleSharp;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace LongRag.Ingest;

/// <summary>Reads HTML as a browser without scripts shows it. A saved web page gives its article where one stands out, else (or with <see cref="ReadOptions.WholePage"/>) all of its text.</summary>
public sealed class HtmlReader : IDocumentReader
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> MediaTypes { get; } = [LongRag.Ingest.MediaTypes.Html];

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadItem> ReadAsync(ReaderInput input, ReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var decoded = await DecodedText.ReadAsync(input, options, HtmlHead.DeclaredCharset, cancellationToken);
        foreach (var issue in decoded.Issues) yield return new ReadItem.Issue(issue);
        yield return new ReadItem.Parsed(Parse(decoded.Text, options));
    }

    /// <summary>Reads a text that is a document of its own.</summary>
    internal static ParsedDocument Parse(string text, ReadOptions options)
    {
        var whole = ReadWhole(text, options);
        return options.WholePage ? whole : HtmlArticle.Read(text, whole, options) ?? whole;
    }

    /// <summary>The tree of a page; throws <c>too_deep</c> before it is built where it would be beyond bounds. Nothing is run and nothing is loaded.</summary>
    internal static IHtmlDocument ParsePage(string html)
    {
        HtmlNesting.Check(html);
        // As with scripts, <noscript> holds no text; there is no engine that would run one.
        return new HtmlParser(new HtmlParserOptions { IsScripting = true }, BrowsingContext.New(Configuration.Default)).ParseDocument(html);
    }

    private static ParsedDocument ReadWhole(string html, ReadOptions options)
    {
        using var page = ParsePage(html);
        var writer = new BlockWriter(options.MaxCharacters);
        if (page.Body is { } body) new HtmlBlocks(writer).Write(body);
        return writer.Finish(HtmlHead.Title(page), HtmlHead.Metadata(page));
    }
}
