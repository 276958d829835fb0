namespace LongRag.Models.Chat.Gguf;

/// <summary>
/// What a GGUF file says of itself. Everything that can be checked is checked before native code sees the file: that is written in C++ and would take the process with it.
/// </summary>
internal sealed record GgufHeader
{
    private const int OldestVersion = 2;
    private const int NewestVersion = 3;
    private const int MostDimensions = 4;
    // llama.cpp asserts this, which ends the process.
    private const int MostLayers = 512;
    private const int LeastTensorBytes = 24;
    private const int LeastValueBytes = 13;

    /// <summary>The family of models, which llama.cpp must know.</summary>
    public required string Architecture { get; init; }

    /// <summary>Tokens it was trained for; null where the file does not say.</summary>
    public required int? ContextLength { get; init; }

    /// <summary>How a chat is written; null where the file does not say.</summary>
    public required string? ChatTemplate { get; init; }

    /// <summary>Bytes of the file.</summary>
    public required long FileBytes { get; init; }

    /// <summary>Bytes that the keys and values of one token take in memory, as 16-bit floats; 0 where the file does not say.</summary>
    public required long CacheBytesPerToken { get; init; }

    /// <summary>Tells it from other files of its name: <see cref="Fingerprints"/>.</summary>
    public required string Fingerprint { get; init; }

    /// <exception cref="LongRagException"><c>no_model_file</c>, <c>model_damaged</c>, <c>unsupported_model</c>.</exception>
    public static GgufHeader Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 128 * 1024);
            return Read(stream, stream.Length, Path.GetFileName(path), what => new LongRagException("model_damaged", $"The model file '{path}' is damaged or no GGUF file: {what}."), what => new LongRagException("unsupported_model", $"The model file '{path}' cannot be used: {what}."));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new LongRagException("no_model_file", $"There is no model file '{path}'.", e);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new LongRagException("no_model_file", $"The model file '{path}' cannot be read: {e.Message}", e);
        }
    }

    private static GgufHeader Read(Stream stream, long length, string name, Func<string, LongRagException> damaged, Func<string, LongRagException> unsupported)
    {
        var cursor = new GgufCursor(stream, length, damaged);
        if (length < 4 || !cursor.Bytes(4).SequenceEqual("GGUF"u8)) throw damaged("it does not begin with 'GGUF'");
        var version = cursor.UInt32();
        if (version is < OldestVersion or > NewestVersion) throw unsupported($"its version is {version}; {OldestVersion} and {NewestVersion} are read");
        var tensors = cursor.Count("tensors", LeastTensorBytes);
        var values = GgufValues.Read(cursor, cursor.Count("values", LeastValueBytes), damaged);
        CheckTensors(cursor, tensors, values.Whole("general.alignment") ?? 32, damaged);

        var architecture = values.Text("general.architecture") ?? throw damaged("it does not name its architecture");
        CheckTokenizer(values, damaged);
        if (values.Length("tokenizer.ggml.tokens") is null or 0) throw unsupported("it has no tokenizer");
        if (values.Whole($"{architecture}.block_count") is < 1 or > MostLayers) throw damaged($"it says that it has {values.Whole($"{architecture}.block_count")} layers");
        var heads = values.Whole($"{architecture}.attention.head_count") ?? 0;
        var keyHeads = values.Whole($"{architecture}.attention.head_count_kv") ?? heads;
        if (keyHeads > 0 && heads % keyHeads != 0) throw damaged($"it has {heads} heads for {keyHeads} heads of keys, which do not divide them");
        if (values.Whole($"{architecture}.rope.dimension_count") is { } rotated && rotated % 2 != 0) throw damaged($"it turns {rotated} dimensions in pairs");
        var width = values.Whole($"{architecture}.embedding_length") ?? 0;
        var perHead = values.Whole($"{architecture}.attention.key_length") ?? (heads == 0 ? 0 : width / heads);
        var context = values.Whole($"{architecture}.context_length");
        var cache = 4.0 * (values.Whole($"{architecture}.block_count") ?? 0) * keyHeads * perHead;
        return new GgufHeader
        {
            Architecture = architecture,
            ContextLength = context is > 0 and < int.MaxValue ? (int)context : null,
            ChatTemplate = values.Text("tokenizer.chat_template"),
            FileBytes = length,
            Fingerprint = Fingerprints.OfFile(name, stream),
            CacheBytesPerToken = cache < int.MaxValue ? (long)cache : throw damaged("its sizes are beyond all measure"),
        };
    }

    // llama.cpp asserts the types, and believes that the lists are as long as that of the tokens.
    private static void CheckTokenizer(GgufValues values, Func<string, LongRagException> damaged)
    {
        var tokens = values.Length("tokenizer.ggml.tokens");
        Check("tokens", "texts", null, GgufValues.TextType);
        Check("merges", "texts", null, GgufValues.TextType);
        Check("scores", $"{tokens} 32-bit floats", tokens, GgufValues.Float32Type);
        Check("token_type", $"{tokens} 32-bit integers", tokens, GgufValues.UInt32Type, GgufValues.Int32Type);
        Check("precompiled_charsmap", "bytes", null, GgufValues.UInt8Type, GgufValues.Int8Type);

        void Check(string name, string what, long? length, params ReadOnlySpan<uint> types)
        {
            var key = $"tokenizer.ggml.{name}";
            if (values.Has(key) && !values.IsList(key, length, types)) throw damaged($"'{key}' is no list of {what}");
        }
    }

    private static void CheckTensors(GgufCursor cursor, long count, long alignment, Func<string, LongRagException> damaged)
    {
        if (alignment is < 1 or > 1024 * 1024) throw damaged($"its alignment is {alignment}");
        UInt128 end = 0;
        for (var i = 0L; i < count; i++)
        {
            var name = cursor.Key();
            var dimensions = cursor.UInt32();
            if (dimensions is 0 or > MostDimensions) throw damaged($"the tensor '{name}' has {dimensions} dimensions");
            UInt128 values = 1;
            for (var d = 0; d < dimensions; d++)
            {
                var size = cursor.UInt64();
                if (size is 0 or > long.MaxValue || (values *= size) > long.MaxValue) throw damaged($"the tensor '{name}' has a size beyond all measure, or none");
            }

            var type = cursor.UInt32();
            var offset = cursor.UInt64();
            end = UInt128.Max(end, offset + (GgufTensorSize.Of(type, values) ?? 1));
        }

        var start = (cursor.Position + alignment - 1) / alignment * alignment;
        var missing = (UInt128)start + end;
        if (count > 0 && missing > (UInt128)(cursor.Position + cursor.Left)) throw damaged($"it is truncated: it has {cursor.Position + cursor.Left} bytes of {missing}");
    }
}
