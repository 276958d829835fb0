using System.Globalization;

namespace LongRag.Evaluation;

/// <summary>Writes TREC runs that trec_eval, which sorts by score and then by document id, falling, ranks in the order of the lists.</summary>
public static class RunWriter
{
    /// <summary>
    /// Writes <c>query Q0 document rank score tag</c>, rank from 1, gzip where the name ends in <c>.gz</c>. A score that would break the order is lowered to the next
    /// number below its predecessor's. The file appears when it is complete.
    /// </summary>
    /// <exception cref="LongRagException"><c>bad_input</c>: an id that is empty, holds white space or is there twice; <c>unwritable</c>: the file cannot be written.</exception>
    /// <exception cref="ArgumentException">A score that is not finite.</exception>
    public static void Write(string path, Run run)
    {
        ArgumentNullException.ThrowIfNull(run);
        WrittenFile.Write(path, writer => Write(writer, run));
    }

    /// <summary>Writes the lines of a run.</summary>
    public static void Write(TextWriter writer, Run run)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(run);
        Check("tag", run.Tag);
        foreach (var list in run.Lists)
        {
            Check("query", list.Query);
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var above = new RunEntry("", double.PositiveInfinity);
            for (var i = 0; i < list.Entries.Count; i++)
            {
                var entry = list.Entries[i];
                Check("document", entry.Document);
                if (!double.IsFinite(entry.Score)) throw new ArgumentException($"The score of '{entry.Document}' for query '{list.Query}' is {entry.Score}.", nameof(run));
                if (!seen.Add(entry.Document)) throw new LongRagException("bad_input", $"'{entry.Document}' is there twice for query '{list.Query}'.");
                if (RankedList.Compare(above, entry) >= 0) entry = entry with { Score = Math.BitDecrement(above.Score) };
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{list.Query} Q0 {entry.Document} {i + 1} {entry.Score:R} {run.Tag}\n"));
                above = entry;
            }
        }
    }

    private static void Check(string what, string id)
    {
        if (id.Length == 0 || LineFields.HasBlank(id)) throw new LongRagException("bad_input", $"The {what} id '{id}' is empty or holds white space; a TREC run cannot hold it.");
        if (what is "query" && id[0] == '#') throw new LongRagException("bad_input", $"The query id '{id}' would be read as a comment in a TREC run.");
    }
}
