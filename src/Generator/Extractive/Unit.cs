namespace LongRag.Generator;

/// <summary>What kind of text a unit is.</summary>
internal enum UnitKind
{
    /// <summary>A sentence.</summary>
    Sentence,

    /// <summary>A row of a table.</summary>
    Row,

    /// <summary>A line of code.</summary>
    Code,

    /// <summary>A heading or caption: no sentence.</summary>
    Heading,
}

/// <summary>A piece of evidence that can be quoted: a sentence, a row, a line.</summary>
internal sealed class Unit
{
    public required Evidence Evidence { get; init; }

    /// <summary>Where it stands in the evidence's text.</summary>
    public required TextSpan Span { get; init; }

    public required UnitKind Kind { get; init; }

    /// <summary>Its place among the evidence's units, from 0.</summary>
    public required int Place { get; init; }

    /// <summary>The table's first row, for a row below it.</summary>
    public TextSpan? Header { get; init; }

    public required IReadOnlyList<Term> Terms { get; init; }

    /// <summary>Which of the question's terms it holds.</summary>
    public ulong Covered { get; init; }

    public ReadOnlySpan<char> Characters => Span.In(Evidence.Text);
}
