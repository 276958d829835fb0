using System.Text;
using Microsoft.ML.Tokenizers;

namespace LongRag.Models.Encoders.Tokens;

/// <summary>The tokenizer of BERT and its descendants.</summary>
internal static class WordPiece
{
    /// <param name="vocabulary">The lines of <c>vocab.txt</c>: one token a line, its number is its id.</param>
    /// <param name="text">What is done to a text before; null for BERT's uncased models.</param>
    /// <exception cref="LongRagException"><c>encoder_damaged</c>: a marker is missing from the vocabulary.</exception>
    public static EncoderTokenizer Read(Stream vocabulary, BertText? text = null)
    {
        using var reader = new StreamReader(vocabulary, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        var tokens = reader.ReadToEnd().Split('\n');
        if (tokens[^1].Length == 0) tokens = tokens[..^1];
        // Some files were written on Windows. No token ends in a carriage return.
        return Of(Array.ConvertAll(tokens, token => token.TrimEnd('\r')), text ?? new BertText());
    }

    /// <param name="tokens">The vocabulary by id.</param>
    /// <param name="text">What is done to a text before.</param>
    /// <param name="added">Tokens that are found in the text as it stands; null for BERT's five.</param>
    /// <param name="options">Where the file says otherwise than BERT: marker of a continued word, longest word, unknown token.</param>
    public static EncoderTokenizer Of(string[] tokens, BertText text, WordPieceOptions? options = null, IEnumerable<(string Token, int Id)>? added = null)
    {
        options ??= new WordPieceOptions();
        options.PreTokenizer = PreTokenizer.CreateWhiteSpace();
        options.Normalizer = null;
        var special = added is null ? new SpecialTokens(["[PAD]", options.UnknownToken, "[CLS]", "[SEP]", "[MASK]"], tokens) : new SpecialTokens(added);
        using var lines = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', tokens)));
        var pieces = WordPieceTokenizer.Create(lines, options);
        return new EncoderTokenizer
        {
            Ids = s => special.Ids(s, part => pieces.EncodeToIds(text.Words(part), considerPreTokenization: true, considerNormalization: false)),
            Start = [special.IdOf("[CLS]")],
            End = [special.IdOf("[SEP]")],
            Padding = special.IdOf("[PAD]"),
            Unknown = special.IdOf(options.UnknownToken),
        };
    }
}
