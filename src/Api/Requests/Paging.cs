using LongRag.Api.Errors;

namespace LongRag.Api.Requests;

/// <summary>How much of a list is asked for.</summary>
internal static class Paging
{
    public const int Usual = 100;
    public const int Most = 1000;

    /// <summary>The limit, checked.</summary>
    public static int Limit(int? limit) => limit switch
    {
        null => Usual,
        >= 1 and <= Most => limit.Value,
        _ => throw new ArgumentRefusedException("limit", $"'limit' is {limit}; 1 to {Most} are possible."),
    };
}
