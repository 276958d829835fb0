namespace LongRag;

/// <summary>What went wrong, as it travels: the members of RFC 9457 that LongRag fills, and its own code. All are null in what somebody else wrote.</summary>
/// <param name="Code">Short snake_case name; stable, meant for scripts.</param>
/// <param name="Title">What the code means, the same for every time.</param>
/// <param name="Detail">One line about this time, with the evidence.</param>
/// <param name="Status">The HTTP status; null in the middle of a stream.</param>
public sealed record ServiceProblem(string? Code = null, string? Title = null, string? Detail = null, int? Status = null);
