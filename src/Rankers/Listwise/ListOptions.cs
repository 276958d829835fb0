namespace LongRag.Rankers.Listwise;

/// <summary>How a list is shown to a model, and how much of a ranking is wanted back.</summary>
/// <param name="PassageWords">Most words of each passage; 0 for all.</param>
/// <param name="Identifiers">How many are wanted; 0 for all.</param>
/// <param name="Labels">What passages are called.</param>
/// <param name="AnswerTokens">Most tokens of the answer; null for what the identifiers take.</param>
internal sealed record ListOptions(int PassageWords = 100, int Identifiers = 0, PassageLabels Labels = PassageLabels.Numbers, int? AnswerTokens = null);
