using System.Collections.Frozen;

namespace LongRag.Api.Errors;

/// <summary>What an error's code means over HTTP.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">The same every time.</param>
/// <param name="RetryAfter">Seconds after which the same request may succeed; null where it will not.</param>
internal sealed record ErrorMeaning(int Status, string Title, int? RetryAfter = null);

/// <summary>The table of codes. A code that is not in it is a failure of the service: 500.</summary>
internal static class ErrorMeanings
{
    public const string Internal = "internal_error";

    public static ErrorMeaning Of(string code) => Table.TryGetValue(code, out var meaning) ? meaning : Unknown;

    /// <summary>The code of a status that no code came with.</summary>
    public static string CodeOf(int status) => status switch
    {
        400 => "bad_request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not_found",
        405 => "method_not_allowed",
        406 => "not_acceptable",
        408 => "too_slow",
        413 => "request_too_large",
        414 or 431 => "header_too_large",
        415 => "unsupported_media_type",
        416 => "bad_range",
        429 => "too_many_requests",
        503 => "busy",
        504 => "time_limit",
        >= 500 => Internal,
        _ => "bad_request",
    };

    private static readonly ErrorMeaning Unknown = new(500, "The service failed");

    private static readonly FrozenDictionary<string, ErrorMeaning> Table = new Dictionary<string, ErrorMeaning>(StringComparer.Ordinal)
    {
        ["bad_request"] = new(400, "The request cannot be understood"),
        ["bad_json"] = new(400, "The body is not the JSON that is expected"),
        ["unknown_field"] = new(400, "The request has a field that is not known"),
        ["bad_argument"] = new(400, "A value is not possible"),
        ["bad_input"] = new(400, "A value is not possible"),
        ["bad_text"] = new(400, "A text cannot be stored"),
        ["bad_filter"] = new(400, "The filter cannot be understood"),
        ["bad_cursor"] = new(400, "The cursor is not one of this list"),
        ["empty_query"] = new(400, "The question is empty"),
        ["query_too_long"] = new(400, "The question is too long"),
        ["bad_top"] = new(400, "That many results are not possible"),
        ["bad_collection_name"] = new(400, "The name cannot name a collection"),
        ["unknown_language"] = new(400, "The language is not known"),
        ["ambiguous_document"] = new(400, "The document is not named clearly"),
        ["unauthorized"] = new(401, "A key is needed"),
        ["forbidden"] = new(403, "The key may not do this"),
        ["cross_origin"] = new(403, "Another site's page may not do this"),
        ["keys_required"] = new(403, "The network is served only with keys"),
        ["host_not_allowed"] = new(403, "Without keys only this machine is served"),
        ["url_not_allowed"] = new(403, "The address may not be fetched"),
        ["not_found"] = new(404, "There is nothing here"),
        ["no_such_collection"] = new(404, "There is no such collection"),
        ["no_such_document"] = new(404, "There is no such document"),
        ["no_such_job"] = new(404, "There is no such job"),
        ["no_such_model"] = new(404, "There is no such model"),
        ["method_not_allowed"] = new(405, "The method is not possible here"),
        ["not_acceptable"] = new(406, "The answer cannot be given in that form"),
        ["too_slow"] = new(408, "The body came too slowly"),
        ["collection_exists"] = new(409, "The collection exists"),
        ["collection_busy"] = new(409, "The collection is being changed", 5),
        ["document_changed"] = new(409, "The document was changed while it was read", 1),
        ["idempotency_conflict"] = new(409, "The key was used for another request"),
        ["upload_too_large"] = new(413, "The upload is too large"),
        ["request_too_large"] = new(413, "The body is too large"),
        ["unsupported_media_type"] = new(415, "The body's type is not taken here"),
        ["bad_range"] = new(416, "The range lies outside of the text"),
        ["no_encoder"] = new(422, "No encoder is configured"),
        ["no_reranker"] = new(422, "No reranker is configured"),
        ["no_index"] = new(422, "The index does not exist"),
        ["context_exceeded"] = new(422, "The text is longer than the model takes"),
        ["context_too_short"] = new(422, "The model's context is too short for this"),
        ["missing_prerequisite"] = new(422, "Something that this needs is not installed"),
        ["too_many_requests"] = new(429, "The key makes too many requests", 1),
        ["header_too_large"] = new(431, "The headers are too large"),
        ["bad_scores"] = new(502, "The ranker's server answered with something else"),
        ["bad_model_answer"] = new(502, "The model's server answered with something else"),
        ["answer_too_long"] = new(502, "The model's answer has no end"),
        ["no_logprobs"] = new(502, "The model's server does not give probabilities"),
        ["model_refused"] = new(502, "The model's server refused"),
        ["model_failed"] = new(502, "The model failed"),
        ["ranker_refused"] = new(502, "The ranker's server refused"),
        ["reranker_failed"] = new(502, "The reranker failed"),
        ["encoder_refused"] = new(502, "The encoder's server refused"),
        ["bad_embeddings"] = new(502, "The encoder's server answered with something else"),
        ["busy"] = new(503, "The service is busy", 1),
        ["queue_full"] = new(503, "Too many jobs wait", 30),
        ["locked"] = new(503, "The store is in use", 5),
        ["stopping"] = new(503, "The service is stopping", 5),
        ["read_only_store"] = new(503, "The store can only be read", 5),
        ["store_unreachable"] = new(503, "The store cannot be reached", 5),
        ["index_outdated"] = new(503, "The index is outdated"),
        ["index_damaged"] = new(503, "The index is damaged"),
        ["index_unwritable"] = new(503, "The index cannot be written", 30),
        ["model_busy"] = new(503, "The model is busy", 5),
        ["model_unreachable"] = new(503, "The model cannot be reached", 30),
        ["ranker_unreachable"] = new(503, "The ranker cannot be reached", 30),
        ["encoder_unreachable"] = new(503, "The encoder cannot be reached", 30),
        ["model_timeout"] = new(504, "The model did not answer in time"),
        ["time_limit"] = new(504, "The time is over"),
        ["disk_full"] = new(507, "The disk is full", 60),
        [Internal] = Unknown,
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
