using System.IO.Compression;
using LongRag.Models.Encoders.Tokens;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Models.Tests.Encoders;

public sealed class TokenizerFileTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Theory]
    [InlineData("minilm", 805, "")]
    [InlineData("bert-uncased", 607, "")]
    [InlineData("bert-cased", 375, "")]
    [InlineData("bert-options", 375, "")]
    [InlineData("gpt2", 607, "")]
    [InlineData("roberta", 607, "special 4")]
    [InlineData("modernbert", 375, "case 2, combining 9, hangul 1, long 2, odd-space 3, script 1")]
    [InlineData("qwen2", 607, "case 2, combining 16, hangul 4, long 2, odd-space 6, script 1")]
    [InlineData("llama3", 607, "case 1, odd-space 13, random 2")]
    public void Ids_equal_the_reference_but_for_the_rows_counted_here(string name, int rows, string different)
    {
        var path = Path.Combine(_temporary.Path, "tokenizer.json");
        using (var to = File.Create(path))
        using (var from = new GZipStream(File.OpenRead(Requires.Shared("golden", "tokenizers", name, "tokenizer.json.gz")), CompressionMode.Decompress))
            from.CopyTo(to);
        var tokenizer = TokenizerFile.Read(path);
        var all = WordPieceTests.Golden(name, "vectors.jsonl.gz").Where(row => row.Pair is null).ToList();
        var wrong = all.Where(row => !row.Ids.SequenceEqual(WordPieceTests.Encode(tokenizer, row))).ToList();
        Assert.Equal(different, string.Join(", ", wrong.GroupBy(row => row.Kind, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Key} {g.Count()}")));
        Assert.Equal(rows, all.Count);
    }
}
