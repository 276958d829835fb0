namespace LongRag;

/// <summary>What a piece of a written filter is.</summary>
internal enum FilterTokenKind
{
    /// <summary>A bare word: a field, a value, or one of <c>and or not in exists</c>.</summary>
    Word,

    /// <summary>A quoted value or field; never a keyword.</summary>
    Quoted,

    /// <summary>One of <c>= == != &lt; &lt;= &gt; &gt;= ~</c>.</summary>
    Operator,

    /// <summary>A parenthesis or a comma.</summary>
    Mark,

    /// <summary>The end of the text.</summary>
    End,
}

/// <summary>A piece of a written filter.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; without the quotes where it is quoted.</param>
/// <param name="Position">Where it begins, in UTF-16 code units from 0.</param>
internal readonly record struct FilterToken(FilterTokenKind Kind, string Text, int Position)
{
    /// <summary>As an error names it.</summary>
    public override string ToString() => Kind switch
    {
        FilterTokenKind.End => "the end",
        FilterTokenKind.Quoted => $"the quoted '{Text}'",
        _ => $"'{Text}'",
    };
}
