using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using LongRag.Models.Encoders;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Models.Tests.Encoders;

public sealed class OnnxFolderTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Vectors_of_a_folder_differ_from_the_reference_by_the_rounding_of_its_weights()
    {
        using var encoder = EncoderCatalog.Create("local", new EncoderSettings { Kind = "onnx", Path = MiniLm.Folder(_temporary) });
        Assert.Equal((384, 256, true, ""), (encoder.Profile.Dimensions, encoder.Profile.MaxTokens, encoder.Profile.Normalized, encoder.Profile.QueryPrefix));
        await CompareAsync(encoder);
    }

    [Fact]
    public async Task Vectors_of_the_package_differ_from_the_reference_by_the_rounding_of_its_weights()
    {
        using var encoder = EncoderCatalog.Create("minilm", new EncoderSettings { Kind = "minilm", Path = MiniLm.Assembly });
        await CompareAsync(encoder);
    }

    [Fact]
    public async Task A_file_that_changes_while_the_encoder_is_used_is_named()
    {
        var folder = MiniLm.Folder(_temporary);
        using var encoder = EncoderCatalog.Create("local", new EncoderSettings { Kind = "onnx", Path = folder });
        await encoder.EncodeQueryAsync("before", Cancellation);
        using (var model = File.OpenWrite(Path.Combine(folder, "model.onnx"))) model.SetLength(1000);
        var e = await Assert.ThrowsAsync<LongRagException>(() => encoder.EncodeQueryAsync("after", Cancellation));
        Assert.Equal("encoder_changed", e.Code);
        Assert.Contains("model.onnx", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_was_cut_off_is_said_to_be_damaged()
    {
        var folder = MiniLm.Folder(_temporary);
        using (var model = File.OpenWrite(Path.Combine(folder, "model.onnx"))) model.SetLength(40_000_000);
        using var encoder = EncoderCatalog.Create("local", new EncoderSettings { Kind = "onnx", Path = folder });
        var e = await Assert.ThrowsAsync<LongRagException>(() => encoder.EncodeQueryAsync("a", Cancellation));
        Assert.Equal("encoder_damaged", e.Code);
    }

    [Theory]
    [InlineData("model.onnx", "no_encoder")]
    [InlineData("tokenizer.json", "no_encoder")]
    [InlineData("1_Pooling/config.json", "encoder_incomplete")]
    public void A_file_that_is_missing_is_named_before_anything_is_loaded(string file, string code)
    {
        var folder = MiniLm.Folder(_temporary);
        File.Delete(Path.Combine(folder, file));
        var e = Assert.Throws<LongRagException>(() => EncoderCatalog.Create("local", new EncoderSettings { Kind = "onnx", Path = folder }));
        Assert.Equal(code, e.Code);
    }

    [Fact]
    public void What_no_file_says_comes_from_the_configuration_and_a_contradiction_is_refused()
    {
        var folder = MiniLm.Folder(_temporary);
        var settings = new EncoderSettings { Kind = "onnx", Path = folder, QueryPrefix = "query: ", MaxTokens = 512 };
        using (var encoder = EncoderCatalog.Create("local", settings)) Assert.Equal(("query: ", 512), (encoder.Profile.QueryPrefix, encoder.Profile.MaxTokens));
        Assert.Contains("the model reads 512 at most", Assert.Throws<LongRagException>(() => EncoderCatalog.Create("local", settings with { MaxTokens = 513 })).Message, StringComparison.Ordinal);
        Assert.Contains("Pooling is Cls, but the model's files say Mean", Assert.Throws<LongRagException>(() => EncoderCatalog.Create("local", settings with { Pooling = Pooling.Cls })).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(folder, "1_Pooling/config.json"));
        using (var encoder = EncoderCatalog.Create("local", settings with { Pooling = Pooling.Cls })) Assert.Equal(384, encoder.Profile.Dimensions);
    }

    [Fact]
    public void The_fingerprint_changes_with_content_and_settings_and_not_with_the_folder()
    {
        var folder = MiniLm.Folder(_temporary);
        var settings = new EncoderSettings { Kind = "onnx", Path = folder };
        string Of(EncoderSettings s)
        {
            using var encoder = EncoderCatalog.Create("local", s);
            return encoder.Profile.Fingerprint;
        }

        var first = Of(settings);
        Assert.Equal(first, Of(settings with { Threads = 1, BatchTokens = 999 }));
        Assert.NotEqual(first, Of(settings with { PassagePrefix = "passage: " }));
        Assert.NotEqual(first, Of(settings with { LongText = LongText.Average }));
        Directory.Move(folder, folder + "2");
        Assert.Equal(first, Of(settings with { Path = folder + "2" }));
        File.AppendAllText(Path.Combine(folder + "2", "tokenizer.json"), " ");
        Assert.NotEqual(first, Of(settings with { Path = folder + "2" }));
    }

    [Fact]
    public async Task A_tokenizer_that_cannot_be_reproduced_is_refused_with_what_is_supported()
    {
        var folder = MiniLm.Folder(_temporary);
        using (var to = File.Create(Path.Combine(folder, "tokenizer.json")))
        using (var from = new GZipStream(File.OpenRead(Requires.Shared("golden", "tokenizers", "xlmr", "tokenizer.json.gz")), CompressionMode.Decompress))
            await from.CopyToAsync(to, Cancellation);
        using var encoder = EncoderCatalog.Create("local", new EncoderSettings { Kind = "onnx", Path = folder });
        var e = await Assert.ThrowsAsync<LongRagException>(() => encoder.EncodeQueryAsync("a", Cancellation));
        Assert.Equal("unsupported_tokenizer", e.Code);
        Assert.Contains("has a model Unigram; supported are WordPiece with BertNormalizer", e.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// The reference's weights are rounded to 16 bits, the package's are the published ones of 32: the reference itself gives 3.0010e-4 for the largest change of a component that comes of it, and 9.86e-7 for that of a cosine. Quantised weights would be further away.
    /// </summary>
    private static async Task CompareAsync(Encoder encoder)
    {
        using var lines = new StreamReader(new GZipStream(File.OpenRead(Requires.Shared("golden", "real", "minilm.texts.jsonl.gz")), CompressionMode.Decompress));
        var texts = (await lines.ReadToEndAsync(Cancellation)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("text").GetString()!).ToList();
        var file = await File.ReadAllBytesAsync(Requires.Shared("golden", "real", "minilm.vectors.safetensors"), Cancellation);
        var expected = MemoryMarshal.Cast<byte, float>(file.AsSpan(8 + (int)BitConverter.ToInt64(file))).ToArray();
        var vectors = await encoder.EncodePassagesAsync(texts, Cancellation);
        Assert.Equal((300, 300 * 384), (vectors.Length, expected.Length));
        Assert.Equal(3.0010e-4, vectors.SelectMany(v => v).Zip(expected, (a, b) => (double)Math.Abs(a - b)).Max(), 1e-6);
        Assert.Equal(9.86e-7, vectors.Select((v, i) => 1 - Cosine(v, expected.AsSpan(i * 384, 384))).Max(), 1e-8);
    }

    private static double Cosine(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double dot = 0, left = 0, right = 0;
        for (var i = 0; i < a.Length; i++) (dot, left, right) = (dot + ((double)a[i] * b[i]), left + ((double)a[i] * a[i]), right + ((double)b[i] * b[i]));
        return dot / Math.Sqrt(left * right);
    }
}
