using System.Text;

namespace LongRag.Ingest;

/// <summary>The fields that are open: of "PAGE", "HYPERLINK ..." and the like only the results are text.</summary>
/// <param name="dropsPageNumbers">True where results that are page numbers are no text either.</param>
internal sealed class DocxFields(bool dropsPageNumbers)
{
    private const int MostKept = 64;

    // Whether the field shows nothing: it is still in its instruction, or its result is dropped. Innermost last.
    private readonly Stack<(bool InInstruction, bool IsDropped)> _open = new();
    private readonly StringBuilder _instruction = new();
    private int _silent;

    /// <summary>True where text is none of the document's.</summary>
    public bool IsSilent => _silent > 0;

    /// <summary>A field begins, changes over to its result, or ends.</summary>
    public void Change(string? kind)
    {
        switch (kind)
        {
            case "begin":
                _open.Push((true, false));
                _silent++;
                _instruction.Clear();
                break;
            case "separate" when _open.TryPeek(out var field) && field.InInstruction:
                _open.Pop();
                var isDropped = dropsPageNumbers && IsPageNumber(_instruction.ToString());
                _open.Push((false, isDropped));
                if (!isDropped) _silent--;
                break;
            case "end" when _open.TryPop(out var field):
                if (field.InInstruction || field.IsDropped) _silent--;
                break;
        }
    }

    /// <summary>A piece of the instruction of the innermost field.</summary>
    public void Instruct(string text)
    {
        if (_instruction.Length + text.Length <= MostKept) _instruction.Append(text);
    }

    /// <summary>True where the result of an instruction is a page number and such are dropped.</summary>
    public bool Drops(string? instruction) => dropsPageNumbers && instruction is not null && IsPageNumber(instruction);

    /// <summary>No instruction runs over paragraphs: a field that was never closed must not silence the rest of a document.</summary>
    public void EndParagraph()
    {
        if (_silent == 0) return;
        _open.Clear();
        _silent = 0;
    }

    private static bool IsPageNumber(string instruction) => instruction.AsSpan().Trim() is { Length: > 0 } text && (StartsWithWord(text, "PAGE") || StartsWithWord(text, "NUMPAGES") || StartsWithWord(text, "SECTIONPAGES"));

    private static bool StartsWithWord(ReadOnlySpan<char> text, string word) => text.StartsWith(word, StringComparison.OrdinalIgnoreCase) && (text.Length == word.Length || text[word.Length] is ' ' or '\\');
}
