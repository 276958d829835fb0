using System.Diagnostics.CodeAnalysis;

namespace LongRag.Generator.Chat;

/// <summary>What a chat model is asked to write. Each has a prompt of its own in <c>src/Generator/prompts</c>.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The modes are called so on the command line.")]
public enum AnswerMode
{
    /// <summary>Sentences with numbers of passages behind them.</summary>
    Full,

    /// <summary>A few words copied from a passage, and its number.</summary>
    Short,

    /// <summary>First which passages matter and why, then a last line with the answer (Jin et al. 2024).</summary>
    Reasoning,

    /// <summary>A few words, asked for without any format: for models too small to number passages. Places are found afterwards.</summary>
    Bare,
}
