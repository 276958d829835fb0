namespace LongRag;

/// <summary>What a text is known by that came without a source.</summary>
public static class TextSource
{
    /// <summary>A source made of the collection and the text: the same text in the same collection is the same document.</summary>
    /// <param name="collection">The collection that it is stored in.</param>
    /// <param name="text">The text, as it was given.</param>
    public static string Of(string collection, string text) => $"text-{DocumentId.From(collection, text)}";
}
