using System.Buffers;

namespace LongRag.Models.Encoders.Tokens;

/// <summary>Tokens that are found in the text as it stands, before anything is done to it. Where several begin at one place, the longest counts.</summary>
internal sealed class SpecialTokens
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly string[] _longestFirst;
    private readonly SearchValues<string> _search;

    /// <param name="tokens">Those of them that the vocabulary lacks are left out.</param>
    /// <param name="vocabulary">The vocabulary by id.</param>
    public SpecialTokens(IEnumerable<string> tokens, string[] vocabulary)
        : this(tokens.Select(token => (token, Array.IndexOf(vocabulary, token))).Where(t => t.Item2 >= 0))
    {
    }

    /// <param name="tokens">The tokens with their ids.</param>
    public SpecialTokens(IEnumerable<(string Token, int Id)> tokens)
    {
        foreach (var (token, id) in tokens) _ids[token] = id;
        _longestFirst = [.. _ids.Keys.OrderByDescending(token => token.Length)];
        _search = SearchValues.Create(_longestFirst, StringComparison.Ordinal);
    }

    /// <exception cref="LongRagException"><c>encoder_damaged</c>: there is no such token.</exception>
    public int IdOf(string token) => _ids.TryGetValue(token, out var id) ? id : throw new LongRagException("encoder_damaged", $"The encoder's vocabulary lacks '{token}'.");

    /// <summary>The ids of a text; what lies between the special tokens is turned into ids by the caller.</summary>
    public IReadOnlyList<int> Ids(string text, Func<string, IReadOnlyList<int>> ids)
    {
        var next = text.AsSpan().IndexOfAny(_search);
        if (next < 0) return ids(text);
        var all = new List<int>();
        for (var at = 0; ; next = text.AsSpan(at).IndexOfAny(_search))
        {
            if (next < 0) next = text.Length - at;
            if (next > 0) all.AddRange(ids(text.Substring(at, next)));
            at += next;
            if (at == text.Length) return all;
            var token = Array.Find(_longestFirst, t => string.CompareOrdinal(text, at, t, 0, t.Length) == 0)!;
            all.Add(_ids[token]);
            at += token.Length;
        }
    }
}
