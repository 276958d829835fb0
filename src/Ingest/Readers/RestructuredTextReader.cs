using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LongRag.Ingest;

/// <summary>Reads reStructuredText, with the directives and roles of Sphinx and the header of Python Enhancement Proposals. Files that it includes are not read.</summary>
public sealed partial class RestructuredTextReader : IDocumentReader
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> MediaTypes { get; } = [LongRag.Ingest.MediaTypes.RestructuredText];

    /// <inheritdoc/>
    public async IAsyncEnumerable<ReadItem> ReadAsync(ReaderInput input, ReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var decoded = await DecodedText.ReadAsync(input, options, cancellationToken: cancellationToken);
        foreach (var issue in decoded.Issues) yield return new ReadItem.Issue(issue);
        yield return new ReadItem.Parsed(Parse(decoded.Text, options));
    }

    /// <summary>Reads a text that is a document of its own.</summary>
    internal static ParsedDocument Parse(string text, ReadOptions options)
    {
        var lines = RstLines.Cut(CleanText.Of(text, out _));
        var metadata = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var writer = new BlockWriter(options.MaxCharacters);
        var title = TakeHeader(lines, metadata);
        if (title is not null) writer.Add(BlockKind.Heading, title, 1);
        else TakeFields(lines, metadata);
        new RstBlocks(writer, new RstDefinitions(lines), headingOffset: title is null ? 0 : 1).WriteBody(lines);
        return writer.Finish(title ?? (writer.FirstTitle is null && metadata.TryGetValue("title", out var named) ? named.ToString() : null), metadata);
    }

    /// <summary>Takes the header of an enhancement proposal off, which is that of a mail; null where there is none.</summary>
    private static string? TakeHeader(List<string> lines, Dictionary<string, JsonElement> metadata)
    {
        if (lines.Count == 0 || !lines[0].StartsWith("PEP:", StringComparison.Ordinal)) return null;
        string? title = null;
        var at = 0;
        while (at < lines.Count && lines[at].Length > 0)
        {
            var field = HeaderField().Match(lines[at++]);
            if (!field.Success) continue;
            var value = field.Groups["value"].Value;
            while (at < lines.Count && lines[at].StartsWith(' ')) value += " " + lines[at++].Trim();
            Set(metadata, field.Groups["name"].Value, value);
            if (field.Groups["name"].Value == "Title") title = value.Trim();
        }

        lines.RemoveRange(0, at);
        return title;
    }

    /// <summary>Takes the fields off that stand before everything else, or right after the title.</summary>
    private static void TakeFields(List<string> lines, Dictionary<string, JsonElement> metadata)
    {
        var at = FirstText(lines, 0);
        if (at < lines.Count && !RstLines.Field().IsMatch(lines[at]))
        {
            if (RstLines.IsAdornment(lines[at]) && at + 2 < lines.Count && RstLines.IsAdornment(lines[at + 2])) at += 3;
            else if (at + 1 < lines.Count && RstLines.IsAdornment(lines[at + 1])) at += 2;
            else return;
            at = FirstText(lines, at);
        }

        var start = at;
        while (at < lines.Count && RstLines.Field().Match(lines[at]) is { Success: true } field)
        {
            var end = RstLines.EndOfIndented(lines, at + 1);
            Set(metadata, field.Groups["name"].Value, string.Join(' ', lines.GetRange(at + 1, end - at - 1).Prepend(field.Groups["body"].Value)));
            at = FirstText(lines, end);
        }

        lines.RemoveRange(start, at - start);
    }

    /// <summary>Skips blank lines, comments and targets.</summary>
    private static int FirstText(List<string> lines, int at)
    {
        while (at < lines.Count)
        {
            if (lines[at].Length == 0) at++;
            else if (lines[at].StartsWith("..", StringComparison.Ordinal) && !lines[at].Contains("::", StringComparison.Ordinal)) at = RstLines.EndOfIndented(lines, at + 1);
            else break;
        }

        return at;
    }

    private static void Set(Dictionary<string, JsonElement> metadata, string name, string value)
    {
        if (!string.IsNullOrWhiteSpace(value)) metadata[name.ToLowerInvariant()] = JsonSerializer.SerializeToElement(BlockWriter.OneLine(value));
    }

    [GeneratedRegex(@"^(?<name>[A-Za-z][\w-]*): *(?<value>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex HeaderField();
}
