using System.Globalization;
using Lucene.Net.Analysis;
using Lucene.Net.Analysis.En;
using Lucene.Net.Analysis.TokenAttributes;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;
using Lucene.Net.Store;
using Lucene.Net.Util;

namespace LongRag.Benchmarks;

/// <summary>The peer: Lucene.Net as its documentation would have one use it, one thread, text stored, English analysis, BM25.</summary>
internal sealed class PlainLucene : IDisposable
{
    private const LuceneVersion Version = LuceneVersion.LUCENE_48;
    private static readonly BM25Similarity Similarity = new(0.9f, 0.4f);

    private readonly FSDirectory _directory;
    private readonly Analyzer _analyzer = new EnglishAnalyzer(Version);
    private DirectoryReader? _reader;
    private IndexSearcher? _searcher;

    public PlainLucene(string folder) => _directory = FSDirectory.Open(folder);

    public void Index(IEnumerable<Passage> passages)
    {
        using var writer = new IndexWriter(_directory, new IndexWriterConfig(Version, _analyzer) { Similarity = Similarity, RAMBufferSizeMB = 64, OpenMode = OpenMode.CREATE });
        foreach (var passage in passages)
            writer.AddDocument([new StringField("id", passage.Id.Value, Field.Store.YES), new TextField("text", passage.Text, Field.Store.YES)]);
        writer.Commit();
    }

    /// <summary>The texts of the ten best passages.</summary>
    public int Search(string question)
    {
        _reader ??= DirectoryReader.Open(_directory);
        _searcher ??= new IndexSearcher(_reader) { Similarity = Similarity };
        var query = new BooleanQuery();
        using (var tokens = _analyzer.GetTokenStream("text", question))
        {
            var term = tokens.AddAttribute<ICharTermAttribute>();
            tokens.Reset();
            while (tokens.IncrementToken()) query.Add(new TermQuery(new Term("text", term.ToString())), Occur.SHOULD);
            tokens.End();
        }

        var characters = 0;
        foreach (var hit in _searcher.Search(query, 10).ScoreDocs) characters += _searcher.Doc(hit.Doc).GetField("text").GetStringValue(CultureInfo.InvariantCulture).Length;
        return characters;
    }

    public void Dispose()
    {
        _reader?.Dispose();
        _analyzer.Dispose();
        _directory.Dispose();
    }
}
