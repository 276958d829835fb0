using System.Buffers;

namespace LongRag.Ingest;

/// <summary>Understands what a worker says over one file, and believes none of it unchecked.</summary>
internal sealed class FileAnswers(string name, int mostCharacters)
{
    private static readonly SearchValues<char> CodeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    // A file with more to say than this says nothing more.
    private const int MostIssues = 10_000;
    private const int MostCode = 64;
    private const int MostMessage = ReadWorkerProgram.MostMessage;

    private DocumentAssembly? _document;
    private int _issues;
    private int _characters;

    /// <summary>True once the worker has said its last word over the file.</summary>
    public bool IsOver { get; private set; }

    /// <summary>
    /// What a frame amounts to; null where it only is a part of something. Throws the failure the worker names, <c>too_large</c> for more text than one file may have, and <see cref="BrokenFrameException"/>
    /// for what no worker would say.
    /// </summary>
    public ReadItem? Take(Frame frame)
    {
        if (_document is not null && frame.Kind != FrameKind.Failed)
        {
            _document.Add(frame);
            return Finished();
        }

        var fields = frame.Fields;
        switch (frame.Kind)
        {
            case FrameKind.Progress:
                var progress = new ReadItem.Progress(fields.Number(int.MaxValue), fields.Number(int.MaxValue));
                fields.End();
                return progress;
            case FrameKind.Issue:
                if (++_issues > MostIssues) throw new LongRagException(IngestCodes.TooLarge, $"'{name}' has more than {MostIssues} problems; the rest of it is not read.");
                var issue = new IngestIssue(fields.Text(MostMessage), fields.Text(MostMessage), Code(fields.Text(MostCode)), fields.Text(MostMessage), fields.Flag());
                fields.End();
                return new ReadItem.Issue(issue);
            case FrameKind.Document:
                _document = new DocumentAssembly(fields, name, mostCharacters - _characters);
                return Finished();
            case FrameKind.Done:
                fields.End();
                IsOver = true;
                return null;
            case FrameKind.Failed:
                var (code, message) = (Code(fields.Text(MostCode)), fields.Text(MostMessage));
                fields.End();
                // After the memory is gone, nothing in that process can be relied on.
                IsOver = code is not IngestCodes.MemoryLimit;
                throw new LongRagException(code, message);
            default:
                throw new BrokenFrameException($"{frame.Kind} does not come here.");
        }
    }

    private ReadItem.Parsed? Finished()
    {
        if (!_document!.IsComplete) return null;
        var document = _document.Build();
        _document = null;
        // One character each: documents without text must not come without end.
        _characters += Math.Max(document.Text.Length, 1);
        if (_characters > mostCharacters) throw new LongRagException(IngestCodes.TooLarge, $"'{name}' has more than {mostCharacters} characters of text.");
        return new ReadItem.Parsed(document);
    }

    private static string Code(string code) =>
        code.Length > 0 && code.AsSpan().IndexOfAnyExcept(CodeCharacters) < 0 ? code : throw new BrokenFrameException("A code is no name.");
}
