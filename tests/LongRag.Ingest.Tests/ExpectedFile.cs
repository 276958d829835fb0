using System.Text.Json;
using System.Text.RegularExpressions;

namespace LongRag.Ingest.Tests;

/// <summary>Compares what was read of a shared file with its line of <c>expected.jsonl</c>, by the rules that stand beside it.</summary>
public static partial class ExpectedFile
{
    /// <summary>What a comparison says.</summary>
    /// <param name="Wrong">What is not as it must be, a line each; empty where the file was read right.</param>
    /// <param name="Rows">Table rows found, of how many.</param>
    /// <param name="Headings">Headings found, of how many.</param>
    /// <param name="Errors">Named errors met, of how many.</param>
    /// <param name="Stretch">Strings found that better readers find.</param>
    public sealed record Findings(IReadOnlyList<string> Wrong, (int Found, int Of) Rows, (int Found, int Of) Headings, (int Found, int Of) Errors, (int Found, int Of) Stretch);

    /// <summary>Compares.</summary>
    /// <param name="expected">The file's line.</param>
    /// <param name="items">What was read with <see cref="ReadOptions.WholePage"/>, errors as issues.</param>
    public static Findings Compare(JsonElement expected, IReadOnlyList<ReadItem> items)
    {
        var documents = items.OfType<ReadItem.Parsed>().Select(p => p.Document).ToArray();
        var codes = items.OfType<ReadItem.Issue>().Select(i => i.Value.Code).ToArray();
        var (errors, isNamed) = (Wanted(expected, "error_kind", out var kind) ? 1 : 0, codes.Contains(kind.ValueKind == JsonValueKind.String ? kind.GetString() : null, StringComparer.Ordinal));
        var wrong = new List<string>();
        if (errors > 0 && !isNamed) wrong.Add($"not named {kind}, but {string.Join(", ", codes)}");
        if (expected.GetProperty("outcome").GetString() != "text")
        {
            if (documents.Length > 0) wrong.Add("a document where there should be none");
            return new Findings(wrong, default, default, (isNamed ? errors : 0, errors), default);
        }

        var raw = string.Join('\n', documents.Select(d => d.Text));
        var text = Normalize(raw, ligatures: true);
        wrong.AddRange(Missing(text, expected));
        if (Wanted(expected, "must_not_contain", out var forbidden))
        {
            var strict = Normalize(raw, ligatures: false);
            wrong.AddRange(Strings(forbidden).Where(s => strict.Contains(Normalize(s, ligatures: false), StringComparison.Ordinal)).Select(s => $"not to be there: {s}"));
        }

        var pageStarts = documents.Length == 1 ? documents[0].PageStarts : [];
        if (Wanted(expected, "pages", out var pages) && pages.GetInt32() != pageStarts.Count) wrong.Add($"{pageStarts.Count} pages instead of {pages}");
        if (Wanted(expected, "on_page", out var places)) wrong.AddRange(NotOnPage(documents, pageStarts, places));
        var headings = Wanted(expected, "headings", out var list) ? MissingHeadings(documents, list) : [];
        var rows = Wanted(expected, "tables", out var tables) ? MissingRows(documents, tables) : [];
        wrong.AddRange([.. headings, .. rows]);
        var stretch = Wanted(expected, "stretch", out var strings) ? (Strings(strings).Count(s => text.Contains(Normalize(s, ligatures: true), StringComparison.Ordinal)), strings.GetArrayLength()) : default;
        return new Findings(wrong, Found(tables, rows), Found(list, headings), (isNamed ? errors : 0, errors), stretch);
    }

    private static bool Wanted(JsonElement expected, string name, out JsonElement value) => expected.TryGetProperty(name, out value);

    private static (int Found, int Of) Found(JsonElement wanted, List<string> missing) => wanted.ValueKind == JsonValueKind.Array ? (wanted.GetArrayLength() - missing.Count, wanted.GetArrayLength()) : default;

    private static IEnumerable<string> Missing(string text, JsonElement expected)
    {
        var ordered = !expected.TryGetProperty("ordered", out var flag) || flag.GetBoolean();
        var at = 0;
        foreach (var s in Strings(expected.GetProperty("must_contain")).Select(s => Normalize(s, ligatures: true)))
        {
            var found = text.IndexOf(s, ordered ? at : 0, StringComparison.Ordinal);
            if (found < 0) yield return $"missing{(text.Contains(s, StringComparison.Ordinal) ? " in order" : "")}: {s}";
            else if (ordered) at = found + s.Length;
        }
    }

    private static List<string> MissingHeadings(ParsedDocument[] documents, JsonElement headings)
    {
        var found = documents.SelectMany(d => d.Blocks.Where(b => b.Kind == BlockKind.Heading).Select(b => (b.Level, Text: Normalize(b.Span.Of(d.Text), ligatures: true)))).ToArray();
        var (at, missing) = (0, new List<string>());
        foreach (var heading in headings.EnumerateArray())
        {
            var wanted = (Level: heading.GetProperty("level").GetInt32(), Text: Normalize(heading.GetProperty("text").GetString()!, ligatures: true));
            var place = Array.FindIndex(found, at, h => h.Level == wanted.Level && (h.Text == wanted.Text || IsNumbered(h.Text, wanted.Text)));
            if (place < 0) missing.Add($"missing heading {wanted}; found {string.Join(" | ", found)}");
            else at = place + 1;
        }

        return missing;
    }

    /// <summary>"Automatic numbers may be put before the heading text."</summary>
    private static bool IsNumbered(string found, string wanted) => found.EndsWith(" " + wanted, StringComparison.Ordinal) && HeadingNumber().IsMatch(found[..^(wanted.Length + 1)]);

    private static IEnumerable<string> NotOnPage(ParsedDocument[] documents, IReadOnlyList<int> starts, JsonElement places)
    {
        foreach (var place in places.EnumerateArray())
        {
            var (page, wanted) = (place.GetProperty("page").GetInt32(), Normalize(place.GetProperty("text").GetString()!, ligatures: true));
            var text = page > starts.Count ? "" : documents[0].Text[starts[page - 1]..(page < starts.Count ? starts[page] : documents[0].Text.Length)];
            if (!Normalize(text, ligatures: true).Contains(wanted, StringComparison.Ordinal)) yield return $"not on page {page}: {wanted}";
        }
    }

    private static List<string> MissingRows(ParsedDocument[] documents, JsonElement rows)
    {
        var lines = documents.SelectMany(d => d.Blocks.Where(b => b.Kind == BlockKind.Table).SelectMany(b => b.Span.Of(d.Text).Split('\n'))).Select(line => Normalize(line, ligatures: true)).ToArray();
        return [.. rows.EnumerateArray().Select(row => Strings(row).Select(c => Normalize(c, ligatures: true)).ToArray()).Where(cells => !Array.Exists(lines, line => HoldsInOrder(line, cells))).Select(cells => $"missing row: {string.Join(" | ", cells)}")];
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
