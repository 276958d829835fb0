namespace LongRag;

/// <summary>A question of a conversation and the answer that was given.</summary>
/// <param name="Question">As it was asked, or as it was made to stand alone.</param>
/// <param name="Answer">The answer's text; empty where there was none.</param>
public sealed record Turn(string Question, string Answer);
