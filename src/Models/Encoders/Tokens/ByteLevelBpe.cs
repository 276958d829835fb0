using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace LongRag.Models.Encoders.Tokens;

/// <summary>Byte-level BPE as of GPT-2 and RoBERTa (Radford et al. 2019), from a <c>tokenizer.json</c>.</summary>
/// <remarks>A file's NFC step composes nothing where globalization is invariant: text that is not composed, which is rare, gets other ids. A file's Split patterns are matched by the runtime's regular expressions, which see letters beyond U+FFFF and some odd spaces differently.</remarks>
internal static class ByteLevelBpe
{
    private const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <exception cref="LongRagException"><c>unsupported_tokenizer</c>.</exception>
    public static EncoderTokenizer Read(string path, JsonElement file, JsonElement model)
    {
        var normalizer = TokenizerFile.TypeOf(file, "normalizer");
        if (normalizer is not ("none" or "NFC")) throw TokenizerFile.Unsupported(path, $"normalizer {normalizer}");
        var patterns = new List<string>();
        var prefixSpace = false;
        var byteLevel = false;
        AddPatterns(path, file.GetProperty("pre_tokenizer"), patterns, ref prefixSpace, ref byteLevel);
        if (!byteLevel) throw TokenizerFile.Unsupported(path, "BPE without a ByteLevel pre-tokenizer");
        var added = TokenizerFile.AddedOf(file);
        var special = new SpecialTokens(added);
        var splitters = patterns.ConvertAll(PreTokenizer (pattern) => new RegexPreTokenizer(new Regex(Covering(pattern), RegexOptions.CultureInvariant | RegexOptions.Compiled, TimeSpan.FromSeconds(10)), null));
        var bpe = BpeTokenizer.Create(new BpeOptions(model.GetProperty("vocab").EnumerateObject().Select(entry => KeyValuePair.Create(entry.Name, entry.Value.GetInt32())))
        {
            Merges = model.GetProperty("merges").EnumerateArray().Select(merge => merge.ValueKind == JsonValueKind.Array ? $"{merge[0].GetString()} {merge[1].GetString()}" : merge.GetString()!),
            ByteLevel = true,
            PreTokenizer = splitters.Count == 1 ? splitters[0] : new CompositePreTokenizer(splitters),
        });
        var (start, end) = TokenizerFile.MarkersOf(path, file);
        return new EncoderTokenizer
        {
            Ids = text => special.Ids(text, part =>
            {
                var composed = normalizer is "NFC" ? part.Normalize(NormalizationForm.FormC) : part;
                return bpe.EncodeToIds(prefixSpace && !composed.StartsWith(' ') ? " " + composed : composed, considerPreTokenization: true, considerNormalization: false);
            }),
            Start = start,
            End = end,
            Padding = added.FirstOrDefault(t => t.Token is "<pad>" or "[PAD]").Id,
        };
    }

    private static void AddPatterns(string path, JsonElement step, List<string> patterns, ref bool prefixSpace, ref bool byteLevel)
    {
        switch (step.GetProperty("type").GetString())
        {
            case "Sequence":
                foreach (var part in step.GetProperty("pretokenizers").EnumerateArray()) AddPatterns(path, part, patterns, ref prefixSpace, ref byteLevel);
                break;
            case "ByteLevel":
                byteLevel = true;
                prefixSpace = step.GetProperty("add_prefix_space").GetBoolean();
                if (!step.TryGetProperty("use_regex", out var use) || use.GetBoolean()) patterns.Add(Gpt2);
                break;
            case "Split" when !byteLevel && step.GetProperty("behavior").GetString() == "Isolated" && !step.GetProperty("invert").GetBoolean() && step.GetProperty("pattern").TryGetProperty("Regex", out var regex):
                patterns.Add(regex.GetString()!);
                break;
            case var other: throw TokenizerFile.Unsupported(path, $"pre-tokenizer {other}");
        }
    }

    /// <summary>What a pattern leaves between its matches is a piece too.</summary>
    private static string Covering(string pattern) => $@"{pattern}|(?:(?!{pattern})[\s\S])+";
}
