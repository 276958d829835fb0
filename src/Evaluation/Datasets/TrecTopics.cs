using System.Text;

namespace LongRag.Evaluation;

/// <summary>Reads TREC's topics: <c>&lt;top&gt; &lt;num&gt; Number: 301 &lt;title&gt; … &lt;desc&gt; Description: … &lt;narr&gt; Narrative: … &lt;/top&gt;</c>, tags in lines of their own or in front of text, closed or not.</summary>
internal static class TrecTopics
{
    public static IEnumerable<(int Line, RetrievalQuery Query)> Read(string path, TopicText text, bool narrativeAsInstruction)
    {
        Dictionary<string, StringBuilder>? topic = null;
        var (field, started, last) = ("", 0, 0);
        foreach (var (number, content) in InputLines.Read(path))
        {
            last = number;
            var line = content.Trim();
            if (string.Equals(line, "<top>", StringComparison.OrdinalIgnoreCase))
            {
                if (topic is not null) throw InputLines.Bad(path, number, $"the topic of line {started} has no </top>");
                (topic, field, started) = (new Dictionary<string, StringBuilder>(StringComparer.Ordinal), "", number);
            }
            else if (topic is not null && string.Equals(line, "</top>", StringComparison.OrdinalIgnoreCase))
            {
                yield return (started, OfTopic(path, started, topic, text, narrativeAsInstruction));
                topic = null;
            }
            else if (topic is not null)
            {
                if (line.StartsWith('<') && line.IndexOf('>', StringComparison.Ordinal) is > 0 and var end)
                {
                    if (!line.StartsWith("</", StringComparison.Ordinal)) field = line[1..end].Trim().ToLowerInvariant();
                    line = line[(end + 1)..];
                }

                if (line.IndexOf("</", StringComparison.Ordinal) is >= 0 and var closed) line = line[..closed];
                if (!topic.TryGetValue(field, out var words)) topic.Add(field, words = new StringBuilder());
                words.Append(' ').Append(line);
            }
            else if (line.Length > 0)
            {
                throw InputLines.Bad(path, number, "it stands outside of <top> and </top>");
            }
        }

        if (topic is not null) throw InputLines.Bad(path, last, $"the topic of line {started} has no </top>");
    }

    private static RetrievalQuery OfTopic(string path, int line, Dictionary<string, StringBuilder> topic, TopicText text, bool narrativeAsInstruction)
    {
        var narrative = narrativeAsInstruction ? Words("narr", "Narrative:") : null;
        if (narrative is "") throw InputLines.Bad(path, line, "the topic has no <narr>");
        return new RetrievalQuery
        {
            Id = JsonRecords.CheckedId(path, line, Words("num", "Number:")),
            Text = QueryFile.TextOf(text, Words("title", "Topic:"), Words("desc", "Description:")).Trim(),
            Instruction = narrative,
        };

        string Words(string field, string label)
        {
            var words = topic.TryGetValue(field, out var said) ? string.Join(' ', said.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : "";
            return words.StartsWith(label, StringComparison.OrdinalIgnoreCase) ? words[label.Length..].TrimStart() : words;
        }
    }
}
