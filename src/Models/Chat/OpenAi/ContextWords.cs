namespace LongRag.Models.Chat.OpenAi;

/// <summary>How servers say that a prompt does not fit: OpenAI, vLLM, llama.cpp, TGI and others.</summary>
internal static class ContextWords
{
    private static readonly string[] Words =
    [
        "context_length_exceeded", "maximum context length", "exceed_context_size", "available context size", "context window", "maximum model length", "max_model_len", "prompt is too long", "inputs tokens + max_new_tokens",
    ];

    public static bool AreIn(string said) => Words.Any(word => said.Contains(word, StringComparison.OrdinalIgnoreCase));
}
