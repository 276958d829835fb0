using LongRag.Retrievers.Instructions;

namespace LongRag.Cli;

/// <summary>Says what was found in an instruction, so that nobody must guess what it did.</summary>
internal static class InstructionText
{
    public static InstructionOutput? Of(Query query)
    {
        if (query.Instruction is not { } text) return null;
        var parts = InstructionReader.Read(text);
        return new InstructionOutput(text, [.. parts.Wanted.Select(part => part.Text)], [.. parts.Excluded.Select(part => part.Text)], [.. parts.Notes.Select(note => note.Message)]);
    }

    /// <summary>For a person, on standard error.</summary>
    public static void Write(Terminal terminal, Query query)
    {
        if (Of(query) is not { } found) return;
        if (found.Wanted.Count > 0) terminal.Note($"wanted:   {List(found.Wanted)}");
        if (found.Excluded.Count > 0) terminal.Note($"excluded: {List(found.Excluded)}");
        foreach (var note in found.Notes) terminal.Note($"note: {PrintableText.OneLine(note)}");
    }

    private static string List(IReadOnlyList<string> parts) => string.Join("; ", parts.Select(part => PrintableText.OneLine(Places.Excerpt(part, 120))));
}
