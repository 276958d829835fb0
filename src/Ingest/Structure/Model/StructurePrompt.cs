using System.Globalization;
using Microsoft.Extensions.AI;

namespace LongRag.Ingest;

/// <summary>What a model is asked.</summary>
internal static class StructurePrompt
{
    private static readonly string Template = Read();

    /// <summary>The prompt without sentences: what every request costs.</summary>
    public static string Frame => With("", 0);

    /// <summary>The request about numbered sentences.</summary>
    public static IReadOnlyList<ChatMessage> Messages(TextSlice slice) => [new(ChatRole.User, With(slice.Lines, slice.Sentences.Count))];

    private static string With(string lines, int count) => Template.Replace("{count}", count.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("{sentences}", lines, StringComparison.Ordinal);

    private static string Read()
    {
        using var reader = new StreamReader(typeof(StructurePrompt).Assembly.GetManifestResourceStream("LongRag.Ingest.structurize.prompt.txt")!);
        return reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd();
    }
}
