using System.Text.Json;
using Microsoft.ML.Tokenizers;

namespace LongRag.Models.Encoders.Tokens;

/// <summary>
/// Makes a tokenizer from a <c>tokenizer.json</c> of Hugging Face's library, where its pipeline is one that can be reproduced: WordPiece behind BERT's normalizer, and byte-level BPE.
/// </summary>
internal static class TokenizerFile
{
    private const string Supported = "supported are WordPiece with BertNormalizer, and BPE with ByteLevel or with Split and ByteLevel; export the encoder with one of these, or serve it and use the kind 'openai'";

    /// <param name="path">A <c>tokenizer.json</c> or <c>vocab.txt</c>.</param>
    /// <exception cref="LongRagException"><c>encoder_damaged</c>, <c>unsupported_tokenizer</c>.</exception>
    public static EncoderTokenizer Read(string path)
    {
        if (path.EndsWith(".txt", StringComparison.Ordinal))
        {
            using var words = File.OpenRead(path);
            return WordPiece.Read(words, TextOf(Onnx.EncoderFolder.Json(Path.Combine(Path.GetDirectoryName(path)!, "tokenizer_config.json"))));
        }

        try
        {
            var file = Onnx.EncoderFolder.Json(path)!.Value;
            var model = file.GetProperty("model");
            var type = model.TryGetProperty("type", out var named) ? named.GetString() : model.TryGetProperty("merges", out _) ? "BPE" : "WordPiece";
            return type switch
            {
                "WordPiece" => ReadWordPiece(path, file, model),
                "BPE" => ByteLevelBpe.Read(path, file, model),
                _ => throw Unsupported(path, $"model {type}"),
            };
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new LongRagException("encoder_damaged", $"'{path}' is no sound tokenizer: {e.Message}", e);
        }
    }

    internal static LongRagException Unsupported(string path, string what) => new("unsupported_tokenizer", $"'{path}' has a {what}; {Supported}.");

    /// <summary>The vocabulary by id.</summary>
    internal static string[] VocabularyOf(JsonElement model, IEnumerable<(string Token, int Id)> added)
    {
        var all = model.GetProperty("vocab").EnumerateObject().Select(entry => (Token: entry.Name, Id: entry.Value.GetInt32())).Concat(added).ToList();
        var tokens = new string[all.Max(t => t.Id) + 1];
        foreach (var (token, id) in all) tokens[id] = token;
        for (var i = 0; i < tokens.Length; i++) tokens[i] ??= $"[unused-id-{i}]";
        return tokens;
    }

    internal static List<(string Token, int Id)> AddedOf(JsonElement file) =>
        file.TryGetProperty("added_tokens", out var added) ? [.. added.EnumerateArray().Select(token => (token.GetProperty("content").GetString()!, token.GetProperty("id").GetInt32()))] : [];

    /// <summary>The ids that the file's post-processor puts in front of a text and behind it.</summary>
    internal static (int[] Start, int[] End) MarkersOf(string path, JsonElement file)
    {
        if (!file.TryGetProperty("post_processor", out var processor) || processor.ValueKind == JsonValueKind.Null) return ([], []);
        return Markers(path, processor);
    }

    private static (int[] Start, int[] End) Markers(string path, JsonElement processor)
    {
        switch (processor.GetProperty("type").GetString())
        {
            case "ByteLevel": return ([], []);
            case "BertProcessing" or "RobertaProcessing": return ([processor.GetProperty("cls")[1].GetInt32()], [processor.GetProperty("sep")[1].GetInt32()]);
            case "Sequence":
                var parts = processor.GetProperty("processors").EnumerateArray().Select(part => Markers(path, part)).ToList();
                return ([.. parts.SelectMany(p => p.Start)], [.. parts.SelectMany(p => p.End)]);
            case "TemplateProcessing":
                var pieces = processor.GetProperty("single").EnumerateArray().ToList();
                var text = pieces.FindIndex(piece => piece.TryGetProperty("Sequence", out _));
                var ids = processor.GetProperty("special_tokens");
                int[] Of(IEnumerable<JsonElement> some) => [.. some.SelectMany(piece => ids.GetProperty(piece.GetProperty("SpecialToken").GetProperty("id").GetString()!).GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()))];
                return (Of(pieces.Take(text)), Of(pieces.Skip(text + 1)));
            case var other: throw Unsupported(path, $"post-processor {other}");
        }
    }

    private static EncoderTokenizer ReadWordPiece(string path, JsonElement file, JsonElement model)
    {
        if (TypeOf(file, "pre_tokenizer") is not "BertPreTokenizer") throw Unsupported(path, $"pre-tokenizer {TypeOf(file, "pre_tokenizer")}");
        if (TypeOf(file, "normalizer") is not "BertNormalizer") throw Unsupported(path, $"normalizer {TypeOf(file, "normalizer")}");
        var added = AddedOf(file);
        var tokenizer = WordPiece.Of(VocabularyOf(model, added), NormalizerOf(file.GetProperty("normalizer")), new WordPieceOptions
        {
            UnknownToken = model.GetProperty("unk_token").GetString()!,
            ContinuingSubwordPrefix = model.GetProperty("continuing_subword_prefix").GetString()!,
            MaxInputCharsPerWord = model.GetProperty("max_input_chars_per_word").GetInt32(),
        }, added);
        var (start, end) = MarkersOf(path, file);
        return tokenizer with { Start = start, End = end };
    }

    internal static string TypeOf(JsonElement file, string part) => file.TryGetProperty(part, out var p) && p.ValueKind == JsonValueKind.Object ? p.GetProperty("type").GetString()! : "none";

    private static BertText NormalizerOf(JsonElement normalizer)
    {
        var lower = normalizer.GetProperty("lowercase").GetBoolean();
        return new BertText(
            Clean: normalizer.GetProperty("clean_text").GetBoolean(),
            Chinese: normalizer.GetProperty("handle_chinese_chars").GetBoolean(),
            Accents: normalizer.TryGetProperty("strip_accents", out var strip) && strip.ValueKind is JsonValueKind.True or JsonValueKind.False ? strip.GetBoolean() : lower,
            LowerCase: lower);
    }

    /// <summary>The same from <c>tokenizer_config.json</c>.</summary>
    private static BertText TextOf(JsonElement? config)
    {
        bool? Flag(string name) => config is { } c && c.TryGetProperty(name, out var v) && v.ValueKind is JsonValueKind.True or JsonValueKind.False ? v.GetBoolean() : null;
        var lower = Flag("do_lower_case") ?? true;
        return new BertText(Chinese: Flag("tokenize_chinese_chars") ?? true, Accents: Flag("strip_accents") ?? lower, LowerCase: lower);
    }
}
