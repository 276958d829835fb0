using LongRag.Models.Chat;
using LongRag.Models.Chat.Gguf;
using LongRag.TestKit;
using Microsoft.Extensions.AI;
using Xunit;

namespace LongRag.Models.Tests.Chat;

public sealed class GgufFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Write(byte[] bytes, long? length = null)
    {
        var path = _folder.PathOf("model.gguf");
        File.WriteAllBytes(path, bytes);
        if (length is { } wanted)
        {
            using var stream = new FileStream(path, FileMode.Open);
            stream.SetLength(wanted);
        }

        return path;
    }

    private (string Code, string Message) Refused(byte[] bytes)
    {
        var path = Write(bytes);
        var e = Assert.Throws<LongRagException>(() => ChatModelCatalog.Create("mine", new ChatModelSettings { Kind = "gguf", Path = path }));
        return (e.Code, e.Message.Replace(path, "FILE", StringComparison.Ordinal));
    }

    private static async Task<LongRagException> FailsAsync(ChatModel model)
    {
        using var owned = model;
        return await Assert.ThrowsAsync<LongRagException>(() => model.Client.GetResponseAsync([new ChatMessage(ChatRole.User, "a")], cancellationToken: Cancellation));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var path = _folder.PathOf("none.gguf");
        var e = Assert.Throws<LongRagException>(() => ChatModelCatalog.Create("mine", new ChatModelSettings { Kind = "gguf", Path = path }));
        Assert.Equal(("no_model_file", $"There is no model file '{path}'."), (e.Code, e.Message));
    }

    [Fact]
    public void A_file_that_is_no_model_is_told_before_llama_cpp_sees_it()
    {
        Assert.Equal(("model_damaged", "The model file 'FILE' is damaged or no GGUF file: it does not begin with 'GGUF'."), Refused("%PDF-1.7"u8.ToArray()));
        Assert.Equal("model_damaged", Refused([]).Code);
        Assert.Equal(("unsupported_model", "The model file 'FILE' cannot be used: its version is 7; 2 and 3 are read."), Refused(GgufFile.Of("llama").Bytes(version: 7)));
        Assert.Equal("model_damaged", Refused(GgufFile.Of("llama").Bytes(tensors: ulong.MaxValue)).Code);
        Assert.Equal("model_damaged", Refused(GgufFile.Of("llama").Bytes(values: 1UL << 62)).Code);
        Assert.Equal(("model_damaged", "The model file 'FILE' is damaged or no GGUF file: the type of 'odd' is 77, which is none."), Refused(new GgufFile().Value("odd", 77, _ => { }).Bytes()));
        Assert.Equal(("model_damaged", "The model file 'FILE' is damaged or no GGUF file: the tensor 'w' has 9 dimensions."), Refused(GgufFile.Of("llama").Tensor("w", 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1).Bytes()));
        Assert.Equal("model_damaged", Refused(GgufFile.Of("llama").Tensor("w", 0, 0, 1UL << 40, 1UL << 40).Bytes()).Code);
        Assert.Equal("model_damaged", Refused(GgufFile.Of("llama").Tensor("w", 0, ulong.MaxValue, 1).Bytes()).Code);
        Assert.Equal(("model_damaged", "The model file 'FILE' is damaged or no GGUF file: it does not name its architecture."), Refused(new GgufFile().Text("general.name", "x").Bytes()));
        Assert.Equal(("model_damaged", "The model file 'FILE' is damaged or no GGUF file: it says that it has 0 layers."), Refused(GgufFile.Of("llama").Number("llama.block_count", 0).Bytes()));
        Assert.Equal("model_damaged", Refused(GgufFile.Of("llama").Number("llama.block_count", 513).Bytes()).Code);
        Assert.Equal(("unsupported_model", "The model file 'FILE' cannot be used: it has no tokenizer."), Refused(new GgufFile().Text("general.architecture", "llama").Bytes()));
    }

    [Fact]
    public void Files_of_one_name_are_told_apart_by_length_header_and_end()
    {
        var bytes = GgufFile.Of("llama").Number("llama.context_length", 512).Tensor("w", 0, 0, 8).Bytes();
        string Fingerprint(byte[] start, long length, byte last)
        {
            var path = Write(start, length);
            using (var stream = new FileStream(path, FileMode.Open))
            {
                stream.Position = length - 1;
                stream.WriteByte(last);
            }

            using var model = ChatModelCatalog.Create("mine", new ChatModelSettings { Kind = "gguf", Path = path });
            return model.Profile.Fingerprint;
        }

        var first = Fingerprint(bytes, 3_000_000, 0);
        Assert.Equal("6aeed6f1d4936c43", first);
        Assert.Equal(first, Fingerprint(bytes, 3_000_000, 0));
        Assert.NotEqual(first, Fingerprint(bytes, 3_000_001, 0));
        Assert.NotEqual(first, Fingerprint(bytes, 3_000_000, 1));
        Assert.NotEqual(first, Fingerprint(GgufFile.Of("llama").Number("llama.context_length", 511).Tensor("w", 0, 0, 8).Bytes(), 3_000_000, 0));
    }

    private static GgufFile Tokenizer(GgufFile file) => file.Zeros("tokenizer.ggml.scores", 6, 3, 4).Zeros("tokenizer.ggml.token_type", 5, 3, 4).Texts("tokenizer.ggml.merges", ["a b"]).Zeros("tokenizer.ggml.precompiled_charsmap", 0, 5, 1);

    [Fact]
    public void Lists_of_a_tokenizer_have_the_types_and_lengths_that_llama_cpp_believes_in()
    {
        const string Damaged = "The model file 'FILE' is damaged or no GGUF file: ";
        var path = Write(Tokenizer(GgufFile.Of("llama")).Bytes());
        using (ChatModelCatalog.Create("mine", new ChatModelSettings { Kind = "gguf", Path = path }))
        {
            foreach (var (name, type, count, size, what) in new (string, uint, int, int, string)[]
            {
                ("tokens", 5, 3, 4, "texts"), ("merges", 5, 3, 4, "texts"), ("scores", 6, 2, 4, "3 32-bit floats"), ("scores", 6, 4, 4, "3 32-bit floats"), ("scores", 12, 3, 8, "3 32-bit floats"), ("scores", 5, 3, 4, "3 32-bit floats"),
                ("token_type", 5, 2, 4, "3 32-bit integers"), ("token_type", 0, 3, 1, "3 32-bit integers"), ("token_type", 6, 3, 4, "3 32-bit integers"), ("precompiled_charsmap", 4, 5, 4, "bytes"),
            })
            {
                Assert.Equal(("model_damaged", $"{Damaged}'tokenizer.ggml.{name}' is no list of {what}."), Refused(Tokenizer(GgufFile.Of("llama")).Zeros($"tokenizer.ggml.{name}", type, count, size).Bytes()));
            }
        }

        Assert.Equal(("model_damaged", Damaged + "'tokenizer.ggml.tokens' is no list of texts."), Refused(GgufFile.Of("llama").Text("tokenizer.ggml.tokens", "abc").Bytes()));
        Assert.Equal(("model_damaged", Damaged + "'tokenizer.ggml.scores' is no list of 3 32-bit floats."), Refused(GgufFile.Of("llama").Number("tokenizer.ggml.scores", 3).Bytes()));
    }

    [Fact]
    public void Heads_that_cannot_share_keys_and_dimensions_that_make_no_pairs_are_damage()
    {
        Assert.Equal(("model_damaged", "The model file 'FILE' is damaged or no GGUF file: it has 9 heads for 4 heads of keys, which do not divide them."), Refused(GgufFile.Of("llama").Number("llama.attention.head_count", 9).Number("llama.attention.head_count_kv", 4).Bytes()));
        Assert.Equal("model_damaged", Refused(GgufFile.Of("llama").Number("llama.attention.head_count", 4).Number("llama.attention.head_count_kv", 8).Bytes()).Code);
        Assert.Equal(("model_damaged", "The model file 'FILE' is damaged or no GGUF file: it turns 63 dimensions in pairs."), Refused(GgufFile.Of("llama").Number("llama.rope.dimension_count", 63).Bytes()));
    }

    [Fact]
    public void A_file_that_ends_too_early_is_damaged_wherever_it_ends()
    {
        var whole = GgufFile.Of("llama").Number("llama.context_length", 512).Tensor("w", 3, 0, 64, 2).Bytes();
        for (var length = 0; length < whole.Length; length++) Assert.Equal("model_damaged", Refused(whole[..length]).Code);
        Assert.Equal(("model_damaged", $"The model file 'FILE' is damaged or no GGUF file: it is truncated: it has {whole.Length} bytes of {((whole.Length + 31) / 32 * 32) + 80}."), Refused(whole));
    }

    [Fact]
    public void Random_bytes_are_never_more_than_an_error()
    {
        var whole = GgufFile.Of("llama").Number("llama.context_length", 512).Number("llama.block_count", 2).Tensor("w", 3, 0, 64, 2).Bytes();
        var random = new Random(8);
        for (var i = 0; i < 1000; i++)
        {
            byte[] changed = [.. whole];
            for (var n = random.Next(1, 6); n > 0; n--) changed[random.Next(changed.Length)] = (byte)random.Next(256);
            Assert.Contains(Refused(changed).Code, (string[])["model_damaged", "unsupported_model"]);
        }
    }

    [Fact]
    public void The_real_model_cut_short_is_damaged()
    {
        var bytes = new byte[4_000_000];
        using (var stream = File.OpenRead(SmolLm2.Path)) stream.ReadExactly(bytes);
        var (code, message) = Refused(bytes);
        Assert.Equal(("model_damaged", "The model file 'FILE' is damaged or no GGUF file: it is truncated: it has 4000000 bytes of 98362432."), (code, message));
    }

    [Fact]
    public async Task An_architecture_that_llama_cpp_does_not_know_is_named()
    {
        // A template may be the first to open llama.cpp, which must not go unheard afterwards.
        _ = new ChatTemplate(null, (what, _) => new LongRagException("unsupported_model", what)).Render([("user", "a")]);
        var path = Write(GgufFile.Of("hyena9").Number("hyena9.context_length", 512).Tensor("w", 0, 0, 8).Bytes(), 4096);
        var e = await FailsAsync(ChatModelCatalog.Create("mine", new ChatModelSettings { Kind = "gguf", Path = path }));
        Assert.Equal("unsupported_model", e.Code);
        Assert.Contains("hyena9", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public async Task A_model_that_lacks_its_tensors_is_damaged()
    {
        var path = Write(GgufFile.Of("llama").Number("llama.context_length", 512).Tensor("w", 0, 0, 8).Bytes(), 4096);
        Assert.Equal("model_damaged", (await FailsAsync(ChatModelCatalog.Create("mine", new ChatModelSettings { Kind = "gguf", Path = path }))).Code);
    }

    [Fact]
    public async Task A_model_larger_than_memory_is_refused_with_both_figures()
    {
        // Two terabytes that take no room on the disk.
        const ulong Values = 1UL << 39;
        var path = Write(GgufFile.Of("llama").Number("llama.context_length", 512).Tensor("w", 0, 0, Values).Bytes(), 4096 + (long)(Values * 4));
        var model = GgufChat.Model("mine", new ChatModelSettings { Kind = "gguf", Path = path }, () => 16_000_000_000);
        var e = await FailsAsync(model);
        Assert.Equal(("model_too_large", "The model 'mine' needs 2199.02 GB of memory (2199.02 GB for its weights, 0 GB for 512 tokens of context), and 16 GB are to be had: lower ContextTokens, or take a smaller file."), (e.Code, e.Message));
        Assert.Equal("model_too_large", (await FailsAsync(ChatModelCatalog.Create("mine", new ChatModelSettings { Kind = "gguf", Path = path }))).Code);
    }

    [Fact]
    public async Task Context_counts_as_memory()
    {
        var e = await FailsAsync(GgufChat.Model("mine", new ChatModelSettings { Kind = "gguf", Path = SmolLm2.Path }, () => 100_000_000));
        Assert.Equal("The model 'mine' needs 0.29 GB of memory (0.1 GB for its weights, 0.19 GB for 8192 tokens of context), and 0.1 GB are to be had: lower ContextTokens, or take a smaller file.", e.Message);
        Assert.InRange(SystemMemory.Available(), 100_000_000, long.MaxValue);
    }

    [Fact]
    public void A_chat_template_that_llama_cpp_does_not_know_is_named()
    {
        var template = new ChatTemplate("{{ 'knock knock' }}", (what, _) => new LongRagException("unsupported_model", what));
        var e = Assert.Throws<LongRagException>(() => template.Render([("user", "a")]));
        Assert.Equal("llama.cpp does not know its chat template", e.Message);
        Assert.Equal("<|im_start|>user\na<|im_end|>\n<|im_start|>assistant\n", new ChatTemplate(null, (what, _) => new LongRagException("unsupported_model", what)).Render([("user", "a")]));
    }

    public void Dispose() => _folder.Dispose();
}
