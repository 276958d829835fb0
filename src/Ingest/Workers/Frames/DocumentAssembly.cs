using System.Text.Json;

namespace LongRag.Ingest;

/// <summary>Puts a document together from the frames of <see cref="DocumentFrames"/>. It allocates what has come, never what was announced (but for the text, whose length is bounded), and checks all of it.</summary>
internal sealed class DocumentAssembly
{
    // A page takes 30 bytes of the smallest PDF; a million are more than anything people print.
    private const int MostPages = 1_000_000;
    private const int DeepestLevel = 1_000_000;

    private readonly string? _key, _title, _mediaType, _recordHash;
    private readonly IReadOnlyDictionary<string, JsonElement> _metadata;
    private readonly int _length, _blockCount, _pageCount;
    private readonly List<Block> _blocks = [];
    private readonly List<int> _pages = [];
    private string? _text;
    private char[]? _portions;
    private int _filled, _lastEnd, _lastPage;

    /// <summary>Begins with the head of a document. Throws <c>too_large</c> where its text has more than <paramref name="mostCharacters"/>.</summary>
    public DocumentAssembly(FrameFields head, string name, int mostCharacters)
    {
        (_key, _title, _mediaType, _recordHash) = (head.Optional(DocumentFrames.MostName), head.Optional(DocumentFrames.MostName), head.Optional(DocumentFrames.MostName), head.Optional(DocumentFrames.MostName));
        _metadata = Metadata(head.Bytes(DocumentFrames.MostMetadata));
        _length = head.Number(int.MaxValue);
        if (_length > mostCharacters) throw new LongRagException(IngestCodes.TooLarge, $"'{name}' has more than {mostCharacters} characters of text.");
        _blockCount = head.Number(_length);
        _pageCount = head.Number(MostPages);
        head.End();
        if (_length == 0) _text = "";
    }

    public bool IsComplete => _text is not null && _blocks.Count == _blockCount && _pages.Count == _pageCount;

    public void Add(Frame frame)
    {
        if (frame.Payload.IsEmpty) throw new BrokenFrameException($"{frame.Kind} is empty.");
        switch (frame.Kind)
        {
            case FrameKind.Text when _text is null: AddText(frame.Payload.Span); return;
            case FrameKind.Blocks when _text is not null: AddBlocks(frame.Fields); return;
            case FrameKind.Pages when _text is not null: AddPages(frame.Fields); return;
            default: throw new BrokenFrameException($"{frame.Kind} does not come here in a document.");
        }
    }

    public ParsedDocument Build() => new()
    {
        Key = _key,
        Title = _title,
        MediaType = _mediaType,
        RecordHash = _recordHash,
        Metadata = _metadata,
        Text = _text!,
        Blocks = _blocks,
        PageStarts = _pages,
    };

    private void AddText(ReadOnlySpan<byte> bytes)
    {
        var portion = FrameFields.Decode(bytes);
        if (portion.Length > _length - _filled) throw new BrokenFrameException("The text is not as long as it was said to be.");
        if (portion.Length == _length)
        {
            _text = portion;
            return;
        }

        _portions ??= new char[_length];
        portion.CopyTo(_portions.AsSpan(_filled));
        _filled += portion.Length;
        if (_filled < _length) return;
        _text = new string(_portions);
        _portions = null;
    }

    private void AddBlocks(FrameFields fields)
    {
        while (!fields.IsEmpty)
        {
            if (_blocks.Count == _blockCount) throw new BrokenFrameException("There are more blocks than were announced.");
            var kind = (BlockKind)fields.Byte();
            if (kind is < BlockKind.Paragraph or > BlockKind.Quote) throw new BrokenFrameException($"There is no block of kind {(byte)kind}.");
            var level = fields.Number(DeepestLevel);
            if (kind == BlockKind.Heading && level is < 1 or > 6) throw new BrokenFrameException($"There is no heading of level {level}.");
            var start = _lastEnd + fields.Number(_length - _lastEnd);
            var length = fields.Number(_length - start);
            if (length == 0) throw new BrokenFrameException("A block is empty.");
            _lastEnd = start + length;
            _blocks.Add(new Block(kind, new TextSpan(start, _lastEnd), level));
        }
    }

    private void AddPages(FrameFields fields)
    {
        while (!fields.IsEmpty)
        {
            if (_pages.Count == _pageCount) throw new BrokenFrameException("There are more pages than were announced.");
            _lastPage += fields.Number(_length - _lastPage);
            _pages.Add(_lastPage);
        }
    }

    private static IReadOnlyDictionary<string, JsonElement> Metadata(ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty) return LongRag.Document.EmptyMetadata;
        try
        {
            using var parsed = JsonDocument.Parse(json.ToArray());
            if (parsed.RootElement.ValueKind != JsonValueKind.Object) throw new BrokenFrameException("Metadata are no object.");
            var metadata = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            foreach (var property in parsed.RootElement.EnumerateObject()) metadata[property.Name] = property.Value.Clone();
            return metadata;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new BrokenFrameException($"Metadata are no JSON: {e.Message}");
        }
    }
}
