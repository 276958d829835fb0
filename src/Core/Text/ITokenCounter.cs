namespace LongRag;

/// <summary>Counts tokens, for budgets of passages and of context. Thread-safe.</summary>
public interface ITokenCounter
{
    /// <summary>Number of tokens of <paramref name="text"/>; 0 for empty text, and never less for a longer text that begins with it.</summary>
    int Count(ReadOnlySpan<char> text);
}
