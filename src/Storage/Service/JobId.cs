using System.Globalization;
using System.Security.Cryptography;

namespace LongRag.Storage;

/// <summary>Ids of jobs: 14 hexadecimal digits of the time in microseconds since 1970, and 16 that nobody can guess.</summary>
internal static class JobId
{
    private const int TimeDigits = 14;
    private const int RandomBytes = 8;
    private const int Length = TimeDigits + (2 * RandomBytes);

    /// <summary>A new id, greater than <paramref name="last"/> also where the clock has not moved on, or back.</summary>
    public static string After(string? last, DateTimeOffset now)
    {
        var time = (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        if (last is not null) time = Math.Max(time, long.Parse(last.AsSpan(0, TimeDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{time:x14}{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes))}");
    }

    /// <summary>Whether it may be one; anything else is not worth a question to the database.</summary>
    public static bool IsPossible(string id) => id.Length == Length && id.All(char.IsAsciiHexDigitLower);
}
