using System.Globalization;
using System.Text;

namespace LongRag.Evaluation;

/// <summary>What a tuned model will be shown: instruction, numbered documents, question.</summary>
public static class TrainingPrompt
{
    /// <summary>The instruction for examples whose answer stands alone (implicit tuning).</summary>
    public const string AnswerOnly = "Answer the question from the given documents, some of which may be irrelevant. Give only the answer, no other words.";

    /// <summary>The instruction for examples with intermediate reasoning.</summary>
    public const string WithReasoning = "Answer the question from the given documents, some of which may be irrelevant. First say which documents are relevant and why, by their numbers. Then give the answer alone in a last line that begins with \"Answer:\".";

    /// <summary>Documents and question.</summary>
    public static string Of(TrainingExample example)
    {
        ArgumentNullException.ThrowIfNull(example);
        var text = new StringBuilder();
        for (var i = 0; i < example.Passages.Count; i++)
        {
            var passage = example.Passages[i];
            text.Append(CultureInfo.InvariantCulture, $"Document [{i + 1}]");
            if (passage.Title.Length > 0) text.Append("(Title: ").Append(OneLine(passage.Title)).Append(')');
            text.Append(' ').Append(OneLine(passage.Text)).Append('\n');
        }

        return text.Append("\nQuestion: ").Append(OneLine(example.Question.Text)).Append("\nAnswer:").ToString();
    }

    internal static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
