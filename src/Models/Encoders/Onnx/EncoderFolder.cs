using System.Text.Json;

namespace LongRag.Models.Encoders.Onnx;

/// <summary>
/// What the files of an exported sentence encoder say of it: the layout of sentence-transformers (<c>modules.json</c>, <c>1_Pooling/config.json</c>, <c>sentence_bert_config.json</c>, <c>config_sentence_transformers.json</c>) around a <c>config.json</c> of transformers. What no file says is null.
/// </summary>
internal sealed record EncoderFolder
{
    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary><c>tokenizer.json</c> or <c>vocab.txt</c>.</summary>
    public required string Tokenizer { get; init; }

    /// <summary>All files that make its vectors what they are, weights first.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    public Pooling? Pooling { get; init; }

    public bool? Normalize { get; init; }

    public int? Dimensions { get; init; }

    /// <summary>Tokens that it was made for.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Tokens for which it has positions.</summary>
    public int? Positions { get; init; }

    public string? QueryPrefix { get; init; }

    public string? PassagePrefix { get; init; }

    /// <exception cref="LongRagException"><c>no_encoder</c>: the folder or one of its two main files is missing; <c>encoder_damaged</c>: a file is empty or no JSON; <c>unsupported_model</c>.</exception>
    public static EncoderFolder Read(string name, string path)
    {
        if (!Directory.Exists(path)) throw new LongRagException("no_encoder", $"The encoder '{name}' has no folder '{path}'.");
        string At(string file) => Path.Combine(path, file);
        string? First(params string[] files) => files.Select(At).FirstOrDefault(File.Exists);
        var model = First("model.onnx", "onnx/model.onnx") ?? throw new LongRagException("no_encoder", $"'{path}' of the encoder '{name}' holds neither model.onnx nor onnx/model.onnx.");
        var tokenizer = First("tokenizer.json", "vocab.txt") ?? throw new LongRagException("no_encoder", $"'{path}' of the encoder '{name}' holds neither tokenizer.json nor vocab.txt.");
        CheckWeights(model);
        var config = Json(At("config.json"));
        var modules = Json(At("modules.json"));
        var pooling = PoolingFolder(name, modules) is { } folder ? At(Path.Combine(folder, "config.json")) : null;
        var sentence = Json(At("config_sentence_transformers.json"));
        string[] small = ["config.json", "modules.json", "config_sentence_transformers.json", "sentence_bert_config.json", "tokenizer_config.json"];
        return new EncoderFolder
        {
            Model = model,
            Tokenizer = tokenizer,
            Files = [model, .. Directory.GetFiles(Path.GetDirectoryName(model)!, "*data").Order(StringComparer.Ordinal), tokenizer, .. small.Select(At).Where(File.Exists), .. pooling is not null && File.Exists(pooling) ? [pooling] : Array.Empty<string>()],
            Pooling = pooling is null ? null : PoolingOf(name, Json(pooling)),
            Normalize = HasModule(modules, "Normalize") ? true : Text(sentence, "similarity_fn_name") is "dot" or "dot_product" ? false : null,
            Dimensions = Number(config, "hidden_size") ?? Number(config, "dim"),
            MaxTokens = Number(Json(At("sentence_bert_config.json")), "max_seq_length") ?? Number(Json(At("tokenizer_config.json")), "model_max_length"),
            Positions = PositionsOf(config),
            QueryPrefix = Prompt(sentence, "query"),
            PassagePrefix = Prompt(sentence, "passage") ?? Prompt(sentence, "document"),
        };
    }

    private static void CheckWeights(string model)
    {
        Span<byte> start = stackalloc byte[8];
        using var file = File.OpenRead(model);
        var read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        if (read < start.Length) throw new LongRagException("encoder_damaged", $"'{model}' has {file.Length} bytes, which is no model: export or copy it again.");
        if (start.SequenceEqual("version "u8)) throw new LongRagException("encoder_damaged", $"'{model}' is a pointer of Git LFS, not the model itself: fetch it with 'git lfs pull'.");
    }

    private static string? PoolingFolder(string name, JsonElement? modules)
    {
        if (modules is not { ValueKind: JsonValueKind.Array } list) return modules is null ? "1_Pooling" : null;
        string? found = null;
        foreach (var module in list.EnumerateArray())
        {
            var type = Text(module, "type") ?? "";
            if (type.EndsWith("Pooling", StringComparison.Ordinal)) found = Text(module, "path");
            else if (!type.EndsWith("Transformer", StringComparison.Ordinal) && !type.EndsWith("Normalize", StringComparison.Ordinal))
                throw new LongRagException("unsupported_model", $"The encoder '{name}' has a module {type}; known are Transformer, Pooling and Normalize.");
        }

        return found;
    }

    private static bool HasModule(JsonElement? modules, string type) =>
        modules is { ValueKind: JsonValueKind.Array } list && list.EnumerateArray().Any(module => (Text(module, "type") ?? "").EndsWith(type, StringComparison.Ordinal));

    private static Pooling? PoolingOf(string name, JsonElement? config)
    {
        if (config is not { } file) return null;
        var modes = file.EnumerateObject().Where(p => p.Name.StartsWith("pooling_mode_", StringComparison.Ordinal) && p.Value.ValueKind == JsonValueKind.True).Select(p => p.Name["pooling_mode_".Length..]).ToList();
        if (Text(config, "pooling_mode") is { } mode) modes.Add(mode);
        return modes switch
        {
            [] => null,
            ["cls_token" or "cls"] => Encoders.Pooling.Cls,
            ["mean_tokens" or "mean"] => Encoders.Pooling.Mean,
            ["lasttoken"] => Encoders.Pooling.Last,
            _ => throw new LongRagException("unsupported_model", $"The encoder '{name}' pools by {string.Join(" and ", modes)}; known are cls_token, mean_tokens and lasttoken."),
        };
    }

    /// <summary>RoBERTa and its descendants count positions from the number behind the padding's.</summary>
    private static int? PositionsOf(JsonElement? config)
    {
        if (Number(config, "max_position_embeddings") is not { } positions) return null;
        return Text(config, "model_type") is "roberta" or "xlm-roberta" or "camembert" or "mpnet" ? positions - 2 : positions;
    }

    private static string? Prompt(JsonElement? file, string name)
    {
        if (file is not { ValueKind: JsonValueKind.Object } f || !f.TryGetProperty("prompts", out var prompts) || prompts.ValueKind != JsonValueKind.Object) return null;
        return Text(prompts, name) ?? (Text(file, "default_prompt_name") is { } usual ? Text(prompts, usual) : null);
    }

    private static string? Text(JsonElement? from, string name) => from is { ValueKind: JsonValueKind.Object } o && o.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null;

    // A length of 1e30 is how some files say that there is none.
    private static int? Number(JsonElement? from, string name) => from is { ValueKind: JsonValueKind.Object } o && o.TryGetProperty(name, out var v) && v.ValueKind == JsonValueKind.Number && v.TryGetInt32(out var n) ? n : null;

    /// <exception cref="LongRagException"><c>encoder_damaged</c>.</exception>
    internal static JsonElement? Json(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            using var file = File.OpenRead(path);
            using var document = JsonDocument.Parse(file);
            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new LongRagException("encoder_damaged", $"'{path}' of an encoder cannot be read: {OnnxSession.FirstLine(e.Message)}", e);
        }
    }
}
