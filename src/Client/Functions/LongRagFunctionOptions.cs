namespace LongRag.Client.Functions;

/// <summary>What a model may call, and how much it is told at a time.</summary>
public sealed record LongRagFunctionOptions
{
    /// <summary>Whether <c>save_text</c> and <c>delete_document</c> are among the functions.</summary>
    /// <value>false</value>
    public bool AllowWriting { get; init; }

    /// <summary>The collection that is meant where the model names none.</summary>
    /// <value>default; a caller whose key may not see that one searches the collections of its key</value>
    public string Collection { get; init; } = LongRag.Collection.DefaultName;

    /// <summary>Most characters of the text of one result; the rest can be read by <c>get_document</c>.</summary>
    /// <value>2,000: about 500 tokens of English</value>
    public int MostTextPerResult { get; init; } = 2_000;

    /// <summary>Most characters of text in what one call gives back.</summary>
    /// <value>12,000: about 3,000 tokens of English</value>
    public int MostText { get; init; } = 12_000;

    /// <summary>Most sections of an outline; where there are more, the deepest levels are left out.</summary>
    /// <value>200</value>
    public int MostSections { get; init; } = 200;

    /// <summary>Whether a function throws where it cannot do what it was asked. If not, it gives <c>{"error":{"code","message"}}</c> back, so that the model reads what was wrong and can do better.</summary>
    /// <value>false</value>
    public bool ThrowErrors { get; init; }
}
