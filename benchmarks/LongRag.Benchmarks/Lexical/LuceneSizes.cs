using LongRag.Retrievers.Lexical;
using Lucene.Net.Index;
using Lucene.Net.Store;

namespace LongRag.Benchmarks.Lexical;

/// <summary>Bytes of Lucene's files by ending, those within compound files too.</summary>
internal static class LuceneSizes
{
    public static SortedDictionary<string, long> Of(string folder)
    {
        var sizes = new SortedDictionary<string, long>(StringComparer.Ordinal);
        using var directory = LexicalFormat.Open(folder);
        var commit = new SegmentInfos();
        commit.Read(directory);
        foreach (var segment in commit.Segments)
        {
            foreach (var file in segment.Info.GetFiles())
            {
                if (!file.EndsWith(".cfs", StringComparison.Ordinal))
                {
                    Add(sizes, file, directory.FileLength(file));
                    continue;
                }

                using var compound = new CompoundFileDirectory(directory, file, IOContext.READ_ONCE, false);
                foreach (var part in compound.ListAll()) Add(sizes, part, compound.FileLength(part));
            }
        }

        return sizes;
    }

    private static void Add(SortedDictionary<string, long> sizes, string file, long bytes)
    {
        var ending = Path.GetExtension(file);
        sizes[ending] = sizes.GetValueOrDefault(ending) + bytes;
    }
}
