using System.Text.Json;
using CsCheck;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Storage.Tests;

public sealed class RowsTests
{
    // Short strings of a few characters, halves of pairs among them.
    private static readonly Gen<string> Texts = Gen.Int[0, 7].Select(i => "aé\0\uD83D\uDE00\uD800\uDFFF\uFFFF"[i]).Array[0, 12].Select(c => new string(c));

    [Fact]
    public void Pieces_tile_the_text_and_cut_no_pair() => Gen.Select(Gen.Int[0, 3 * TextPieces.Length], Gen.Int[0, 2]).Sample((length, shift) =>
    {
        var text = (new string('x', shift) + string.Concat(Enumerable.Repeat("😀", length / 2)))[..Math.Min(length, shift + (length / 2 * 2))];
        var pieces = TextPieces.Of(text).ToList();
        Assert.Equal(text, TextPieces.Join([.. pieces.Select(p => p.Of(text))]));
        Assert.All(pieces, p => Assert.InRange(p.Length, 1, TextPieces.Length));
        Assert.All(pieces.Skip(1), p => Assert.False(char.IsLowSurrogate(text[p.Start]) && char.IsHighSurrogate(text[p.Start - 1])));
    }, iter: 300);

    [Fact]
    public void Bad_text_is_what_does_not_survive_utf8_or_has_a_nul() => Texts.Sample(text =>
    {
        var bad = text.Contains('\0') || System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)) != text;
        Assert.Equal(bad, Record.Exception(() => EntryCheck.CheckText(text, "It")) is LongRagException { Code: "bad_text" });
    });

    [Fact]
    public void Bad_text_is_named_with_its_place() =>
        Assert.Equal("It has U+D83D at 3, which cannot be stored: NUL and half surrogate pairs are no text.", Assert.Throws<LongRagException>(() => EntryCheck.CheckText("😀a\uD83Db\0", "It")).Message);

    [Fact]
    public void Lists_of_strings_come_back() => Gen.String.Where(s => Record.Exception(() => EntryCheck.CheckText(s, "")) is null).List[0, 5].Sample(list => Assert.Equal(list, JsonColumns.Strings(JsonColumns.Of(list))));

    [Fact]
    public void Offsets_come_back() => Gen.Int[0, int.MaxValue].List[0, 5].Sample(list => Assert.Equal(list, JsonColumns.Offsets(JsonColumns.Of(list))));

    [Fact]
    public void Metadata_as_deep_as_a_reader_allows_comes_back()
    {
        var value = JsonDocument.Parse(new string('[', 64) + "1.50" + new string(']', 64)).RootElement;
        Assert.Equal(value.GetRawText(), JsonColumns.Metadata(JsonColumns.Of(new Dictionary<string, JsonElement> { ["deep"] = value }))["deep"].GetRawText());
    }

    [Fact]
    public void Every_migration_has_the_next_number()
    {
        foreach (var system in (string[])["sqlite", "postgres"])
        {
            var scripts = SchemaScripts.Of(system).Scripts;
            Assert.Equal(Directory.GetFiles(Repository.PathOf("migrations", system), "*.sql").Select(Path.GetFileName).Order(StringComparer.Ordinal), scripts.Select(s => s.Name));
            Assert.Equal(Enumerable.Range(1, scripts.Count), scripts.Select(s => s.Version));
        }
    }
}
