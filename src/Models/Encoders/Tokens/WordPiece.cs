using Microsoft.ML.Tokenizers;

namespace LongRag.Models.Encoders.Tokens;

/// <summary>The tokenizer of BERT and its descendants, from a vocabulary of one token a line.</summary>
internal static class WordPiece
{
    /// <param name="vocabulary">The lines of <c>vocab.txt</c>.</param>
    /// <param name="lowerCase">Whether text is lower-cased and loses its accents.</param>
    public static EncoderTokenizer Read(Stream vocabulary, bool lowerCase = true)
    {
        var bert = BertTokenizer.Create(vocabulary, new BertOptions { LowerCaseBeforeTokenization = lowerCase, RemoveNonSpacingMarks = lowerCase });
        return new EncoderTokenizer
        {
            Ids = text => bert.EncodeToIds(text, addSpecialTokens: false),
            Start = [bert.ClassificationTokenId],
            End = [bert.SeparatorTokenId],
            Padding = bert.PaddingTokenId,
            Unknown = bert.UnknownTokenId,
        };
    }
}
