using System.Security.Cryptography;
using System.Text;

namespace LongRag.Storage;

/// <summary>A key in the clear, <c>lr_ID_SECRET</c>: ID of 4 to 32 letters a-z and digits, SECRET of 32 to 128 letters and digits.</summary>
/// <param name="Id">Names the key.</param>
/// <param name="Hash">SHA-256 of the whole text, hexadecimal: what is kept of it.</param>
internal sealed record KeySecret(string Id, string Hash)
{
    private const string Prefix = "lr_";
    private const int IdBytes = 8;
    private const int SecretBytes = 32;

    /// <summary>A new key and its text.</summary>
    public static (KeySecret Secret, string Text) Create()
    {
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        var text = $"{Prefix}{id}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes))}";
        return (new KeySecret(id, HashOf(text)), text);
    }

    /// <summary>The key that a text is; null where it has another form.</summary>
    public static KeySecret? Parse(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Split('_') is not [_, var id, var secret]) return null;
        return IsId(id) && secret.Length is >= 32 and <= 128 && secret.All(char.IsAsciiLetterOrDigit) ? new KeySecret(id, HashOf(text)) : null;
    }

    /// <summary>Whether it may name a key; anything else is not worth a question to the database.</summary>
    public static bool IsId(string id) => id.Length is >= 4 and <= 32 && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c));

    /// <summary>Whether that is the hash that was kept; takes as long whether it is or not.</summary>
    public bool Matches(string kept) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash), Encoding.ASCII.GetBytes(kept));

    // The secret is random and long: a hash made to be slow would guard nothing more.
    private static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)));
}
