namespace LongRag.Generator.Chat;

/// <summary>Notices that a model goes round in circles: the same words again and again. Not thread-safe.</summary>
internal sealed class RepetitionGuard
{
    /// <summary>A circle of more words is told by its sentences.</summary>
    private const int LongestCircle = 40;

    /// <summary>Rounds of a circle that nobody writes on purpose.</summary>
    private const int Rounds = 3;

    /// <summary>Words that all rounds together have at least: "very, very, very" is no circle.</summary>
    private const int FewestWords = 12;

    private readonly List<string> _words = [];
    private string _rest = "";

    /// <summary>Takes more text in; true where it ends in a circle.</summary>
    public bool Goes(string text)
    {
        var all = _rest + text;
        var end = all.Length;
        while (end > 0 && !char.IsWhiteSpace(all[end - 1])) end--;
        // A word without end is text without white space: it is read as it stands.
        if (all.Length - end > 200) end = all.Length;
        _rest = all[end..];
        var before = _words.Count;
        foreach (var word in all[..end].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) AddWord(word);
        return _words.Count > before && IsCircle();
    }

    private void AddWord(string word)
    {
        var plain = word.Trim('.', ',', ';', ':', '!', '?', '"', '(', ')', '*', '-').ToLowerInvariant();
        // The numbers of a list differ though its lines do not.
        if (plain.Length == 0 || (plain.All(char.IsAsciiDigit) && word[^1] is '.' or ')')) return;
        foreach (var piece in plain.Length <= 200 ? [plain] : plain.Chunk(8).Select(chunk => new string(chunk))) _words.Add(piece);
    }

    private bool IsCircle()
    {
        for (var length = 1; length <= LongestCircle; length++)
        {
            var rounds = Math.Max(Rounds, (FewestWords + length - 1) / length);
            if (rounds * length > _words.Count) continue;
            var start = _words.Count - rounds * length;
            var isSame = true;
            for (var i = start; isSame && i < _words.Count - length; i++) isSame = string.Equals(_words[i], _words[i + length], StringComparison.Ordinal);
            if (isSame) return true;
        }

        return false;
    }
}
