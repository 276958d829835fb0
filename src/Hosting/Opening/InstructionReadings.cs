using LongRag.Retrievers.Instructions;

namespace LongRag.Hosting;

/// <summary>Says what was found in an instruction, so that nobody must guess what it did.</summary>
internal static class InstructionReadings
{
    /// <summary>What a question's instruction was understood to mean; null where it has none.</summary>
    public static InstructionReading? Of(Query query)
    {
        if (query.Instruction is not { } text) return null;
        var parts = InstructionReader.Read(text);
        return new InstructionReading(text, [.. parts.Wanted.Select(part => part.Text)], [.. parts.Excluded.Select(part => part.Text)], [.. parts.Notes.Select(note => note.Message)]);
    }
}
