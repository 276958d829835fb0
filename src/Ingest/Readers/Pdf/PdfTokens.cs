using UglyToad.PdfPig;
using UglyToad.PdfPig.Tokens;

namespace LongRag.Ingest.Pdf;

/// <summary>Follows references between the objects of a PDF.</summary>
internal static class PdfTokens
{
    // A reference to a reference is no good PDF; one to itself never ends.
    private const int MostSteps = 10;

    /// <summary>What a token is, or refers to; null where that is nothing.</summary>
    public static IToken? Follow(this PdfDocument document, IToken? token)
    {
        for (var i = 0; i < MostSteps && token is IndirectReferenceToken reference; i++) token = document.Structure.GetObject(reference.Data)?.Data;
        return token is IndirectReferenceToken ? null : token;
    }

    /// <summary>What a dictionary has under a name; null where it has nothing.</summary>
    public static IToken? Follow(this PdfDocument document, DictionaryToken dictionary, string name) => dictionary.Data.TryGetValue(name, out var token) ? document.Follow(token) : null;
}
