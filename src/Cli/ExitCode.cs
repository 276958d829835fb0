namespace LongRag.Cli;

/// <summary>What the process ends with.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int BadArguments = 2;
    public const int MissingPrerequisite = 3;
    public const int NoSuchResource = 4;
    public const int Validation = 5;
    public const int Failure = 6;
    public const int SomeFilesFailed = 7;
    public const int Interrupted = 130;

    /// <summary>The exit code of a named error.</summary>
    public static int Of(LongRagException error) => error.Code switch
    {
        "bad_argument" or "bad_filter" or "empty_query" or "query_too_long" or "bad_top" or "bad_collection_name" or "unknown_language" or "ambiguous_document" => BadArguments,
        "store_unreachable" or "newer_schema" or "missing_prerequisite" or "keys_required" or "address_unavailable" or "model_unreachable" or "model_too_large" => MissingPrerequisite,
        "no_such_collection" or "no_such_document" or "no_such_key" or "no_such_job" or "no_corpus" or "not_found" or "no_model_file" => NoSuchResource,
        "bad_config" or "bad_import" or "bad_input" or "empty_set" or "index_differs" => Validation,
        _ => Failure,
    };
}
