using Lucene.Net.Analysis;
using Lucene.Net.Analysis.TokenAttributes;

namespace LongRag.Retrievers.Lexical;

/// <summary>
/// Adds behind an identifier its parts of two letters or more, where it has at least two: <c>getHTTPCode_2019</c> is followed by get, HTTP, Code and 2019.
/// A part ends at an underscore, dot or colon, where small letters turn into capitals, before the last of several capitals, and between letters and digits.
/// </summary>
internal sealed class IdentifierPartsFilter : TokenFilter
{
    private const int ShortestPart = 2;

    private readonly ICharTermAttribute _term;
    private readonly Queue<string> _parts = new();

    public IdentifierPartsFilter(TokenStream input)
        : base(input) => _term = AddAttribute<ICharTermAttribute>();

    public override bool IncrementToken()
    {
        if (_parts.TryDequeue(out var part))
        {
            // Everything else stays as the whole word has it: its place in the text is theirs too.
            _term.SetEmpty().Append(part);
            return true;
        }

        if (!m_input.IncrementToken()) return false;
        var parts = PartsOf(_term.Buffer.AsSpan(0, _term.Length));
        if (parts.Count > 1) foreach (var found in parts) _parts.Enqueue(found);
        return true;
    }

    public override void Reset()
    {
        base.Reset();
        _parts.Clear();
    }

    internal static IReadOnlyList<string> PartsOf(ReadOnlySpan<char> word)
    {
        var parts = new List<string>();
        var start = 0;
        for (var i = 1; i <= word.Length; i++)
        {
            if (i < word.Length && !EndsBefore(word, i)) continue;
            var part = word[start..i].Trim("_.:");
            if (part.Length >= ShortestPart) parts.Add(part.ToString());
            start = i;
        }

        return parts;
    }

    private static bool EndsBefore(ReadOnlySpan<char> word, int i)
    {
        var (before, here) = (word[i - 1], word[i]);
        if (here is '_' or '.' or ':' || before is '_' or '.' or ':') return true;
        if (char.IsDigit(before) != char.IsDigit(here)) return true;
        if (!char.IsUpper(here)) return false;
        return char.IsLower(before) || (i + 1 < word.Length && char.IsUpper(before) && char.IsLower(word[i + 1]));
    }
}
