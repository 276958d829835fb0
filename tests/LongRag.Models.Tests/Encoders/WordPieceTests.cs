using System.IO.Compression;
using System.Text.Json;
using LongRag.Models.Encoders.Tokens;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Models.Tests.Encoders;

public sealed class WordPieceTests
{
    [Theory]
    [InlineData("minilm", 829)]
    public void Ids_equal_the_reference_on_every_row_also_on_those_of_newer_Unicode(string name, int count)
    {
        using var vocabulary = File.OpenRead(Requires.Shared("models", "all-MiniLM-L6-v2", "vocab.txt"));
        var tokenizer = WordPiece.Read(vocabulary);
        var rows = Golden(name, "vectors.jsonl.gz").ToList();
        var different = rows.Where(row => !row.Ids.SequenceEqual(Encode(tokenizer, row))).Select(row => $"{row.Kind} {JsonSerializer.Serialize(row.Text)}").ToList();
        Assert.Equal(count, rows.Count);
        Assert.Equal([], different);
    }

    internal sealed record Row(string Kind, string Text, string? Pair, bool Special, int[] Ids);

    internal static int[] Encode(EncoderTokenizer tokenizer, Row row)
    {
        var ids = tokenizer.Ids(row.Text);
        if (row.Pair is null) return row.Special ? [.. tokenizer.Start, .. ids, .. tokenizer.End] : [.. ids];
        var pair = tokenizer.Ids(row.Pair);
        return row.Special ? [.. tokenizer.Start, .. ids, .. tokenizer.End, .. pair, .. tokenizer.End] : [.. ids, .. pair];
    }

    internal static IEnumerable<Row> Golden(string name, string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Requires.Shared("golden", "tokenizers", name, file)), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            var row = JsonDocument.Parse(line).RootElement;
            yield return new Row(
                row.GetProperty("kind").GetString()!,
                row.GetProperty("text").GetString()!,
                row.TryGetProperty("pair", out var pair) ? pair.GetString() : null,
                row.GetProperty("add_special_tokens").GetBoolean(),
                [.. row.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32())]);
        }
    }
}
