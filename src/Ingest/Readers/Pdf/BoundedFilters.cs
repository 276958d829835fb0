using System.IO.Compression;
using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace LongRag.Ingest.Pdf;

/// <summary>PdfPig's filters, which refuse a stream that inflates beyond reason before they inflate it.</summary>
internal sealed class BoundedFilters : IFilterProvider
{
    /// <summary>Most bytes that one stream may grow to.</summary>
    private const int MostBytes = 128 * 1024 * 1024;

    private readonly Dictionary<IFilter, IFilter> _bounded = new(ReferenceEqualityComparer.Instance);

    /// <inheritdoc/>
    public IReadOnlyList<IFilter> GetFilters(DictionaryToken dictionary) => Bounded(DefaultFilterProvider.Instance.GetFilters(dictionary));

    /// <inheritdoc/>
    public IReadOnlyList<IFilter> GetNamedFilters(IReadOnlyList<NameToken> names) => Bounded(DefaultFilterProvider.Instance.GetNamedFilters(names));

    /// <inheritdoc/>
    public IReadOnlyList<IFilter> GetAllFilters() => Bounded(DefaultFilterProvider.Instance.GetAllFilters());

    private IReadOnlyList<IFilter> Bounded(IReadOnlyList<IFilter> filters) => filters.Count == 0 ? filters : [.. filters.Select(Bounded)];

    private IFilter Bounded(IFilter filter)
    {
        lock (_bounded)
        {
            if (_bounded.TryGetValue(filter, out var known)) return known;
            // The names of PdfPig's classes are all that tells its filters apart.
            var kind = filter.GetType().Name;
            var growth = kind.StartsWith("Flate", StringComparison.Ordinal) ? 1032 : kind.StartsWith("Lzw", StringComparison.OrdinalIgnoreCase) ? 16 : kind.StartsWith("RunLength", StringComparison.Ordinal) ? 64 : 0;
            return _bounded[filter] = growth == 0 ? filter : new BoundedFilter(filter, growth, growth == 1032);
        }
    }

    /// <param name="filter">Does the work.</param>
    /// <param name="growth">How many times larger than its input its output can be at most.</param>
    /// <param name="isFlate">True where what it gives can be counted by inflating it.</param>
    private sealed class BoundedFilter(IFilter filter, int growth, bool isFlate) : IFilter
    {
        public bool IsSupported => filter.IsSupported;

        public Memory<byte> Decode(Memory<byte> input, DictionaryToken streamDictionary, IFilterProvider filterProvider, int filterIndex)
        {
            if ((long)input.Length * growth > MostBytes && (!isFlate || Inflates(input) > MostBytes))
                throw new LongRagException(IngestCodes.DecompressionBomb, FormattableString.Invariant($"A stream of {input.Length} bytes grows to more than {MostBytes / 1024 / 1024} MiB."));
            return filter.Decode(input, streamDictionary, filterProvider, filterIndex);
        }

        private static long Inflates(Memory<byte> input)
        {
            var total = 0L;
            var buffer = new byte[64 * 1024];
            try
            {
                using var stream = new ZLibStream(new MemoryStream(input.ToArray()), CompressionMode.Decompress);
                while (total <= MostBytes && stream.Read(buffer) is > 0 and var read) total += read;
            }
            catch (InvalidDataException)
            {
                // Damaged data: what it gives before the damage is what counts.
            }

            return total;
        }
    }
}
