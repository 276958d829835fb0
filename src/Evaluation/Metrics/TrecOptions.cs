namespace LongRag.Evaluation;

/// <summary>How a run is scored; the defaults are trec_eval's.</summary>
public sealed record TrecOptions
{
    /// <summary>Lowest grade that counts as relevant (<c>-l</c>).</summary>
    public int RelevanceLevel { get; init; } = 1;

    /// <summary>Averages over all judged queries, one that the run lacks counting as 0 (<c>-c</c>); else over the judged queries that the run has.</summary>
    public bool AllJudgedQueries { get; init; }

    /// <summary>Leaves documents without a judgment out of every list (<c>-J</c>).</summary>
    public bool JudgedOnly { get; init; }

    /// <summary>At most this many documents a query (<c>-M</c>).</summary>
    public int MaxDocuments { get; init; } = int.MaxValue;

    /// <summary>Documents of the collection, for <c>utility</c> alone (<c>-N</c>).</summary>
    public long CollectionSize { get; init; }
}
