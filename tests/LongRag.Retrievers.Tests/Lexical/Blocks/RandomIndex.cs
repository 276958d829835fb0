using LongRag.Retrievers.Lexical;
using LongRag.TestKit;
using Lucene.Net.Search;

namespace LongRag.Retrievers.Tests.Lexical.Blocks;

/// <summary>An index of documents made up from a seed: words by a Zipf law, repeated documents, empty titles, very frequent words, some commits, updates and deletions.</summary>
internal sealed class RandomIndex : IAsyncDisposable
{
    private static readonly Collection Default = new() { Name = Collection.DefaultName };

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random;
    private readonly int _vocabulary;
    private readonly List<string> _texts = [];
    private long _position;
    private int _next;

    public RandomIndex(int seed)
    {
        _random = new Random(seed);
        _vocabulary = 1 + _random.Next(60);
        Index = LexicalIndex.OpenToWrite(Folder, Default);
        Reader = new LexicalReader(Folder, Default);
    }

    public LexicalIndex Index { get; private set; }

    public LexicalReader Reader { get; }

    public string Folder => _folder.PathOf("index");

    public string BlocksFolder => Path.Combine(Folder, "blocks");

    /// <summary>A number below <paramref name="limit"/>.</summary>
    public int Next(int limit) => _random.Next(limit);

    /// <summary>One of the choices.</summary>
    public T OneOf<T>(params T[] choices) => choices[_random.Next(choices.Length)];

    /// <summary>Applies some documents, some of them in place of others, and deletes some; with a commit it becomes visible.</summary>
    public async Task AddAsync(int documents, bool commit = true)
    {
        var changes = new List<CorpusChange>();
        for (var i = 0; i < documents; i++)
        {
            var isUpdate = _next > 0 && _random.Next(10) == 0;
            var name = $"d{(isUpdate ? _random.Next(_next) : _next++)}";
            var isDeletion = isUpdate && _random.Next(2) == 0;
            var entry = isDeletion ? null : Corpora.Windows(name, Title(), Text(), 1 + _random.Next(40)) is var cut ? cut with { Document = cut.Document with { Tags = [OneOf("rare", "few", "few", "many", "many", "many", "many", "many", "many", "many")] } } : null;
            changes.Add(new CorpusChange(++_position, DocumentId.From(Default.Name, name), entry));
        }

        await Index.ApplyAsync(changes);
        if (commit) await CommitAsync();
    }

    public Task CommitAsync() => Index.CommitAsync(_position);

    /// <summary>Closes the writer and opens it anew.</summary>
    public async Task ReopenAsync()
    {
        await Index.DisposeAsync();
        Index = LexicalIndex.OpenToWrite(Folder, Default);
    }

    /// <summary>Up to 13 clauses, in both fields, with terms that exist and terms that do not.</summary>
    public IReadOnlyList<LexicalClause> Clauses()
    {
        var terms = Enumerable.Range(0, 1 + _random.Next(13)).Select(_ => (Field: OneOf(LexicalFields.Body, LexicalFields.Body, LexicalFields.Heading), Term: _random.Next(12) == 0 ? "absent" : Word()));
        return [.. terms.Distinct().Select(t => new LexicalClause(t.Field, t.Term, OneOf(1f, 1f, 2f, 0.25f, 0.1f, 7f)))];
    }

    public LexicalOptions Options() => new() { K1 = OneOf(0.9f, 0.9f, 1.2f, 0f, 10f, 0.001f), B = OneOf(0.4f, 0.75f, 0f, 1f), HeadingB = OneOf(0.75f, 1f) };

    public Filter? Filter() => OneOf(null, "many", "few", "rare") is { } tag ? new Filter.Compare("tags", Comparison.Eq, FilterValue.Of(tag)) : null;

    public void Search(Action<IndexSearcher> act)
    {
        Reader.Refresh();
        Reader.Search(searcher =>
        {
            act(searcher!);
            return true;
        });
    }

    public async ValueTask DisposeAsync()
    {
        Reader.Dispose();
        await Index.DisposeAsync();
        _folder.Dispose();
    }

    private string Word() => $"w{(int)Math.Pow(_vocabulary + 1, _random.NextDouble())}";

    private string Title() => _random.Next(5) == 0 ? "" : string.Join(' ', Enumerable.Range(0, 1 + _random.Next(4)).Select(_ => Word()));

    private string Text()
    {
        if (_texts.Count > 0 && _random.Next(3) == 0) return _texts[_random.Next(_texts.Count)];
        var words = Enumerable.Range(0, 1 + _random.Next(OneOf(3, 30, 120))).Select(_ => _random.Next(400) == 0 ? string.Join(' ', Enumerable.Repeat(Word(), OneOf(3, 254, 255, 256, 600))) : Word());
        var text = string.Join(' ', words);
        _texts.Add(text);
        return text;
    }
}
