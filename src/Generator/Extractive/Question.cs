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
}
