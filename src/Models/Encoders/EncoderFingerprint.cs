using System.IO.Hashing;
using System.Text.Json;

namespace LongRag.Models.Encoders;

/// <summary>Makes the fingerprint of <see cref="EncoderProfile"/>.</summary>
internal static class EncoderFingerprint
{
    // Raised when our own code comes to give other vectors for the same files.
    private const int Version = 1;

    /// <param name="content">What stands for weights and vocabulary.</param>
    /// <param name="pooling">Null where a server pools.</param>
    /// <param name="profile">The rest; name and kind do not count, so that the same model by another way is not embedded anew.</param>
    public static string Of(string content, Pooling? pooling, EncoderProfile profile)
    {
        string[] parts = [$"{Version}", content, $"{pooling}", $"{profile.Normalized}", $"{profile.Dimensions}", $"{profile.MaxTokens}", $"{profile.LongText}", profile.QueryPrefix, profile.PassagePrefix];
        return Hex(XxHash128.Hash(JsonSerializer.SerializeToUtf8Bytes(parts)));
    }

    /// <summary>XxHash128 of one content after the other, in hexadecimal. Closes them.</summary>
    public static string OfContents(params IEnumerable<Stream> contents)
    {
        var hash = new XxHash128();
        foreach (var content in contents)
            using (content) hash.Append(content);
        return Hex(hash.GetCurrentHash());
    }

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
}
