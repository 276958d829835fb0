using System.Diagnostics;
using LongRag.Api.Access;
using LongRag.Api.Requests;

namespace LongRag.Api.Errors;

/// <summary>An error before it is written: its code, one line for the caller, and the field that is to blame, where one is.</summary>
internal sealed record Refusal(string Code, string Detail, string? Field = null, int? Status = null, int? Wait = null)
{
    /// <summary>Seconds after which the same request may succeed, as whoever refused said; else as the code has it; null where it will not.</summary>
    public int? RetryAfter => Wait ?? Meaning.RetryAfter;

    public ErrorMeaning Meaning { get; } = ErrorMeanings.Of(Code);

    /// <summary>What the caller is told of an exception. Failures of the service are told in full to those who run it, and in general words to others: they may name machines and paths.</summary>
    public static Refusal Of(Exception error, HttpContext http) => error is LongRagException { RetryAfter: { } wait } ? Told(error, http) with { Wait = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) } : Told(error, http);

    private static Refusal Told(Exception error, HttpContext http) => error switch
    {
        ArgumentRefusedException refused => new(refused.Code, refused.Message, refused.Field),
        LongRagException known when IsForOperator(http) || IsForEverybody(known.Code) => new(known.Code, PrintableText.OneLine(known.Message)),
        LongRagException known when PublicMessage.IsInside(known.Code) => new(known.Code, $"{PublicMessage.Of(known.Code, known.Message)} The service's log says more."),
        LongRagException known => new(known.Code, $"{ErrorMeanings.Of(known.Code).Title}; the service's log says more."),
        BadHttpRequestException bad => BadRequests.Refusal(bad, http),
        OperationCanceledException => new("time_limit", "The request took longer than a request may take, or the service is stopping."),
        _ => new(ErrorMeanings.Internal, "Something went wrong that should not; the service's log says what, under this trace id."),
    };

    public Problem ToProblem(HttpContext http) => new(
        $"urn:longrag:{Code}", Meaning.Title, Status ?? Meaning.Status, Detail, Code, TraceId(http), Field is null ? null : new Dictionary<string, string[]>(StringComparer.Ordinal) { [Field] = [Detail] });

    private static string TraceId(HttpContext http) => Activity.Current?.TraceId.ToHexString() ?? RequestIds.Of(http);

    private static bool IsForOperator(HttpContext http) => http.Features.Get<Caller>()?.Principal.IsOperator is true;

    // A code that nothing is known of may speak of anything.
    private static bool IsForEverybody(string code) => code is "busy" or "queue_full" or "stopping" || (ErrorMeanings.Of(code).Status < 500 && !PublicMessage.IsInside(code));
}

/// <summary>A field of a request is not possible.</summary>
internal sealed class ArgumentRefusedException(string name, string message, string code = "bad_argument") : Exception(message)
{
    public string Code => code;

    public string Field => name;
}
