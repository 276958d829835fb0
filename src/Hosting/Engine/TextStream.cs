using System.Text;

namespace LongRag.Hosting;

/// <summary>A span of a stored text as UTF-8, read from the store a block at a time where it is asked for. One user at a time.</summary>
internal sealed class TextStream : Stream
{
    // Pieces of the text are read together up to this many UTF-16 units: few questions to the store, and little in memory.
    private const int BlockLength = 64 * 1024;

    private readonly ICorpusStore _store;
    private readonly DocumentSummary _document;
    private readonly List<Block> _blocks;
    private byte[] _bytes = [];
    private int _open = -1;
    private long _position;

    private TextStream(ICorpusStore store, DocumentSummary document, List<Block> blocks) => (_store, _document, _blocks) = (store, document, blocks);

    /// <summary>Finds out how many bytes stand where. Reads no more of the text than the ends of a span that cuts a piece.</summary>
    public static async Task<TextStream> OpenAsync(ICorpusStore store, StoredTextLayout layout, TextSpan span, CancellationToken cancellationToken)
    {
        var blocks = new List<Block>();
        foreach (var piece in layout.Pieces.Where(piece => piece.Span.Overlaps(span)))
        {
            var part = new TextSpan(Math.Max(piece.Span.Start, span.Start), Math.Min(piece.Span.End, span.End));
            var bytes = part == piece.Span ? piece.Bytes : Encoding.UTF8.GetByteCount(await TextOfAsync(store, layout.Document, part, cancellationToken));
            if (blocks is [.., var last] && last.Span.Length + part.Length <= BlockLength) blocks[^1] = last with { Span = new TextSpan(last.Span.Start, part.End), Bytes = last.Bytes + bytes };
            else blocks.Add(new Block(part, blocks is [.., var before] ? before.End : 0, bytes));
        }

        return new TextStream(store, layout.Document, blocks);
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _blocks is [.., var last] ? last.End : 0;

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= Length || buffer.IsEmpty) return 0;
        var index = _blocks.FindIndex(block => _position < block.End);
        var block = _blocks[index];
        if (_open != index)
        {
            _bytes = Encoding.UTF8.GetBytes(await TextOfAsync(_store, _document, block.Span, cancellationToken));
            _open = index;
        }

        var rest = _bytes.AsMemory((int)(_position - block.Start));
        var read = Math.Min(rest.Length, buffer.Length);
        rest[..read].CopyTo(buffer);
        _position += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin)
    {
        var position = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => _position, _ => Length };
        return position >= 0 ? _position = position : throw new IOException("There is nothing before the beginning.");
    }

    /// <summary>Not possible: the store is asked, and that takes its time.</summary>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it with ReadAsync.");

    public override void Flush()
    {
        // It is not written.
    }

    public override void SetLength(long value) => throw new NotSupportedException("A stored text is not changed here.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A stored text is not changed here.");

    private static async Task<string> TextOfAsync(ICorpusStore store, DocumentSummary document, TextSpan span, CancellationToken cancellationToken) =>
        await store.ReadTextAsync(document.Id, span.Start, span.End, cancellationToken) is { } part && part.Document.Sequence == document.Sequence
            ? part.Text
            : throw new LongRagException("document_changed", $"The document '{document.Id}' was replaced or deleted while it was read: ask again.");

    /// <summary>Some of the span, and where its bytes stand.</summary>
    private readonly record struct Block(TextSpan Span, long Start, long Bytes)
    {
        public long End => Start + Bytes;
    }
}
