using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Text;

namespace LongRag.Retrievers.Lexical.Blocks;

/// <summary>The block file of a segment, mapped. Thread-safe; not to be used after it is disposed.</summary>
/// <remarks>
/// Nothing is read that was not compared with its checksum: directory, terms and lengths when the file is opened, lists page by page when they are first used. So pointers stay within what the writer wrote.
/// </remarks>
internal sealed unsafe class BlockFile : IDisposable
{
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly byte* _body;
    private readonly BlockFormat.Header _header;
    private readonly byte[] _checked;
    private readonly Dictionary<string, (BlockField Field, ulong[] Starts)> _fields = new(StringComparer.Ordinal);

    private BlockFile(MemoryMappedFile map, long length)
    {
        _map = map;
        _view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _body = _start + BlockFormat.HeaderBytes;
        _header = Unsafe.ReadUnaligned<BlockFormat.Header>(_start);
        var pages = BlockFormat.PagesOf(_header.BodyBytes);
        _checked = IsWhole(length, pages) ? new byte[pages] : [];
        IsDamaged = _checked.Length == 0;
    }

    /// <summary>Whether a checksum was wrong since the file was opened; it is not used from then on.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>Opens the file of a segment; null where it is missing, damaged or another's.</summary>
    public static BlockFile? TryOpen(string path, ulong identity, int documents)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length < BlockFormat.HeaderBytes) return null;
            var file = new BlockFile(MemoryMappedFile.CreateFromFile(stream, mapName: null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true), stream.Length);
            if (file._header.Segment == identity && file._header.Documents == documents && file.TryReadDirectory()) return file;
            file.Dispose();
            return null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether the field is in the file.</summary>
    public bool Has(string field) => _fields.ContainsKey(field);

    /// <summary>Codes of the field's lengths, by document.</summary>
    public byte* CodesOf(string field) => _body + _fields[field].Field.CodesAt;

    /// <summary>Looks a term up.</summary>
    /// <exception cref="BlockDamageException">The list differs from what was written.</exception>
    public BlockList Find(string fieldName, ReadOnlySpan<byte> term)
    {
        if (!_fields.TryGetValue(fieldName, out var entry) || entry.Field.Groups == 0) return default;
        var (field, starts) = entry;
        var groups = (int*)(_body + field.GroupsAt);
        var terms = _body + field.TermsAt;
        var (low, high, start) = (0, field.Groups - 1, StartOf(term));
        while (low < high)
        {
            var middle = (low + high + 1) >> 1;
            if (starts[middle] < start || (starts[middle] == start && FirstTermOf(field, middle).SequenceCompareTo(term) <= 0)) low = middle;
            else high = middle - 1;
        }

        var end = low + 1 < field.Groups ? terms + Unsafe.ReadUnaligned<int>(groups + low + 1) : terms + field.TermsBytes;
        return FindInGroup(field, terms + Unsafe.ReadUnaligned<int>(groups + low), end, term);
    }

    /// <summary>Compares the whole file with its checksums.</summary>
    public bool IsSound()
    {
        try
        {
            Check(0, _header.BodyBytes);
            return true;
        }
        catch (BlockDamageException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
    }

    private ReadOnlySpan<byte> FirstTermOf(BlockField field, int group)
    {
        var at = _body + field.TermsAt + Unsafe.ReadUnaligned<int>((int*)(_body + field.GroupsAt) + group);
        var length = (int)VarInts.Read(ref at);
        return new ReadOnlySpan<byte>(at, length);
    }

    // Close together, a search among them stays in the cache; spread over the groups it would miss it a dozen times.
    private ulong[] StartsOf(BlockField field)
    {
        var starts = new ulong[field.Groups];
        for (var group = 0; group < starts.Length; group++) starts[group] = StartOf(FirstTermOf(field, group));
        return starts;
    }

    // The first eight bytes as a number that sorts as they do.
    private static ulong StartOf(ReadOnlySpan<byte> term)
    {
        Span<byte> start = stackalloc byte[sizeof(ulong)];
        start.Clear();
        term[..Math.Min(term.Length, sizeof(ulong))].CopyTo(start);
        return BinaryPrimitives.ReadUInt64BigEndian(start);
    }

    private BlockList FindInGroup(BlockField field, byte* at, byte* end, ReadOnlySpan<byte> term)
    {
        // How many bytes of the sought term the one before shares: terms rise, so no more than that is ever compared.
        var length = (int)VarInts.Read(ref at);
        var first = new ReadOnlySpan<byte>(at, length);
        var matched = first.CommonPrefixLength(term);
        var isIt = matched == length && matched == term.Length;
        at += length;
        var listAt = VarInts.Read(ref at);
        while (true)
        {
            var postings = (int)VarInts.Read(ref at);
            var bytes = (int)VarInts.Read(ref at);
            if (isIt)
            {
                Check(field.ListsAt + listAt, bytes);
                return new BlockList(_body + field.ListsAt + listAt, postings);
            }

            listAt += bytes;
            if (at >= end) return default;
            var lengths = *at++;
            var shared = lengths >> 4;
            length = lengths & TermTableWriter.LongHalf;
            if (shared == TermTableWriter.LongHalf) shared = (int)VarInts.Read(ref at);
            if (length == TermTableWriter.LongHalf) length = (int)VarInts.Read(ref at);
            if (shared < matched) return default;
            if (shared == matched) matched += new ReadOnlySpan<byte>(at, length).CommonPrefixLength(term[matched..]);
            isIt = matched == term.Length && matched == shared + length;
            at += length;
        }
    }

    private bool IsWhole(long length, long pages) =>
        _header.Magic == BlockFormat.Header.Signature && _header.FormatVersion == BlockFormat.Version && _header.Own == _header.HashOfFields()
        && length == BlockFormat.HeaderBytes + _header.BodyBytes + (pages * sizeof(ulong))
        && BlockFormat.HashOf(new ReadOnlySpan<byte>(_body + _header.BodyBytes, (int)(pages * sizeof(ulong)))) == _header.PageHashes;

    private bool TryReadDirectory()
    {
        try
        {
            ReadDirectory();
            return true;
        }
        catch (BlockDamageException)
        {
            return false;
        }
    }

    private void ReadDirectory()
    {
        Check(_header.DirectoryAt, _header.DirectoryBytes);
        var at = _body + _header.DirectoryAt;
        for (var left = VarInts.Read(ref at); left > 0; left--)
        {
            var length = (int)VarInts.Read(ref at);
            var name = Encoding.UTF8.GetString(at, length);
            at += length;
            var field = new BlockField(name, VarInts.Read(ref at), VarInts.Read(ref at), VarInts.Read(ref at), (int)VarInts.Read(ref at), VarInts.Read(ref at), (int)VarInts.Read(ref at), VarInts.Read(ref at));
            Check(field.GroupsAt, field.Groups * sizeof(int));
            Check(field.TermsAt, field.TermsBytes);
            Check(field.CodesAt, _header.Documents + BlockFormat.CodePadding);
            _fields.Add(name, (field, StartsOf(field)));
        }
    }

    private void Check(long at, long bytes)
    {
        if (IsDamaged || at < 0 || bytes < 0 || at + bytes > _header.BodyBytes) throw Damage();
        for (var page = at / BlockFormat.PageBytes; page * BlockFormat.PageBytes < at + bytes; page++)
        {
            if (_checked[page] != 0) continue;
            var from = page * BlockFormat.PageBytes;
            var hash = BlockFormat.HashOf(new ReadOnlySpan<byte>(_body + from, (int)Math.Min(BlockFormat.PageBytes, _header.BodyBytes - from)));
            if (hash != Unsafe.ReadUnaligned<ulong>(_body + _header.BodyBytes + (page * sizeof(ulong)))) throw Damage();
            _checked[page] = 1;
        }
    }

    private BlockDamageException Damage()
    {
        IsDamaged = true;
        return new BlockDamageException();
    }
}

/// <summary>The postings of a term in a segment; none where the term does not occur.</summary>
internal readonly unsafe struct BlockList(byte* start, int postings)
{
    /// <summary>Where they begin.</summary>
    public byte* Start => start;

    /// <summary>Number of documents with the term, deleted ones too.</summary>
    public int Postings => postings;
}

/// <summary>A block file differs from what was written. It never leaves this folder: Lucene answers instead.</summary>
internal sealed class BlockDamageException() : Exception("A block file differs from its checksums.");
