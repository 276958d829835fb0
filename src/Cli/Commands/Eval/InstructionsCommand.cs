using System.CommandLine;
using LongRag.Evaluation;
using LongRag.Retrievers.Instructions;

namespace LongRag.Cli.Commands.Eval;

internal sealed record ReadInstruction(string Id, string Instruction, IReadOnlyList<ReadPart> Wanted, IReadOnlyList<ReadPart> Excluded, IReadOnlyList<string> Notes);

internal sealed record ReadPart(string Text, string Rule);

/// <summary>How many instructions hold each rule, and each note.</summary>
internal sealed record ReadInstructions(int Instructions, int WithWanted, int WithExcluded, Dictionary<string, int> Rules, Dictionary<string, int> Notes, IReadOnlyList<ReadInstruction> Read);

/// <summary><c>longrag eval instructions</c>: what is found in the instructions of a file.</summary>
internal static class InstructionsCommand
{
    public static Command Create()
    {
        var topics = new Option<string[]>("--topics") { Description = "Files of topics with narratives: JSON Lines or TREC's form, plain or gzip.", HelpName = "FILE", Required = true, AllowMultipleArgumentsPerToken = true };
        var command = new Command("instructions", """
            Read the narratives of topics as instructions, and print what was found: what is wanted, what is excluded, and by which rule. Nothing is searched.

              longrag eval instructions --topics robust04.jsonl
            """) { topics };
        return command.Does((invocation, _) =>
        {
            var read = invocation.Get(topics)!.SelectMany(path => QueryFile.Read(path, TopicText.Title, narrativeAsInstruction: true)).Select(query => Read(query.Id, query.Instruction!)).ToList();
            if (invocation.Terminal.IsHuman) Write(invocation.Terminal, read);
            else EvalJson.Write(invocation.Terminal, Counted(read));
            return Task.FromResult(ExitCode.Done);
        });
    }

    private static ReadInstruction Read(string id, string instruction)
    {
        var parts = InstructionReader.Read(instruction);
        return new ReadInstruction(id, instruction, Parts(parts.Wanted), Parts(parts.Excluded), [.. parts.Notes.Select(note => note.Code)]);
    }

    private static IReadOnlyList<ReadPart> Parts(IReadOnlyList<InstructionPart> parts) => [.. parts.Select(part => new ReadPart(PrintableText.OneLine(part.Text), Name(part.Rule)))];

    private static string Name(InstructionRule rule) => rule switch
    {
        InstructionRule.Described => "described",
        InstructionRule.Relevant => "relevant",
        InstructionRule.Required => "required",
        InstructionRule.Exception => "exception",
        InstructionRule.NotRelevant => "not_relevant",
        _ => "not_enough",
    };

    private static ReadInstructions Counted(List<ReadInstruction> read) => new(
        read.Count, read.Count(one => one.Wanted.Count > 0), read.Count(one => one.Excluded.Count > 0),
        Counted(read.Select(one => one.Wanted.Concat(one.Excluded).Select(part => part.Rule))), Counted(read.Select(one => one.Notes)), read);

    // Of instructions, not of parts.
    private static Dictionary<string, int> Counted(IEnumerable<IEnumerable<string>> names) =>
        names.SelectMany(each => each.Distinct(StringComparer.Ordinal)).GroupBy(name => name, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);

    private static void Write(Terminal terminal, List<ReadInstruction> read)
    {
        foreach (var one in read)
        {
            terminal.Out.WriteLine(terminal.Bold(PrintableText.OneLine(one.Id)));
            foreach (var part in one.Wanted) terminal.Out.WriteLine($"  wanted    {part.Rule,-13} {part.Text}");
            foreach (var part in one.Excluded) terminal.Out.WriteLine($"  excluded  {part.Rule,-13} {part.Text}");
            foreach (var note in one.Notes) terminal.Out.WriteLine($"  note      {note}");
        }

        var counted = Counted(read);
        terminal.Note(FormattableString.Invariant($"{counted.Instructions} instructions; {counted.WithWanted} want something, {counted.WithExcluded} exclude something; {string.Join(", ", counted.Rules.Concat(counted.Notes).Select(pair => $"{pair.Key} {pair.Value}"))}"));
    }
}
