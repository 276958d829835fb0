using System.Text.Json;

namespace LongRag.Evaluation;

/// <summary>Documents that are windows of conversations: <c>windows.jsonl {_id: "meeting#000", turns: [first, last]}</c> over <c>documents.jsonl {_id, turns: [[speaker, words], …]}</c>.</summary>
internal static class TurnWindows
{
    /// <summary>Metadata field of a window and of a question: the document it belongs to.</summary>
    public const string Document = "doc";

    /// <summary>Each window with the text of its turns, "speaker: words", joined by blanks. No titles.</summary>
    public static IEnumerable<RetrievalDocument> Read(string windows, string documents)
    {
        var conversations = QaSetLines.Documents(documents).ToDictionary(document => document.Id, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (line, record) in JsonRecords.Read(windows))
        {
            var id = JsonRecords.IdOf(windows, line, record);
            if (!seen.Add(id)) throw InputLines.Bad(windows, line, $"the window '{id}' came before");
            var name = id[..Math.Max(0, id.LastIndexOf('#'))];
            if (!conversations.TryGetValue(name, out var conversation)) throw InputLines.Bad(windows, line, $"the window '{id}' is of no document of {documents}");
            var (first, last) = Turns(windows, line, record, conversation.Turns.Count);
            yield return new RetrievalDocument(id, "", string.Join(' ', conversation.Turns.Skip(first).Take(last - first + 1).Select(turn => turn.Of(conversation.Text))), MetadataFields.With(Document, name));
        }

        if (seen.Count == 0) throw new LongRagException("bad_input", $"{windows}: no window in it");
    }

    private static (int First, int Last) Turns(string path, int line, JsonElement record, int count) =>
        record.TryGetProperty("turns", out var turns) && turns.ValueKind == JsonValueKind.Array && turns.GetArrayLength() == 2
        && turns[0].ValueKind == JsonValueKind.Number && turns[1].ValueKind == JsonValueKind.Number && turns[0].TryGetInt32(out var first) && turns[1].TryGetInt32(out var last) && first >= 0 && last >= first && last < count
            ? (first, last)
            : throw InputLines.Bad(path, line, FormattableString.Invariant($"turns is no [first, last] among the document's {count} turns"));
}
