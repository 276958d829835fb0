using System.Runtime.CompilerServices;
using System.Text;
using LongRag.Ingest;

namespace LongRag.Hosting.Tests;

/// <summary>A reader of the product, except that one kind of file has it call itself until its process dies, and another without end.</summary>
internal sealed class FragileReader(IDocumentReader reader) : IDocumentReader
{
    public const string Verb = "fragile-worker";

    /// <summary>Kills.</summary>
    public const string Killer = "%PDF-1.4 overflow";

    /// <summary>Never ends.</summary>
    public const string Endless = "%PDF-1.4 circle";

    public IReadOnlyCollection<string> MediaTypes => reader.MediaTypes;

    public async IAsyncEnumerable<ReadItem> ReadAsync(ReaderInput input, ReadOptions options, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var head = new byte[Killer.Length];
        var length = await input.Content.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        var begins = Encoding.ASCII.GetString(head, 0, length);
        if (begins.StartsWith(Killer, StringComparison.Ordinal)) GC.KeepAlive(Nest(0));
        if (begins.StartsWith(Endless, StringComparison.Ordinal)) Thread.Sleep(Timeout.Infinite);
        input.Content.Position = 0;
        await foreach (var item in reader.ReadAsync(input, options, cancellationToken)) yield return item;
    }

    private static int Nest(int depth) => depth < 0 ? 0 : Nest(depth + 1) + Nest(depth + 2);
}
