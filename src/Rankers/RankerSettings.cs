namespace LongRag.Rankers;

/// <summary>Settings of one named ranker. What is not set has a default by kind; what the kind has no use for is refused.</summary>
public sealed record RankerSettings
{
    /// <summary><c>full_list</c>, <c>sliding_window</c>, <c>yes_no</c>, <c>query_likelihood</c>, <c>pairwise</c> or <c>remote</c>.</summary>
    public string? Kind { get; set; }

    /// <summary>Name of the chat model; kind <c>remote</c>: the model's name at the server (TEI has none).</summary>
    public string? Model { get; set; }

    /// <summary>How many of the first passages are put in order.</summary>
    /// <value>100 for lists and servers, 20 for one passage a call, 10 for pairs (at most 50), 26 where labels are letters.</value>
    public int? Depth { get; set; }

    /// <summary>Seconds that a ranking may take; 0 for no end. What is not ranked by then keeps its order.</summary>
    public double Seconds { get; set; }

    /// <summary>Tokens that the prompts and answers of a ranking may have together; 0 for no end.</summary>
    public long Tokens { get; set; }

    /// <summary>Calls under way at once; kinds <c>yes_no</c>, <c>query_likelihood</c> and <c>pairwise</c>. A chat model of kind <c>gguf</c> works at one at a time whatever is set here.</summary>
    /// <value>1</value>
    public int? Parallel { get; set; }

    /// <summary>Words of each passage that the model is shown; 0 for all. Where the prompt does not fit the model, passages are shortened further, together.</summary>
    /// <value>100 for lists; all where one or two passages are shown.</value>
    public int? PassageWords { get; set; }

    /// <summary>Kind <c>full_list</c>: identifiers after which the answer is cut off; the rest keeps its order. 0 for all.</summary>
    /// <value>10</value>
    public int? Identifiers { get; set; }

    /// <summary>Kinds <c>full_list</c> and <c>sliding_window</c>: how passages are named, <c>numbers</c> or <c>letters</c>.</summary>
    /// <value><c>numbers</c></value>
    public string? Labels { get; set; }

    /// <summary>Kinds <c>full_list</c> and <c>sliding_window</c>: most tokens of an answer. Not set: what the identifiers take. A model that thinks first needs more.</summary>
    public int? AnswerTokens { get; set; }

    /// <summary>Kind <c>full_list</c>: the order comes from how likely each letter is as the first token, and nothing is written.</summary>
    public bool FirstToken { get; set; }

    /// <summary>With <see cref="FirstToken"/>: orders in which the passages are shown, the first as they come and the others shuffled; log-probabilities are averaged.</summary>
    /// <value>1</value>
    public int? Shuffles { get; set; }

    /// <summary>With <see cref="Shuffles"/>: the seed.</summary>
    public int Seed { get; set; }

    /// <summary>Kind <c>sliding_window</c>: passages of a window.</summary>
    /// <value>20</value>
    public int? WindowSize { get; set; }

    /// <summary>Kind <c>sliding_window</c>: how far the window moves.</summary>
    /// <value>10</value>
    public int? Step { get; set; }

    /// <summary>Kind <c>sliding_window</c>: how often the windows go over the list.</summary>
    /// <value>1</value>
    public int? Passes { get; set; }

    /// <summary>Kind <c>query_likelihood</c>: what stands in front of the query, with <c>{passage}</c> in it. Raw text: no chat template is put around it.</summary>
    /// <value>Asks for a question based on the passage.</value>
    public string? Prompt { get; set; }

    /// <summary>Kind <c>pairwise</c>: <c>sum</c>, <c>sym_sum</c>, <c>sum_log</c>, <c>sym_sum_log</c>, <c>max</c> or <c>min</c>.</summary>
    /// <value><c>sym_sum</c></value>
    public string? Aggregation { get; set; }

    /// <summary>Kind <c>pairwise</c>: whether each pair is asked in one order only, which halves the calls: p(j, i) is then 1 - p(i, j).</summary>
    public bool OneOrder { get; set; }

    /// <summary>Kind <c>remote</c>: <c>cohere</c>, <c>jina</c>, <c>vllm</c> or <c>tei</c>.</summary>
    public string? Protocol { get; set; }

    /// <summary>Kind <c>remote</c>: address up to and with the version, such as <c>https://api.jina.ai/v1</c>; <c>/rerank</c> is added.</summary>
    public string? Endpoint { get; set; }

    /// <summary>Kind <c>remote</c>: the environment variable that holds the key; neither it nor a file: no key is sent.</summary>
    public string? ApiKeyEnvironment { get; set; }

    /// <summary>Kind <c>remote</c>: the file that holds the key; read again where the server refuses it.</summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>Kind <c>remote</c>: passages of a request.</summary>
    /// <value>100; 32 for <c>tei</c>, its own limit.</value>
    public int? BatchSize { get; set; }

    /// <summary>Kind <c>remote</c>: seconds that one request may take before it is given up.</summary>
    /// <value>60</value>
    public int? TimeoutSeconds { get; set; }
}
