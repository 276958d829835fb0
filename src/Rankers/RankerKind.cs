namespace LongRag.Rankers;

/// <summary>How a ranker works.</summary>
public enum RankerKind
{
    /// <summary>All candidates in one prompt, one answer.</summary>
    FullList,

    /// <summary>Windows of the list, from its end to its head.</summary>
    SlidingWindow,

    /// <summary>One candidate a call: how likely is "yes"?</summary>
    YesNo,

    /// <summary>One candidate a call: how likely is the query after it?</summary>
    QueryLikelihood,

    /// <summary>Two candidates a call: which is better?</summary>
    Pairwise,

    /// <summary>A server that gives scores.</summary>
    Remote,
}

/// <summary>How passages are named in a prompt.</summary>
public enum PassageLabels
{
    /// <summary>1, 2, 3, …</summary>
    Numbers,

    /// <summary>A, B, C, …: at most 26.</summary>
    Letters,
}

/// <summary>What becomes of probabilities p(i before j), after duoT5 (arXiv 2101.05667).</summary>
public enum PairAggregation
{
    /// <summary>Sum over j of p(i, j).</summary>
    Sum,

    /// <summary>Sum over j of p(i, j) + 1 - p(j, i).</summary>
    SymSum,

    /// <summary>Sum over j of ln p(i, j).</summary>
    SumLog,

    /// <summary>Sum over j of ln p(i, j) + ln(1 - p(j, i)).</summary>
    SymSumLog,

    /// <summary>The largest p(i, j).</summary>
    Max,

    /// <summary>The smallest p(i, j).</summary>
    Min,
}

/// <summary>The bodies that a rerank server speaks.</summary>
public enum RerankProtocol
{
    /// <summary>Cohere, version 2.</summary>
    Cohere,

    /// <summary>Jina.</summary>
    Jina,

    /// <summary>vLLM.</summary>
    Vllm,

    /// <summary>Text Embeddings Inference.</summary>
    Tei,
}
