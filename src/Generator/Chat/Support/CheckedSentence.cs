namespace LongRag.Generator.Chat;

/// <summary>A sentence of an answer after its markers and quotations were checked.</summary>
/// <param name="Shown">Its text with markers that hold, and the white space behind it.</param>
/// <param name="Plain">Its text alone.</param>
/// <param name="Citations">What it cites, by marker.</param>
/// <param name="InventedNumbers">Numbers it named that no passage has.</param>
/// <param name="UnsupportedNumbers">Numbers it named whose passages do not carry it.</param>
/// <param name="InventedQuotes">Quotations that no passage holds.</param>
internal sealed record CheckedSentence(string Shown, string Plain, IReadOnlyList<CitedSentence> Citations, IReadOnlyList<int> InventedNumbers, IReadOnlyList<int> UnsupportedNumbers, IReadOnlyList<string> InventedQuotes);

/// <summary>A citation that a sentence of an answer makes.</summary>
/// <param name="Id">What the marker says.</param>
/// <param name="Source">What is cited.</param>
/// <param name="Attributed">Whether the writer did not name it.</param>
internal sealed record CitedSentence(string Id, SupportingSentence Source, bool Attributed);
