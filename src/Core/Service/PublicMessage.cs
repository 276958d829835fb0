using System.Collections.Frozen;

namespace LongRag;

/// <summary>
/// What of an error is told to a caller that does not run the service. Messages name the evidence, which for some codes is the inside: paths, addresses of models and stores, what their servers
/// said. Of those a general sentence is told; the service's log has the message.
/// </summary>
public static class PublicMessage
{
    private static readonly FrozenDictionary<string, string> Sentences = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["internal_error"] = "Something went wrong that should not.",
        ["store_unreachable"] = "The store cannot be reached.",
        ["locked"] = "The store is in use by another process.",
        ["read_only_store"] = "The store can only be read.",
        ["no_corpus"] = "The store holds no documents yet.",
        ["newer_schema"] = "The store cannot be used.",
        ["older_schema"] = "The store cannot be used.",
        ["foreign_store"] = "The store cannot be used.",
        ["damaged_store"] = "The store is damaged.",
        ["bad_connection"] = "The store cannot be used.",
        ["disk_full"] = "The disk is full.",
        ["unwritable"] = "A file of the service cannot be written.",
        ["unreadable"] = "The file cannot be read.",
        ["not_found"] = "A file that this needs is not there.",
        ["bad_config"] = "The service is not configured for this.",
        ["missing_prerequisite"] = "Something that this needs is not installed.",
        ["no_model_file"] = "The model cannot be used.",
        ["unsupported_model"] = "The model cannot be used.",
        ["context_exceeded"] = "The text is longer than the model reads.",
        ["no_encoder"] = "No encoder can be used here.",
        ["bad_embeddings"] = "The encoder answered with something else than vectors.",
        ["bad_scores"] = "The reranker's server answered with something else than scores.",
        ["bad_model_answer"] = "The model's server answered with something else than an answer.",
        ["answer_too_long"] = "The model's answer has no end.",
        ["no_logprobs"] = "The model's server does not give probabilities.",
        ["reranker_failed"] = "The reranker failed.",
        ["index_unwritable"] = "The index cannot be written.",
        ["index_damaged"] = "The index is damaged.",
        ["index_outdated"] = "The index is outdated.",
        ["model_busy"] = "The model is busy.",
        ["model_failed"] = "The model failed.",
        ["model_timeout"] = "The model did not answer in time.",
        ["model_unreachable"] = "The model cannot be reached.",
        ["model_refused"] = "The model's server refused.",
        ["encoder_unreachable"] = "The encoder cannot be reached.",
        ["encoder_refused"] = "The encoder's server refused.",
        ["ranker_unreachable"] = "The reranker cannot be reached.",
        ["ranker_refused"] = "The reranker's server refused.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What may be told of an error or a note.</summary>
    /// <param name="code">Its code.</param>
    /// <param name="message">Its message; given back where the code does not speak of the inside.</param>
    public static string Of(string code, string message) => Inside(code) is { } sentence ? sentence : message;

    /// <summary>Whether messages of a code speak of the inside: of paths, models, indexes, stores and their addresses.</summary>
    public static bool IsInside(string code) => Inside(code) is not null;

    private static string? Inside(string code) => Sentences.TryGetValue(code, out var sentence) ? sentence : code switch
    {
        _ when code.StartsWith("model_", StringComparison.Ordinal) => "The model cannot be used.",
        _ when code.StartsWith("encoder_", StringComparison.Ordinal) => "The encoder cannot be used.",
        _ when code.StartsWith("ranker_", StringComparison.Ordinal) => "The reranker cannot be used.",
        _ when code.StartsWith("index_", StringComparison.Ordinal) => "The index cannot be used.",
        _ => null,
    };
}
