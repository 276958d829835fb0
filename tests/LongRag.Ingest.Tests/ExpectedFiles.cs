using System.Text.Json;
using System.Text.RegularExpressions;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Ingest.Tests;

/// <summary>What a right reader finds in the shared files: <c>expected.jsonl</c>, compared by the rules that stand beside it.</summary>
public static partial class ExpectedFiles
{
    /// <summary>The lines of one format, e.g. <c>html</c>.</summary>
    public static IEnumerable<JsonElement> Of(string format) =>
        File.ReadLines(Requires.Shared("data", "files", "expected.jsonl")).Select(line => JsonDocument.Parse(line).RootElement).Where(e => e.GetProperty("file").GetString()!.StartsWith(format + "/", StringComparison.Ordinal));

    /// <summary>Names of the files of one format, or none where the shared material is absent.</summary>
    public static IEnumerable<string> Names(string format)
    {
        var root = Environment.GetEnvironmentVariable("LONGRAG_SHARED") is { Length: > 0 } named ? named : Repository.PathOf("..", "shared");
        var path = Path.Combine(root, "data", "files", "expected.jsonl");
        return File.Exists(path) ? Of(format).Select(e => e.GetProperty("file").GetString()!) : ["(absent)"];
    }

    /// <summary>Reads a shared file and asserts everything that is expected of it.</summary>
    public static async Task CheckAsync(string file)
    {
        var path = Requires.Shared("data", "files", file);
        var expected = Of(file.Split('/')[0]).Single(e => e.GetProperty("file").GetString() == file);
        var items = await Reading.FileAsync(path, new ReadOptions { WholePage = true });
        var documents = items.OfType<ReadItem.Parsed>().Select(p => p.Document).ToArray();
        var codes = items.OfType<ReadItem.Issue>().Select(i => i.Value.Code).ToArray();
        if (expected.TryGetProperty("error_kind", out var kind)) Assert.Contains(kind.GetString(), codes);
        if (expected.GetProperty("outcome").GetString() != "text")
        {
            Assert.Empty(documents);
            return;
        }

        foreach (var document in documents) Invariants.Hold(document);
        var text = Normalize(string.Join('\n', documents.Select(d => d.Text)), ligatures: true);
        CheckContained(text, expected);
        if (expected.TryGetProperty("must_not_contain", out var forbidden))
        {
            var strict = Normalize(string.Join('\n', documents.Select(d => d.Text)), ligatures: false);
            foreach (var s in Strings(forbidden)) Assert.DoesNotContain(Normalize(s, ligatures: false), strict, StringComparison.Ordinal);
        }

        if (expected.TryGetProperty("pages", out var pages)) Assert.Equal(pages.GetInt32(), documents.Single().PageStarts.Count);
        if (expected.TryGetProperty("on_page", out var places)) CheckPages(documents.Single(), places);
        if (expected.TryGetProperty("headings", out var headings)) CheckHeadings(documents.Single(), headings);
        if (expected.TryGetProperty("tables", out var rows)) CheckRows(documents, rows);
    }

    /// <summary>The figure of the <c>stretch</c> of a shared file: how many of its strings are found, of how many.</summary>
    public static async Task<(int Found, int Of)> StretchAsync(string file)
    {
        var expected = Of(file.Split('/')[0]).Single(e => e.GetProperty("file").GetString() == file);
        if (!expected.TryGetProperty("stretch", out var stretch)) return (0, 0);
        var items = await Reading.FileAsync(Requires.Shared("data", "files", file), new ReadOptions { WholePage = true });
        var text = Normalize(string.Join('\n', items.OfType<ReadItem.Parsed>().Select(p => p.Document.Text)), ligatures: true);
        return (Strings(stretch).Count(s => text.Contains(Normalize(s, ligatures: true), StringComparison.Ordinal)), stretch.GetArrayLength());
    }

    private static void CheckContained(string text, JsonElement expected)
    {
        var ordered = !expected.TryGetProperty("ordered", out var flag) || flag.GetBoolean();
        var at = 0;
        foreach (var s in Strings(expected.GetProperty("must_contain")).Select(s => Normalize(s, ligatures: true)))
        {
            var found = text.IndexOf(s, ordered ? at : 0, StringComparison.Ordinal);
            Assert.True(found >= 0, $"missing{(text.Contains(s, StringComparison.Ordinal) ? " in order" : "")}: {s}");
            if (ordered) at = found + s.Length;
        }
    }

    private static void CheckHeadings(ParsedDocument document, JsonElement headings)
    {
        var found = document.Blocks.Where(b => b.Kind == BlockKind.Heading).Select(b => (b.Level, Text: Normalize(b.Span.Of(document.Text), ligatures: true))).ToArray();
        var at = 0;
        foreach (var heading in headings.EnumerateArray())
        {
            var wanted = (Level: heading.GetProperty("level").GetInt32(), Text: Normalize(heading.GetProperty("text").GetString()!, ligatures: true));
            var place = Array.FindIndex(found, at, h => h.Level == wanted.Level && (h.Text == wanted.Text || IsNumbered(h.Text, wanted.Text)));
            Assert.True(place >= 0, $"missing heading {wanted}; found {string.Join(" | ", found)}");
            at = place + 1;
        }
    }

    /// <summary>"Automatic numbers may be put before the heading text."</summary>
    private static bool IsNumbered(string found, string wanted) => found.EndsWith(" " + wanted, StringComparison.Ordinal) && HeadingNumber().IsMatch(found[..^(wanted.Length + 1)]);

    private static void CheckPages(ParsedDocument document, JsonElement places)
    {
        foreach (var place in places.EnumerateArray())
        {
            var (page, wanted) = (place.GetProperty("page").GetInt32(), Normalize(place.GetProperty("text").GetString()!, ligatures: true));
            var (start, end) = (document.PageStarts[page - 1], page < document.PageStarts.Count ? document.PageStarts[page] : document.Text.Length);
            Assert.True(Normalize(document.Text[start..end], ligatures: true).Contains(wanted, StringComparison.Ordinal), $"not on page {page}: {wanted}");
        }
    }

    private static void CheckRows(IReadOnlyList<ParsedDocument> documents, JsonElement rows)
    {
        var lines = documents.SelectMany(d => d.Blocks.Where(b => b.Kind == BlockKind.Table).SelectMany(b => b.Span.Of(d.Text).Split('\n'))).Select(line => Normalize(line, ligatures: true)).ToArray();
        foreach (var row in rows.EnumerateArray())
        {
            var cells = Strings(row).Select(c => Normalize(c, ligatures: true)).ToArray();
            Assert.True(Array.Exists(lines, line => HoldsInOrder(line, cells)), $"missing row: {string.Join(" | ", cells)}");
        }
    }

    private static bool HoldsInOrder(string line, string[] cells)
    {
        var at = 0;
        foreach (var cell in cells)
        {
            var found = line.IndexOf(cell, at, StringComparison.Ordinal);
            if (found < 0) return false;
            at = found + cell.Length;
        }

        return true;
    }

    private static IEnumerable<string> Strings(JsonElement array) => array.EnumerateArray().Select(s => s.GetString()!);

    private static string Normalize(string text, bool ligatures)
    {
        text = UnicodeForms.Compose(text).Replace('\u00a0', ' ');
        if (ligatures) text = Ligature().Replace(text, m => UnicodeForms.Letters(m.Value));

        // A soft hyphen is invisible, but where it must not be it is a finding.
        if (ligatures) text = text.Replace("\u00ad", "", StringComparison.Ordinal);
        return White().Replace(Invisible().Replace(text, ""), " ").Trim();
    }

    [GeneratedRegex(@"^\(?[\p{L}\p{N}]{1,6}([.\-][\p{L}\p{N}]{1,6})*[.)]?$")]
    private static partial Regex HeadingNumber();

    [GeneratedRegex("[\ufb00-\ufb06]")]
    private static partial Regex Ligature();

    [GeneratedRegex("[\u200b-\u200f\u202a-\u202e\u2060-\u2069]")]
    private static partial Regex Invisible();

    [GeneratedRegex(@"\s+")]
    private static partial Regex White();
}
