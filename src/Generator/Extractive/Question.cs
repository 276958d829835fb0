namespace LongRag.Generator;

/// <summary>What kind of thing a question asks for.</summary>
internal enum QuestionType
{
    /// <summary>Nothing in particular: what, which, a statement, another language.</summary>
    Open,

    /// <summary>A person or group.</summary>
    Who,

    /// <summary>A date or time.</summary>
    When,

    /// <summary>A place.</summary>
    Where,

    /// <summary>How many, how much, how long: a number.</summary>
    Quantity,

    /// <summary>A reason.</summary>
    Why,

    /// <summary>A way of doing.</summary>
    How,

    /// <summary>What something is.</summary>
    Definition,

    /// <summary>Whether something is so.</summary>
    YesNo,
}

/// <summary>A name, a number or a quoted phrase that the question turns on.</summary>
/// <param name="Text">As the question has it.</param>
/// <param name="Mask">Which of the question's terms it is made of.</param>
internal sealed record Mention(string Text, ulong Mask);

/// <summary>A question taken apart.</summary>
internal sealed record Question
{
    /// <summary>At most this many different terms are kept, the first ones: one bit of a mask each. Longer "questions" are pasted text.</summary>
    public const int MostTerms = 64;

    public required QuestionType Type { get; init; }

    /// <summary>Stems of the words that say what it is about, in order, each once.</summary>
    public required IReadOnlyList<string> Terms { get; init; }

    /// <summary>The same words as the question has them.</summary>
    public required IReadOnlyList<string> Words { get; init; }

    /// <summary>Place of each stem in <see cref="Terms"/>.</summary>
    public required IReadOnlyDictionary<string, int> Places { get; init; }

    /// <summary>Names and numbers.</summary>
    public required IReadOnlyList<Mention> Mentions { get; init; }

    /// <summary>Neighbouring words, stemmed, of which at least one says what it is about.</summary>
    public required IReadOnlyList<(string Left, string Right)> Pairs { get; init; }

    /// <summary>How many neighbouring words there are in all.</summary>
    public required int LongestPairs { get; init; }

    /// <summary>Place of the noun that says what is asked for: the first word behind "what", "which", "many" or "much", where it is one of <see cref="Terms"/>.</summary>
    public int? Focus { get; init; }

    /// <summary>Which terms the question writes with a capital or a digit; null where it has no capital or nothing else, so that it says nothing of names.</summary>
    public ulong? Names { get; init; }

    /// <summary>Which terms are names: as the question has it, else those that the units write with a capital or digit wherever no sentence begins with them.</summary>
    public ulong NamesAmong(IReadOnlyList<Unit> units)
    {
        if (Names is { } known) return known;
        var (names, others) = (0UL, 0UL);
        foreach (var unit in units)
        {
            for (var i = 1; i < unit.Terms.Count; i++)
            {
                var term = unit.Terms[i];
                if (!Places.TryGetValue(term.Stem, out var place)) continue;
                if (term.IsCapitalised || term.HasDigit) names |= 1UL << place;
                else others |= 1UL << place;
            }
        }

        return names & ~others;
    }
}
