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
    [InlineData("minilm", 829, "")]
    [InlineData("bert-uncased", 829, "")]
    [InlineData("bert-cased", 829, "")]
    [InlineData("bert-options", 829, "")]
    [InlineData("gpt2", 829, "")]
    [InlineData("roberta", 829, "")]
    [InlineData("modernbert", 829, "")]
    [InlineData("smollm2", 829, "")]
    [InlineData("qwen2", 829, "")]
    [InlineData("llama3", 829, "")]
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
