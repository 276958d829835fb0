namespace LongRag.Cli;

/// <summary>Tells a person what was found in an instruction.</summary>
internal static class InstructionText
{
    /// <summary>For a person, on standard error.</summary>
    public static void Write(Terminal terminal, Query query)
    {
        if (InstructionReadings.Of(query) is not { } found) return;
        if (found.Wanted.Count > 0) terminal.Note($"wanted:   {List(found.Wanted)}");
        if (found.Excluded.Count > 0) terminal.Note($"excluded: {List(found.Excluded)}");
        foreach (var note in found.Notes) terminal.Note($"note: {PrintableText.OneLine(note)}");
    }

    private static string List(IReadOnlyList<string> parts) => string.Join("; ", parts.Select(part => PrintableText.OneLine(Places.Excerpt(part, 120))));
}
