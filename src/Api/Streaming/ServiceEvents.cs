using System.Text.Json;
using LongRag.Api.Errors;
using LongRag.Api.Json;

namespace LongRag.Api.Streaming;

/// <summary>The events of the API's own streams.</summary>
internal static class ServiceEvents
{
    /// <summary>The event that tells what broke: a problem, as it would have been the answer.</summary>
    public static Func<Refusal, StreamEvent> Error(HttpContext http) => refusal => new StreamEvent(AskEventNames.Error, JsonSerializer.Serialize(refusal.ToProblem(http), ApiJson.Options));

    public static IEnumerable<StreamEvent> Done() => [new StreamEvent(AskEventNames.Done, AskEventText.DoneData)];
}

/// <summary>Makes streams with the service's clock.</summary>
internal sealed class EventStreams(TimeProvider time, TimeSpan keepAlive)
{
    public EventStream For(HttpContext http) => new(http, time, keepAlive);
}
