namespace LongRag.Ingest;

/// <summary>Lines of a stream as bytes, in memory bounded by the longest accepted line.</summary>
internal sealed class LineReader(Stream stream, int mostBytes)
{
    private byte[] _buffer = new byte[128 * 1024];
    private int _start, _end;
    private bool _atEnd;

    /// <summary>Number of the line read last, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>True where the line read last was longer than accepted and was passed over.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>The next line without its end, valid until the next call; null at the end of the stream.</summary>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        IsTooLong = false;
        var searched = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var line = _buffer.AsMemory(_start, searched + found);
                _start += searched + found + 1;
                return Counted(line);
            }

            searched = _end - _start;
            if (_atEnd)
            {
                if (searched == 0 && !IsTooLong) return null;
                var last = _buffer.AsMemory(_start, searched);
                _start = _end;
                return Counted(last);
            }

            if (searched > mostBytes)
            {
                // The rest of this line is not kept; only its end is looked for.
                IsTooLong = true;
                _start = _end;
                searched = 0;
            }

            await FillAsync(cancellationToken);
        }
    }

    private ReadOnlyMemory<byte> Counted(ReadOnlyMemory<byte> line)
    {
        Number++;
        return IsTooLong ? default : line;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (_start > 0)
        {
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, _end - _start);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        var read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
        _atEnd = read == 0;
        _end += read;
    }
}
