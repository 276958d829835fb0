namespace LongRag.Generator.Chat;

/// <summary>What was dropped from an answer, counted, and how it ended.</summary>
internal sealed class Tally
{
    private readonly List<AnswerNote> _endings = [];
    private readonly List<int> _numbers = [];
    private readonly List<int> _unsupported = [];
    private readonly List<string> _quotes = [];

    public void Add(string code, string text) => _endings.Add(new AnswerNote(code, text));

    public void Count(CheckedSentence sentence)
    {
        Count(sentence.InventedNumbers, sentence.InventedQuotes);
        _unsupported.AddRange(sentence.UnsupportedNumbers);
    }

    public void Count(IReadOnlyList<int> inventedNumbers, IReadOnlyList<string> inventedQuotes)
    {
        _numbers.AddRange(inventedNumbers);
        _quotes.AddRange(inventedQuotes);
    }

    /// <summary>All of it, a sentence each.</summary>
    public IEnumerable<AnswerNote> Notes
    {
        get
        {
            foreach (var ending in _endings) yield return ending;
            if (_numbers.Count > 0) yield return new AnswerNote("invented_numbers", $"{Times(_numbers.Count, "reference")} to passages that are not there {Were(_numbers.Count)} dropped ({List(_numbers)}).");
            if (_unsupported.Count > 0) yield return new AnswerNote("unsupported_numbers", $"{Times(_unsupported.Count, "reference")} to passages that do not carry the sentence {Were(_unsupported.Count)} dropped ({List(_unsupported)}).");
            if (_quotes.Count > 0) yield return new AnswerNote("invented_quotes", $"{Times(_quotes.Count, "quotation")} that no passage holds {Were(_quotes.Count)} dropped.");
        }
    }

    private static string List(List<int> numbers) => string.Join(", ", numbers.Distinct().Order().Take(10)) + (numbers.Distinct().Count() > 10 ? ", …" : "");

    private static string Times(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static string Were(int count) => count == 1 ? "was" : "were";
}
