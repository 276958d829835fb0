using System.Text.Json;

namespace LongRag;

/// <summary>Names of the server-sent events of an answer.</summary>
public static class AskEventNames
{
    /// <summary><c>{"results": [...]}</c>, of <see cref="SearchHit"/>.</summary>
    public const string SearchResults = "search_results";

    /// <summary><c>{"delta": "..."}</c>.</summary>
    public const string Message = "message";

    /// <summary><c>{"delta": "..."}</c>.</summary>
    public const string Reasoning = "reasoning";

    /// <summary><c>{"generator": "..."}</c>.</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>A <see cref="CitationInfo"/>.</summary>
    public const string Citation = "citation";

    /// <summary>An <see cref="AskResponse"/>.</summary>
    public const string FinalAnswer = "final_answer";

    /// <summary>A <see cref="ServiceProblem"/>; nothing follows.</summary>
    public const string Error = "error";

    /// <summary><c>{}</c>: the end of a stream that came through whole.</summary>
    public const string Done = "done";
}

/// <summary>An answer's pieces as server-sent events.</summary>
public static class AskEventText
{
    /// <summary>Data of <see cref="AskEventNames.Done"/>.</summary>
    public const string DoneData = "{}";

    /// <summary>The event's name.</summary>
    public static string Name(AskEvent piece) => piece switch
    {
        AskEvent.SearchResults => AskEventNames.SearchResults,
        AskEvent.Message => AskEventNames.Message,
        AskEvent.Reasoning => AskEventNames.Reasoning,
        AskEvent.Withdrawn => AskEventNames.Withdrawn,
        AskEvent.Cited => AskEventNames.Citation,
        AskEvent.Final => AskEventNames.FinalAnswer,
        _ => throw new ArgumentOutOfRangeException(nameof(piece)),
    };

    /// <summary>The event's data: JSON in one line.</summary>
    public static string Data(AskEvent piece) => piece switch
    {
        AskEvent.SearchResults results => JsonSerializer.Serialize(results, ServiceJson.Compact.AskSearchResults),
        AskEvent.Message message => JsonSerializer.Serialize(message, ServiceJson.Compact.AskMessage),
        AskEvent.Reasoning reasoning => JsonSerializer.Serialize(reasoning, ServiceJson.Compact.AskReasoning),
        AskEvent.Withdrawn withdrawn => JsonSerializer.Serialize(withdrawn, ServiceJson.Compact.AskWithdrawn),
        AskEvent.Cited cited => JsonSerializer.Serialize(cited.Citation, ServiceJson.Compact.CitationInfo),
        AskEvent.Final final => JsonSerializer.Serialize(final.Answer, ServiceJson.Compact.AskResponse),
        _ => throw new ArgumentOutOfRangeException(nameof(piece)),
    };

    /// <summary>Data of <see cref="AskEventNames.Error"/>.</summary>
    public static string ErrorData(ServiceProblem problem) => JsonSerializer.Serialize(problem, ServiceJson.Compact.ServiceProblem);

    /// <summary>The piece that an event holds; null for <see cref="AskEventNames.Done"/> and for names of a later version.</summary>
    /// <exception cref="LongRagException">What an <see cref="AskEventNames.Error"/> says; <c>bad_response</c>: the data is not what the name promises.</exception>
    public static AskEvent? Read(string name, string data)
    {
        try
        {
            return name switch
            {
                AskEventNames.SearchResults => Read<AskEvent.SearchResults>(data),
                AskEventNames.Message => Read<AskEvent.Message>(data),
                AskEventNames.Reasoning => Read<AskEvent.Reasoning>(data),
                AskEventNames.Withdrawn => Read<AskEvent.Withdrawn>(data),
                AskEventNames.Citation => new AskEvent.Cited(Read<CitationInfo>(data)),
                AskEventNames.FinalAnswer => new AskEvent.Final(Read<AskResponse>(data)),
                AskEventNames.Error => throw Failure(Read<ServiceProblem>(data)),
                _ => null,
            };
        }
        catch (JsonException e)
        {
            throw new LongRagException("bad_response", $"event '{name}': {e.Message}", e);
        }
    }

    private static T Read<T>(string data) where T : class => JsonSerializer.Deserialize(data, ServiceJson.Reading<T>()) ?? throw new JsonException("expected an object, found null");

    private static LongRagException Failure(ServiceProblem problem) => new(problem.Code ?? "internal_error", problem.Detail ?? problem.Title ?? "the server gave no reason");
}
