using LongRag.Generator;
using LongRag.Models.Chat;
using LongRag.Models.Encoders;
using LongRag.Rankers;
using LongRag.Retrievers.Dense;
using LongRag.Retrievers.Dense.Scan;
using LongRag.Retrievers.Fusion;

namespace LongRag.Hosting;

/// <summary>The section <c>LongRag</c> of the configuration. Every key is checked when the program starts; an unknown one stops it.</summary>
internal sealed class Settings
{
    /// <summary>Where the corpus is kept: <c>sqlite</c> (in the data folder) or <c>postgres</c>.</summary>
    public string Storage { get; set; } = "sqlite";

    public PostgresSettings Postgres { get; set; } = new();

    public IngestionSettings Ingestion { get; set; } = new();

    /// <summary>Encoders besides the one that comes with LongRag, by name; retrievers refer to them by it.</summary>
    public Dictionary<string, EncoderSettings> Encoders { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Chat models by name; commands refer to them by it.</summary>
    public Dictionary<string, ChatModelSettings> ChatModels { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Rankers by name; <c>--reranker</c> and <see cref="RetrievalSettings.Reranker"/> refer to them by it.</summary>
    public Dictionary<string, RankerSettings> Rankers { get; set; } = new(StringComparer.Ordinal);

    public RetrievalSettings Retrieval { get; set; } = new();

    /// <summary>Order in which the evidence is given to the generator: <c>rank</c> or <c>hard_negative</c>.</summary>
    public string Reorder { get; set; } = "rank";

    public GenerationSettings Generation { get; set; } = new();

    public TelemetrySettings Telemetry { get; set; } = new();

    /// <summary>Limits of the HTTP service.</summary>
    public ServerOptions Server { get; set; } = new();
}

internal sealed class TelemetrySettings
{
    /// <summary>Whether traces may hold what chat models are asked and answer: text of documents and questions.</summary>
    public bool EnableSensitiveData { get; set; }
}

internal sealed class PostgresSettings
{
    public string? ConnectionString { get; set; }

    public string Schema { get; set; } = "longrag";
}

internal sealed class IngestionSettings
{
    /// <summary>Parsing threads; 0 for one a core.</summary>
    public int Jobs { get; set; }

    /// <summary>Processes that read PDF, office files and e-books; 0 for one a core.</summary>
    public int Workers { get; set; }

    /// <summary>Seconds such a process may be silent over a file before it is given up.</summary>
    public double FileSilenceSeconds { get; set; } = 60;

    /// <summary>Seconds such a file may take in all.</summary>
    public double FileSeconds { get; set; } = 3600;

    /// <summary>Mebibytes of memory that reading such a file may take.</summary>
    public int FileMegabytes { get; set; } = 1024;

    /// <summary>Passage budget of a collection that is created by an ingest, in tokens.</summary>
    public int PassageTokens { get; set; } = 256;

    /// <summary>Whether, and from where, a service fetches pages.</summary>
    public UrlSettings Urls { get; set; } = new();
}

internal sealed class UrlSettings
{
    /// <summary>Whether pages are fetched at all.</summary>
    public bool Allowed { get; set; }

    /// <summary>Hosts that pages are fetched from; none: all.</summary>
    public List<string> Hosts { get; set; } = [];

    /// <summary>Hosts that pages are fetched from although they lie in a private network.</summary>
    public List<string> PrivateHosts { get; set; } = [];

    /// <summary>Mebibytes that a page may have.</summary>
    public int MaxMegabytes { get; set; } = 20;

    /// <summary>Seconds that a page may take, redirects included.</summary>
    public int TimeoutSeconds { get; set; } = 30;
}

internal sealed class RetrievalSettings
{
    /// <summary>What search and ask retrieve with: <c>hybrid</c>, <c>lexical</c>, <c>dense</c>, <c>bm25</c> or one of <see cref="Retrievers"/>. Not set: <c>hybrid</c>; <c>lexical</c> without an encoder.</summary>
    public string? Retriever { get; set; }

    /// <summary>What puts the first results of search and ask in order: one of the section <c>Rankers</c>. Not set, or <c>none</c>: nothing.</summary>
    public string? Reranker { get; set; }

    /// <summary>The encoder of the dense side: <c>arctic-xs</c>, one of the section <c>Encoders</c>, or <c>none</c> for no dense side.</summary>
    public string Encoder { get; set; } = EncoderCatalog.ArcticXs;

    public DenseSettings Dense { get; set; } = new();

    public FusionOptions Fusion { get; set; } = new();

    /// <summary>Retrievers of one's own, by name.</summary>
    public Dictionary<string, RetrieverSettings> Retrievers { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Whether identifiers are found by their parts too (English). Changing it builds the index anew.</summary>
    public bool IdentifierParts { get; set; }

    public LexicalSettings Lexical { get; set; } = new();

    public Bm25Settings Bm25 { get; set; } = new();
}

/// <summary>A retriever with a name of its own.</summary>
internal sealed class RetrieverSettings
{
    /// <summary><c>hybrid</c>, <c>lexical</c>, <c>dense</c> or <c>bm25</c>.</summary>
    public string Kind { get; set; } = RetrieverNames.Hybrid;

    /// <summary>Its encoder; not set: the usual one.</summary>
    public string? Encoder { get; set; }

    /// <summary>How its sides are joined; not set: as usual.</summary>
    public FusionOptions? Fusion { get; set; }
}

internal sealed class DenseSettings
{
    /// <summary>What stands in front of a passage's text when it is embedded. Another value is another index.</summary>
    public DenseRendering Rendering { get; set; } = DenseRendering.TitleAndPath;

    /// <summary>How vectors are kept for the scan: int8 (with the best scored again in full), float16 or float32.</summary>
    public VectorPrecision Precision { get; set; } = VectorPrecision.Int8;
}

internal sealed class LexicalSettings
{
    public float K1 { get; set; } = 1.2f;

    public float B { get; set; } = 0.4f;

    /// <summary>Weight of the score of title and section path.</summary>
    public float HeadingWeight { get; set; } = 0.75f;

    /// <summary>Weight of neighbouring words; not set: 0.2 for passages and sections, 0.4 for whole documents.</summary>
    public float? PairWeight { get; set; }

    /// <summary>Whether what, does, should and their like are left out of an English question.</summary>
    public bool DropQuestionWords { get; set; } = true;
}

internal sealed class Bm25Settings
{
    public float K1 { get; set; } = 0.9f;

    public float B { get; set; } = 0.4f;
}

internal sealed class GenerationSettings
{
    /// <summary>Who answers: <c>extractive</c>, or a name of the section <c>ChatModels</c>.</summary>
    public string Generator { get; set; } = ExtractiveGenerator.Name;

    /// <summary>What a chat model is asked to write: <c>full</c>, <c>short</c>, <c>reasoning</c> or <c>bare</c>.</summary>
    public string Mode { get; set; } = "full";

    /// <summary>Most tokens a chat model may write, its thoughts among them; null: by the mode, for models that do not think.</summary>
    public int? AnswerTokens { get; set; }

    /// <summary>Passages retrieved for an answer.</summary>
    public int Candidates { get; set; } = 20;

    /// <summary>Tokens of evidence given to the generator.</summary>
    public int ContextTokens { get; set; } = 2048;
}
