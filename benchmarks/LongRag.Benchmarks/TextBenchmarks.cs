using System.Text;
using BenchmarkDotNet.Attributes;
using LongRag.Ingest;

namespace LongRag.Benchmarks;

/// <summary>
/// The steps between a file and its passages, each alone, over one made-up document of about 55,000 characters: ten sections of prose with a list and a table. The text repeats, so figures are for comparing
/// versions of the code, not for predicting throughput.
/// </summary>
[MemoryDiagnoser]
public class TextBenchmarks
{
    private static readonly EstimatedTokenCounter Tokens = EstimatedTokenCounter.Instance;
    private string _markdown = "";
    private ParsedDocument _parsed = null!;
    private Document _document = null!;

    [GlobalSetup]
    public void Prepare()
    {
        var text = new StringBuilder("# Handbook\n\n");
        for (var section = 0; section < 10; section++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"## Section {section}\n\n");
            for (var paragraph = 0; paragraph < 20; paragraph++)
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"The ferry of day {paragraph} left at {section + 6} o'clock with *{paragraph * 3}* cars. In a swell of more than {section} metres the master may cancel the sailing; passengers are told at once. Refunds are paid within {paragraph} days, except where the ticket says otherwise.\n\n");
            text.Append("- first\n- second\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n");
        }

        _markdown = text.ToString();
        _parsed = new MarkdownReader().Parse(_markdown, new ReadOptions());
        _document = new Document
        {
            Id = DocumentId.From("default", "a"), Collection = "default", Source = "a", Title = "Handbook", MediaType = "text/markdown", Text = _parsed.Text, ContentHash = "",
            Sections = new Structurizer(Tokens).Structurize(_parsed, "Handbook"),
        };
    }

    [Benchmark]
    public int Read_markdown() => new MarkdownReader().Parse(_markdown, new ReadOptions()).Blocks.Count;

    [Benchmark]
    public int Structurize() => new Structurizer(Tokens).Structurize(_parsed, "Handbook").Count;

    [Benchmark]
    public int Cut_passages() => new PassageCutter(Tokens).Cut(_document, _parsed.Blocks).Count;

    [Benchmark]
    public int Split_sentences() => SentenceSplitter.Split(_document.Text).Count;

    [Benchmark]
    public int Count_tokens() => Tokens.Count(_document.Text);
}
