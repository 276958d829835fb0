using System.IO.MemoryMappedFiles;

namespace LongRag.Retrievers.Dense;

/// <summary>Some bytes of a file as memory. The file may grow meanwhile, and its name may go.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile? _file;
    private readonly MemoryMappedViewAccessor? _view;

    private MappedFile(string path, long skipped, long length)
    {
        Length = length;
        if (length == 0) return;
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        try
        {
            if (stream.Length < skipped + length) throw new EndOfStreamException($"{Path.GetFileName(path)} has {stream.Length} bytes and should have {skipped + length}");
            _file = MemoryMappedFile.CreateFromFile(stream, mapName: null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        }
        catch
        {
            stream.Dispose();
            throw;
        }

        _view = _file.CreateViewAccessor(skipped, length, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        Start = start + _view.PointerOffset;
    }

    /// <summary>Where it begins; null for no bytes.</summary>
    public byte* Start { get; private set; }

    /// <summary>Bytes that may be read.</summary>
    public long Length { get; }

    /// <summary>Maps so many bytes.</summary>
    /// <exception cref="EndOfStreamException">The file is shorter.</exception>
    public static MappedFile Open(string path, long length) => new(path, 0, length);

    /// <summary>Maps so many bytes after the first ones.</summary>
    /// <exception cref="EndOfStreamException">The file is shorter.</exception>
    public static MappedFile Open(string path, long skipped, long length) => new(path, skipped, length);

    /// <summary>Some of it.</summary>
    public ReadOnlySpan<T> Span<T>(long offset, int count) where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - ((long)count * sizeof(T)));
        return new ReadOnlySpan<T>(Start + offset, count);
    }

    public void Dispose()
    {
        if (Start is not null) _view!.SafeMemoryMappedViewHandle.ReleasePointer();
        Start = null;
        _view?.Dispose();
        _file?.Dispose();
    }
}
