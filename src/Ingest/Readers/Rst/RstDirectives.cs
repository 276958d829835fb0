using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace LongRag.Ingest;

/// <summary>Writes what directives of Docutils and Sphinx show. Of unknown ones everything that is text is kept.</summary>
internal sealed class RstDirectives(RstBlocks blocks)
{
    // Nothing to read: pictures, lists made from elsewhere, settings, other files.
    private static readonly HashSet<string> Unread = Names(
        "image toctree contents sectnum section-numbering highlight default-role role include literalinclude raw meta index currentmodule module py:module py:currentmodule c:namespace cpp:namespace program tabularcolumns " +
        "target-notes header footer title default-domain testsetup testcleanup graphviz graph digraph inheritance-diagram plot mermaid uml codeauthor sectionauthor automodule autoclass autofunction automethod autosummary " +
        "autoattribute autodata autoexception bibliography youtube video cssclass rst-class restructuredtext-test-directive date unicode replace");

    private static readonly HashSet<string> Code = Names("code code-block sourcecode parsed-literal doctest testcode testoutput productionlist prompt ipython console math highlightlang code-cell jupyter-execute");

    // The content is shown as if the directive were not there; what stands beside it is for machines.
    private static readonly HashSet<string> Containers = Names("container compound only ifconfig epigraph highlights pull-quote rst-class hlist tabs tab-set grid card-carousel glossary line-block centered flat-table");

    private static readonly Dictionary<string, string> Titles = new(StringComparer.Ordinal)
    {
        ["note"] = "Note", ["warning"] = "Warning", ["tip"] = "Tip", ["important"] = "Important", ["hint"] = "Hint", ["danger"] = "Danger", ["error"] = "Error", ["caution"] = "Caution",
        ["attention"] = "Attention", ["seealso"] = "See also", ["todo"] = "Todo",
    };

    private static readonly Dictionary<string, string> Versions = new(StringComparer.Ordinal)
    {
        ["versionadded"] = "Added in version", ["versionchanged"] = "Changed in version", ["deprecated"] = "Deprecated since version", ["versionremoved"] = "Removed in version",
        ["deprecated-removed"] = "Deprecated since version",
    };

    public void Write(RstDirective directive)
    {
        if (Unread.Contains(directive.Name)) return;
        if (Code.Contains(directive.Name)) WriteCode(directive);
        else if (Titles.TryGetValue(directive.Name, out var title)) blocks.WriteLed(title, directive.Body);
        else if (Versions.TryGetValue(directive.Name, out var since)) WriteVersion(since, directive);
        else if (Containers.Contains(directive.Name)) blocks.WriteBody(directive.Name is "epigraph" or "highlights" or "pull-quote" or "compound" or "centered" ? directive.Body : directive.Content);
        else
        {
            switch (directive.Name)
            {
                case "figure":
                    blocks.WriteBody(directive.Content);
                    break;
                case "table":
                    blocks.WriteText(blocks.Inline(directive.Argument));
                    blocks.WriteBody(directive.Content);
                    break;
                case "list-table":
                    blocks.WriteText(blocks.Inline(directive.Argument));
                    blocks.WriteTable(Rows(directive.Content));
                    break;
                case "csv-table":
                    blocks.WriteText(blocks.Inline(directive.Argument));
                    blocks.WriteTable(SeparatedRows(directive));
                    break;
                case "class" when directive.Arguments.Count == 0 || directive.Argument.All(c => char.IsLower(c) || c is '-' or ' '):
                    blocks.WriteBody(directive.Content);
                    break;
                default:
                    // Signatures stand one a line, everything else runs on.
                    if (directive.Arguments.Count == 0) blocks.WriteBody(directive.Content);
                    else blocks.WriteLed(blocks.Inline(string.Join(directive.Arguments[0].Contains('(', StringComparison.Ordinal) ? '\n' : ' ', directive.Arguments)), directive.Content);
                    break;
            }
        }
    }

    private void WriteCode(RstDirective directive)
    {
        if (directive.Options.TryGetValue("caption", out var caption)) blocks.WriteText(blocks.Inline(caption));
        // The argument names a language, except where it is the first line.
        blocks.WriteCode(directive.Name is "math" or "productionlist" ? directive.Body : directive.Content);
    }

    private void WriteVersion(string since, RstDirective directive)
    {
        var words = directive.Argument.Split(' ', 2);
        var lead = since + " " + words[0];
        if (words.Length > 1) blocks.WriteText(lead + ": " + blocks.Inline(words[1]));
        if (words.Length > 1) blocks.WriteBody(directive.Content);
        else blocks.WriteLed(lead, directive.Content);
    }

    /// <summary>A list of lists: each outer item is a row.</summary>
    private static List<string[]> Rows(List<string> content) => [.. Items(content).Select(row => Items(row).Select(cell => string.Join(' ', cell)).ToArray())];

    private static IEnumerable<List<string>> Items(List<string> lines)
    {
        for (var at = 0; at < lines.Count;)
        {
            if (lines[at] is not ['*' or '-' or '+', ..])
            {
                at++;
                continue;
            }

            var end = RstLines.EndOfIndented(lines, at + 1);
            List<string> item = [" " + lines[at][1..], .. lines.GetRange(at + 1, end - at - 1)];
            if (string.IsNullOrWhiteSpace(item[0])) item[0] = "";
            // An empty cell is a cell.
            yield return RstLines.Dedent(item, 0, item.Count);
            at = end;
        }
    }

    private static List<string[]> SeparatedRows(RstDirective directive)
    {
        var delimiter = directive.Options.GetValueOrDefault("delim") switch { null or "" => ",", "tab" => "\t", "space" => " ", var other => other };
        var rows = new List<string[]>();
        if (directive.Options.TryGetValue("header", out var header)) rows.AddRange(Separate(header, ","));
        rows.AddRange(Separate(string.Join('\n', directive.Content), delimiter));
        return rows;
    }

    private static IEnumerable<string[]> Separate(string text, string delimiter)
    {
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = delimiter, HasHeaderRecord = false, BadDataFound = null, TrimOptions = TrimOptions.Trim };
        using var parser = new CsvParser(new StringReader(text), configuration);
        while (parser.Read()) yield return parser.Record!;
    }

    private static HashSet<string> Names(string names) => new(names.Split(' '), StringComparer.Ordinal);
}
