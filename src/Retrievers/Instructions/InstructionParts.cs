namespace LongRag.Retrievers.Instructions;

/// <summary>What an instruction says of one of its parts.</summary>
public enum InstructionRule
{
    /// <summary>Wanted: said without a verdict ("The bill was passed in May"), so that it only describes.</summary>
    Described,

    /// <summary>Wanted: said to be relevant ("Reports of strikes are relevant", "Documents may discuss strikes").</summary>
    Relevant,

    /// <summary>Wanted: a condition ("only stories about strikes", "must name a union", "relevant if it names a union", "limited to France").</summary>
    Required,

    /// <summary>Wanted although what stands around it is not ("not relevant unless they name a union").</summary>
    Exception,

    /// <summary>Excluded ("Stories about strikes are not relevant", "but not strikes", "exclude strikes").</summary>
    NotRelevant,

    /// <summary>
    /// Excluded only where nothing is added to it ("merely mention strikes", "strikes without a named union", "strikes alone"). Words cannot tell such a text from a relevant one, so nothing is counted against it.
    /// </summary>
    NotEnough,
}

/// <summary>A part of an instruction: what it is about, without the words that only say so ("documents that discuss").</summary>
/// <param name="Span">Where it stands in the instruction.</param>
/// <param name="Text">The characters of the span.</param>
/// <param name="Rule">What is said of it.</param>
public sealed record InstructionPart(TextSpan Span, string Text, InstructionRule Rule);

/// <summary>Something about the instruction that its author may want to know.</summary>
/// <param name="Code">One of the constants of <see cref="InstructionNote"/>.</param>
/// <param name="Message">One clear line.</param>
public sealed record InstructionNote(string Code, string Message)
{
    /// <summary>Nothing but white space: the question is answered as if no instruction were given.</summary>
    public const string Empty = "empty_instruction";

    /// <summary>Longer than <see cref="InstructionReader.MaxLength"/>, or of more parts than <see cref="InstructionReader.MostParts"/>: the rest does not count.</summary>
    public const string Cut = "instruction_cut";

    /// <summary>The same words are wanted and excluded: they count for nothing.</summary>
    public const string Contradictory = "contradictory_instruction";

    /// <summary>Something is excluded and nothing is said to be relevant: the question alone says what is.</summary>
    public const string OnlyExclusions = "only_exclusions";

    /// <summary>"Everything else is not relevant": follows from what is wanted, and excludes no words.</summary>
    public const string Complement = "complement";

    /// <summary>There is text, but no word of a topic: the question is answered as if no instruction were given.</summary>
    public const string NoTopic = "no_topic";
}

/// <summary>An instruction taken apart. Made by <see cref="InstructionReader.Read"/>.</summary>
/// <param name="Instruction">What was read.</param>
/// <param name="Wanted">What is asked for, in the order of the text. Overlaps nothing else here.</param>
/// <param name="Excluded">What is not relevant, in the order of the text.</param>
/// <param name="Notes">What its author may want to know; each code once.</param>
public sealed record InstructionParts(string Instruction, IReadOnlyList<InstructionPart> Wanted, IReadOnlyList<InstructionPart> Excluded, IReadOnlyList<InstructionNote> Notes);
