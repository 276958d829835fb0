using System.Text.Json.Serialization;

namespace LongRag.Api.Errors;

/// <summary>What went wrong (RFC 9457).</summary>
/// <param name="Type">Names the kind of problem: <c>urn:longrag:CODE</c>.</param>
/// <param name="Title">What the code means, the same every time.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">One line about this time.</param>
/// <param name="Code">Short snake_case name; stable, meant for scripts.</param>
/// <param name="TraceId">Under what the service's log knows this request.</param>
/// <param name="Errors">What is wrong with single fields, where that is known.</param>
public sealed record Problem(
    string Type, string Title, int Status, string Detail, string Code, string TraceId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors = null)
{
    /// <summary>The media type of a problem.</summary>
    public const string MediaType = "application/problem+json";
}
