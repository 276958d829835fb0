using System.Text.Json;

namespace LongRag.Api.Json;

/// <summary>Looks at JSON whose members are not ours to name.</summary>
internal static class JsonText
{
    /// <summary>Whether all names and strings are text. JSON can write half a surrogate pair, which nothing can store or compare; it is noticed only when somebody reads it.</summary>
    public static bool IsWellFormed(JsonElement element)
    {
        try
        {
            Read(element);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    // No deeper than the reader allowed.
    private static void Read(JsonElement element)
    {
        if (element.ValueKind is JsonValueKind.String) element.GetString();
        else if (element.ValueKind is JsonValueKind.Array)
            foreach (var item in element.EnumerateArray()) Read(item);
        else if (element.ValueKind is JsonValueKind.Object)
            foreach (var member in element.EnumerateObject())
            {
                _ = member.Name;
                Read(member.Value);
            }
    }
}
