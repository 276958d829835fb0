using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LongRag.Retrievers.Lexical;
using LongRag.Retrievers.Lexical.Blocks;
using Lucene.Net.Documents;
using Lucene.Net.Index;
using LuceneDocument = Lucene.Net.Documents.Document;

namespace LongRag.Benchmarks.Lexical;

/// <summary>The Zipf corpus in a lexical index, as an ingest would write it, and its queries.</summary>
internal sealed record ZipfIndex(string Folder, IReadOnlyList<string[]> Queries, double IndexingSeconds)
{
    private const int Batch = 1_000;

    public static readonly Collection Settings = new() { Name = Collection.DefaultName };

    /// <summary>Writes the index, or takes it where the folder has one.</summary>
    public static async Task<ZipfIndex> MakeAsync(int documents, string folder)
    {
        var facts = Path.Combine(folder, "queries.json");
        if (File.Exists(facts)) return JsonSerializer.Deserialize<ZipfIndex>(await File.ReadAllTextAsync(facts))! with { Folder = folder };
        Directory.CreateDirectory(folder);
        var corpus = new ZipfCorpus(documents);
        var clock = new Stopwatch();
        await using (var index = LexicalIndex.OpenToWrite(IndexFolder(folder), Settings))
        {
            var position = 0L;
            foreach (var texts in corpus.Documents().Chunk(Batch))
            {
                var changes = texts.Select(text => Change(++position, text)).ToList();
                clock.Start();
                await index.ApplyAsync(changes);
                clock.Stop();
            }

            clock.Start();
            await index.CommitAsync(position);
            clock.Stop();
        }

        var made = new ZipfIndex(folder, corpus.Queries(), clock.Elapsed.TotalSeconds);
        await File.WriteAllTextAsync(facts, JsonSerializer.Serialize(made));
        return made;
    }

    public static string IndexFolder(string folder) => Path.Combine(folder, "index");

    /// <summary>Seconds that Lucene.Net alone takes for the same texts: one field with frequencies and lengths, nothing stored, our analysis and buffer, one commit.</summary>
    public static double PlainSeconds(int documents, string folder)
    {
        var clock = new Stopwatch();
        using var directory = LexicalFormat.OpenToWrite(folder);
        using var analyzer = LexicalAnalyzers.Of("en");
        using var writer = new IndexWriter(directory, new IndexWriterConfig(LexicalAnalyzers.Version, analyzer) { OpenMode = OpenMode.CREATE, RAMBufferSizeMB = 32, Similarity = LexicalSimilarity.ForWriting(LexicalSchema.Default) });
        var field = new Field(LexicalFields.Body, "", new FieldType { IsIndexed = true, IsTokenized = true, IndexOptions = IndexOptions.DOCS_AND_FREQS });
        LuceneDocument document = [field];
        foreach (var texts in new ZipfCorpus(documents).Documents().Chunk(Batch))
        {
            clock.Start();
            foreach (var text in texts)
            {
                field.SetStringValue(text);
                writer.AddDocument(document);
            }

            clock.Stop();
        }

        clock.Start();
        writer.Commit();
        writer.WaitForMerges();
        clock.Stop();
        return clock.Elapsed.TotalSeconds;
    }

    /// <summary>Seconds to write the block files of an index that has none.</summary>
    public static double BlocksSeconds(string folder)
    {
        using var directory = LexicalFormat.OpenToWrite(folder);
        Directory.Delete(Path.Combine(folder, "blocks"), recursive: true);
        return Figures.Seconds(() => new BlockFolder(folder).Update(directory));
    }

    /// <summary>Writes the block files that are missing.</summary>
    public static void Update(string folder)
    {
        using var directory = LexicalFormat.OpenToWrite(folder);
        new BlockFolder(folder).Update(directory);
    }

    /// <summary>Makes one segment of all.</summary>
    public static void Merge(string folder)
    {
        using var directory = LexicalFormat.OpenToWrite(folder);
        using (var analyzer = LexicalAnalyzers.Of("en"))
        using (var writer = new IndexWriter(directory, new IndexWriterConfig(LexicalAnalyzers.Version, analyzer) { OpenMode = OpenMode.APPEND, Similarity = LexicalSimilarity.ForWriting(LexicalSchema.Default), UseCompoundFile = false }))
        {
            writer.ForceMerge(1);
            writer.Commit();
        }

        new BlockFolder(folder).Update(directory);
    }

    private static CorpusChange Change(long position, string text)
    {
        var source = position.ToString(CultureInfo.InvariantCulture);
        var id = DocumentId.From(Settings.Name, source);
        var document = new LongRag.Document { Id = id, Collection = Settings.Name, Source = source, Title = "", MediaType = "text/plain", Text = text, ContentHash = source, Tags = [], Metadata = new Dictionary<string, JsonElement>(StringComparer.Ordinal), Sections = [] };
        var span = new TextSpan(0, text.Length);
        return new CorpusChange(position, id, new CorpusEntry(document, [new Passage { Id = PassageId.From(id, [], text, 0), DocumentId = id, Ordinal = 0, Span = span, Text = text, Section = 0, SectionPath = [] }])) { IsAddition = true };
    }
}
