namespace LongRag.Models.Encoders;

/// <summary>How one vector is made of the vectors of a text's tokens.</summary>
public enum Pooling
{
    /// <summary>The vector of the first token.</summary>
    Cls,

    /// <summary>The mean over all tokens, markers included.</summary>
    Mean,

    /// <summary>The vector of the last token.</summary>
    Last,
}

/// <summary>What becomes of a text that is longer than the encoder reads.</summary>
public enum LongText
{
    /// <summary>Its beginning is encoded.</summary>
    Truncate,

    /// <summary>It is cut into windows of equal length; their vectors are averaged, weighted by tokens.</summary>
    Average,
}

/// <summary>What an encoder is used for, which decides how its model is opened. The vectors differ in the last digits of a float only.</summary>
public enum EncoderUse
{
    /// <summary>Passages, or many questions: the weights are packed when it opens (0.2 s), everything after that is faster.</summary>
    Any,

    /// <summary>A question or two in a short-lived process: opens as fast as can be.</summary>
    OneQuestion,

    /// <summary>Passages, in a process that answers questions meanwhile: one thread, which gives way to all others (kinds that run in the process).</summary>
    Background,
}

/// <summary>Settings of one named encoder. What is not set comes from the model's own files.</summary>
public sealed record EncoderSettings
{
    /// <summary>One of <see cref="EncoderCatalog.Kinds"/>.</summary>
    public string Kind { get; set; } = EncoderCatalog.ArcticXs;

    /// <summary>Kind <c>onnx</c>: the folder of the model. Kinds of packages: the assembly that holds it, where it does not lie beside the program.</summary>
    public string? Path { get; set; }

    /// <summary>Kind <c>openai</c>: address up to and with the version, such as <c>http://127.0.0.1:8080/v1</c>; <c>/embeddings</c> is added.</summary>
    public string? Endpoint { get; set; }

    /// <summary>Kind <c>openai</c>: the model's name at the server.</summary>
    public string? Model { get; set; }

    /// <summary>Kind <c>openai</c>: the environment variable that holds the key; neither it nor a file: no key is sent.</summary>
    public string? ApiKeyEnvironment { get; set; }

    /// <summary>Kind <c>openai</c>: the file that holds the key.</summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>How token vectors are joined; kind <c>onnx</c> only.</summary>
    public Pooling? Pooling { get; set; }

    /// <summary>Whether vectors are scaled to length 1; kinds <c>onnx</c> and <c>openai</c>.</summary>
    /// <value>What the model's files say; <c>true</c> for <c>openai</c>.</value>
    public bool? Normalize { get; set; }

    /// <summary>Put in front of a question; kinds <c>onnx</c> and <c>openai</c>.</summary>
    public string? QueryPrefix { get; set; }

    /// <summary>Put in front of a passage; kinds <c>onnx</c> and <c>openai</c>.</summary>
    public string? PassagePrefix { get; set; }

    /// <summary>Length of the vectors: needed by <c>openai</c>, compared with the model by <c>onnx</c>.</summary>
    public int? Dimensions { get; set; }

    /// <summary>Most tokens read at once, markers included. The packaged encoders may read less than they can, not more.</summary>
    public int? MaxTokens { get; set; }

    /// <summary>What becomes of longer texts.</summary>
    public LongText LongText { get; set; } = LongText.Truncate;

    /// <summary>Tokens of a batch, padding included; null for 2,048 where one thread works on it, else 4,096. For <c>openai</c> by the estimate of four characters a token.</summary>
    public int? BatchTokens { get; set; }

    /// <summary>Threads of the model; 0 for one a core. A small model takes one for a batch, and as many batches at a time (at most 8 where this is 0).</summary>
    public int Threads { get; set; }

    /// <summary>Kind <c>openai</c>: seconds that one request may take before it is tried again.</summary>
    public int TimeoutSeconds { get; set; } = 60;
}
