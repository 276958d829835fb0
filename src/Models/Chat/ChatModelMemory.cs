namespace LongRag.Models.Chat;

/// <summary>The memory that a model takes in this process once it is loaded. A client that runs its model here gives it through <c>GetService</c>.</summary>
/// <param name="WeightBytes">Of its weights.</param>
/// <param name="ContextBytes">Of the keys and values of a full context.</param>
public sealed record ChatModelMemory(long WeightBytes, long ContextBytes)
{
    /// <summary>Both together, without what the computation itself takes.</summary>
    public long Bytes => WeightBytes + ContextBytes;
}
