using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Lucene.Net.Index;
using Lucene.Net.Store;
using LuceneDirectory = Lucene.Net.Store.Directory;

namespace LongRag.Retrievers.Lexical.Blocks;

/// <summary>The block files of an index: one beside each committed segment, in a folder of their own. All of them can be deleted at any time; Lucene answers then, and the next commit writes them anew.</summary>
internal sealed class BlockFolder(string indexFolder)
{
    private const string Extension = ".blocks";

    // Lucene ends each of its files with a checksum of all of it.
    private const int TailBytes = 16;

    private readonly string _folder = System.IO.Path.Combine(indexFolder, "blocks");
    private readonly HashSet<string> _sound = new(StringComparer.Ordinal);

    /// <summary>Writes the files that the last commit lacks, or whose content is not sound, and deletes those it does not need. For the one writer.</summary>
    public void Update(LuceneDirectory directory)
    {
        var commit = new SegmentInfos();
        commit.Read(directory);
        System.IO.Directory.CreateDirectory(_folder);
        var needed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var segment in commit.Segments)
        {
            var identity = IdentityOf(segment.Info);
            var path = PathOf(segment.Info.Name, identity);
            needed.Add(path);
            if ((_sound.Contains(path) && File.Exists(path)) || IsSound(path, identity, segment.Info.DocCount)) continue;
            using var reader = new SegmentReader(segment, DirectoryReader.DEFAULT_TERMS_INDEX_DIVISOR, IOContext.READ_ONCE);
            BlockWriter.Write(reader, identity, path);
        }

        _sound.Clear();
        _sound.UnionWith(needed);
        foreach (var file in System.IO.Directory.EnumerateFiles(_folder))
            if (!needed.Contains(file)) TryDelete(file);
    }

    /// <summary>Opens the file of a segment; null where there is none that is whole.</summary>
    public BlockFile? TryOpen(SegmentReader segment)
    {
        var info = segment.SegmentInfo.Info;
        try
        {
            // A look at names first: what was not committed has no file, and its identity need not be read.
            if (!System.IO.Directory.Exists(_folder) || !System.IO.Directory.EnumerateFiles(_folder, info.Name + "-*" + Extension).Any()) return null;
            var identity = IdentityOf(info);
            return BlockFile.TryOpen(PathOf(info.Name, identity), identity, info.DocCount);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsSound(string path, ulong identity, int documents)
    {
        using var file = BlockFile.TryOpen(path, identity, documents);
        return file?.IsSound() == true;
    }

    // Names of segments return when an index is deleted and written anew, so the checksums in its files tell a segment.
    private static ulong IdentityOf(SegmentInfo segment)
    {
        var hash = new XxHash3();
        Span<byte> number = stackalloc byte[sizeof(long)];
        var tail = new byte[TailBytes];
        foreach (var name in segment.GetFiles().Order(StringComparer.Ordinal))
        {
            using var file = segment.Dir.OpenInput(name, IOContext.READ_ONCE);
            BinaryPrimitives.WriteInt64LittleEndian(number, file.Length);
            hash.Append(Encoding.UTF8.GetBytes(name));
            hash.Append(number);
            file.Seek(Math.Max(0, file.Length - TailBytes));
            var length = (int)Math.Min(TailBytes, file.Length);
            file.ReadBytes(tail, 0, length);
            hash.Append(tail.AsSpan(0, length));
        }

        return hash.GetCurrentHashAsUInt64();
    }

    private string PathOf(string segment, ulong identity) => System.IO.Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{segment}-{identity:x16}{Extension}"));

    // Some systems keep a file that is mapped: the next commit tries again.
    private static void TryDelete(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
    }
}
