namespace LongRag.Models.Chat;

/// <summary>Settings of one named chat model.</summary>
public sealed record ChatModelSettings
{
    /// <summary><c>openai</c> or <c>gguf</c>.</summary>
    public string? Kind { get; set; }

    /// <summary>Kind <c>gguf</c>: the file.</summary>
    public string? Path { get; set; }

    /// <summary>Kind <c>openai</c>: address up to and with the version, such as <c>http://127.0.0.1:8080/v1</c>.</summary>
    public string? Endpoint { get; set; }

    /// <summary>Kind <c>openai</c>: the model's name at the server.</summary>
    public string? Model { get; set; }

    /// <summary>Kind <c>openai</c>: the environment variable that holds the key; neither it nor a file: no key is sent.</summary>
    public string? ApiKeyEnvironment { get; set; }

    /// <summary>Kind <c>openai</c>: the file that holds the key; read again where the server refuses it.</summary>
    public string? ApiKeyFile { get; set; }

    /// <summary>Most tokens of prompt and answer together. Kind <c>gguf</c>: not set, the file's, at most 8192. Kind <c>openai</c>: not set, 8192.</summary>
    public int? ContextTokens { get; set; }

    /// <summary>Kind <c>gguf</c>: threads; 0 for one a core.</summary>
    public int Threads { get; set; }

    /// <summary>Kind <c>gguf</c>: callers that may wait while the model works; one more is refused as busy.</summary>
    public int QueueLength { get; set; } = 16;

    /// <summary>Kind <c>openai</c>: seconds without a byte after which a request is given up; after ten times as many without anything of an answer, whatever bytes came.</summary>
    public int TimeoutSeconds { get; set; } = 60;
}
