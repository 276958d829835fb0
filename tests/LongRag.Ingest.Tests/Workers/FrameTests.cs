using System.Text.Json;
using CsCheck;
using Xunit;

namespace LongRag.Ingest.Tests.Workers;

public sealed class FrameTests
{
    private static readonly Gen<string> Texts = Gen.OneOf(Gen.String[Gen.Char["a \nß漢"], 0, 300], Gen.Const("\U0001F6A2 ship"), Gen.Int[60_000, 140_000].Select(n => string.Concat(Enumerable.Repeat("\U0001F6A2a", n / 3))));

    private static readonly Gen<string?> Names = Gen.OneOf(Gen.Const((string?)null), Gen.String[Gen.Char['a', 'z'], 0, 30].Select(s => (string?)s));

    private static readonly Gen<ParsedDocument> Documents =
        from text in Texts
        from cuts in Gen.Int[0, Math.Max(text.Length, 1)].Array[0, 40]
        from kinds in Gen.Int[0, 5].Array[cuts.Length]
        from levels in Gen.Int[1, 6].Array[cuts.Length]
        from pages in Gen.Int[0, text.Length].Array[0, 40]
        from names in Gen.Select(Names, Names, Names, Names)
        from tag in Names
        select new ParsedDocument
        {
            Text = text,
            Blocks = Blocks(text, [.. cuts.Distinct().Order()], kinds, levels),
            PageStarts = [.. pages.Order()],
            Key = names.Item1,
            Title = names.Item2,
            MediaType = names.Item3,
            RecordHash = names.Item4,
            Metadata = tag is null ? Document.EmptyMetadata : new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["tag"] = JsonSerializer.SerializeToElement(tag) },
        };

    [Fact]
    public void A_document_arrives_as_it_was_sent() => Documents.Sample(sent =>
    {
        var received = Received(writer => DocumentFrames.Write(writer, sent)).OnlyDocument();
        Assert.Equal(sent.Text, received.Text);
        Assert.Equal(sent.Blocks, received.Blocks);
        Assert.Equal(sent.PageStarts, received.PageStarts);
        Assert.Equal((sent.Key, sent.Title, sent.MediaType, sent.RecordHash), (received.Key, received.Title, received.MediaType, received.RecordHash));
        Assert.Equal(JsonSerializer.Serialize(sent.Metadata), JsonSerializer.Serialize(received.Metadata));
    }, iter: 200);

    [Fact]
    public void Many_blocks_and_pages_go_in_portions()
    {
        var sent = new ParsedDocument { Text = new string('x', 100_000), Blocks = [.. Enumerable.Range(0, 100_000).Select(i => new Block(BlockKind.Table, new TextSpan(i, i + 1)))], PageStarts = [.. Enumerable.Range(0, 100_000)] };
        var received = Received(writer => DocumentFrames.Write(writer, sent)).OnlyDocument();
        Assert.Equal(sent.Blocks, received.Blocks);
        Assert.Equal(sent.PageStarts, received.PageStarts);
    }

    [Fact]
    public async Task Every_choice_of_a_request_arrives()
    {
        var options = new ReadOptions { WholePage = true, Password = "p", Ocr = true, OcrLanguage = "fra", FirstPage = 2, LastPage = 9, IdField = "i", TitleField = "t", TextField = "x", RecordFormat = "md", MaxCharacters = 77 };
        var defaults = new ReadOptions();
        foreach (var property in typeof(ReadOptions).GetProperties()) Assert.False(Equals(property.GetValue(options), property.GetValue(defaults)), $"{property.Name} is not tried here.");
        var request = new ReadRequest(new SeekableFile("/tmp/ä b", 5_000_000_000, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc)), "ä b", MediaTypes.Pdf, options);
        using var pipe = new MemoryStream();
        request.Write(new FrameWriter(pipe));
        pipe.Position = 0;
        Assert.Equal(request, ReadRequest.Read((await new FrameReader(pipe).ReadAsync())!.Value.Fields));
    }

    [Fact]
    public void Random_bytes_and_damaged_frames_are_refused_and_never_break_the_reader() => Gen.Select(Documents, Gen.Byte.Array[1, 60], Gen.Double[0, 1], Gen.Bool).Sample((document, noise, place, isInserted) =>
    {
        using var pipe = new MemoryStream();
        var writer = new FrameWriter(pipe);
        DocumentFrames.Write(writer, document);
        writer.Begin(FrameKind.Done).End();
        writer.Flush();
        var bytes = pipe.ToArray();
        var at = (int)(place * (bytes.Length - 1));
        byte[] damaged = isInserted ? [.. bytes[..at], .. noise, .. bytes[at..]] : [.. bytes[..at], .. noise, .. bytes[Math.Min(at + noise.Length, bytes.Length)..]];
        try
        {
            foreach (var parsed in Received(damaged).OfType<ReadItem.Parsed>()) CheckBounds(parsed.Document);
        }
        catch (Exception e) when (e is BrokenFrameException or EndOfStreamException or LongRagException)
        {
            // Refused by name: what else may be thrown fails the test.
        }
    }, iter: 500);

    [Theory]
    [InlineData("a length below zero", new byte[] { 4, 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData("a length without end", new byte[] { 4, 0xFF, 0xFF, 0xFF, 0x7F })]
    [InlineData("no such kind", new byte[] { 99, 0, 0, 0, 0 })]
    [InlineData("a number without end", new byte[] { 4, 10, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData("too short", new byte[] { 4, 1, 0, 0, 0, 5 })]
    [InlineData("too long", new byte[] { 4, 3, 0, 0, 0, 5, 5, 5 })]
    [InlineData("text outside of a document", new byte[] { 7, 1, 0, 0, 0, 65 })]
    [InlineData("a request from a worker", new byte[] { 2, 0, 0, 0, 0 })]
    public void Frames_that_no_worker_sends_are_refused(string what, byte[] bytes) => Assert.True(IsRefused(bytes), what);

    [Fact]
    public void Documents_that_lie_are_refused()
    {
        Assert.True(IsRefused(w => Head(w, text: 5, blocks: 0, pages: 0).Whole(FrameKind.Text, "longer")), "text longer than announced");
        Assert.True(IsRefused(w => Raw(Head(w, text: 3, blocks: 0, pages: 0), FrameKind.Text, 0xED, 0xA0, 0x80)), "half of a surrogate pair");
        Assert.True(IsRefused(w => Raw(Head(w, text: 3, blocks: 0, pages: 0), FrameKind.Text, 65, 0, 65)), "NUL");
        Assert.True(IsRefused(w => Raw(Head(w, text: 3, blocks: 1, pages: 0), FrameKind.Blocks, 0, 0, 0, 3)), "blocks before the text");
        Assert.True(IsRefused(w => Blocks(w, 1, 0, 0, 0, 4)), "a block beyond the end");
        Assert.True(IsRefused(w => Blocks(w, 1, 0, 0, 1, 0)), "an empty block");
        Assert.True(IsRefused(w => Blocks(w, 1, 9, 0, 0, 1)), "a kind that is none");
        Assert.True(IsRefused(w => Blocks(w, 1, 1, 7, 0, 1)), "a heading of level 7");
        Assert.True(IsRefused(w => Blocks(w, 1, 0, 0, 0, 1, 0, 0, 0, 1)), "more blocks than announced");
        Assert.True(IsRefused(w => Blocks(w, 4, 0, 0, 0, 1)), "more blocks than characters");
        Assert.True(IsRefused(w => Raw(Head(w, text: 0, blocks: 0, pages: 1), FrameKind.Pages, 1)), "a page beyond the end");
        Assert.True(IsRefused(w => Raw(Head(w, text: 0, blocks: 0, pages: 1), FrameKind.Pages)), "an empty frame");
        Assert.True(IsRefused(w => Head(w, text: 1, blocks: 0, pages: 0).Begin(FrameKind.Done).End()), "an end before the end of a document");
        Assert.True(IsRefused(w => w.Begin(FrameKind.Issue).Text("s", 9).Text("read", 9).Text("Not A Code", 20).Text("m", 9).Flag(false).End()), "a code that is no name");
        Assert.False(IsRefused(w => Blocks(w, 2, 0, 0, 0, 1, 1, 6, 1, 1)), "and this is right");

        static FrameWriter Head(FrameWriter writer, int text, int blocks, int pages)
        {
            writer.Begin(FrameKind.Document).Flag(false).Flag(false).Flag(false).Flag(false).Bytes([]).Number(text).Number(blocks).Number(pages).End();
            return writer;
        }

        static void Raw(FrameWriter writer, FrameKind kind, params byte[] payload)
        {
            writer.Begin(kind);
            foreach (var b in payload) writer.Byte(b);
            writer.End();
        }

        static void Blocks(FrameWriter writer, int count, params byte[] payload)
        {
            Head(writer, text: 3, count, pages: 0).Whole(FrameKind.Text, "abc");
            Raw(writer, FrameKind.Blocks, payload);
        }
    }

    [Fact]
    public void Text_beyond_the_limit_is_refused_before_it_comes()
    {
        var document = new ParsedDocument { Text = new string('x', 1001), Blocks = [] };
        Assert.Equal("too_large", Assert.Throws<LongRagException>(() => Received(writer => DocumentFrames.Write(writer, document), mostCharacters: 1000)).Code);
    }

    [Fact]
    public void A_reader_that_breaks_its_promises_is_found_out_by_its_worker()
    {
        var writer = new FrameWriter(Stream.Null);
        Assert.Throws<InvalidOperationException>(() => DocumentFrames.Write(writer, new ParsedDocument { Text = "abc", Blocks = [new Block(BlockKind.Paragraph, new TextSpan(0, 2)), new Block(BlockKind.Paragraph, new TextSpan(1, 3))] }));
        Assert.Throws<InvalidOperationException>(() => DocumentFrames.Write(writer, new ParsedDocument { Text = "abc", Blocks = [], PageStarts = [2, 1] }));
        Assert.Throws<System.Text.EncoderFallbackException>(() => DocumentFrames.Write(writer, new ParsedDocument { Text = "a\ud800c", Blocks = [] }));
    }

    private static bool IsRefused(Action<FrameWriter> write)
    {
        using var pipe = new MemoryStream();
        var writer = new FrameWriter(pipe);
        write(writer);
        writer.Flush();
        return IsRefused(pipe.ToArray());
    }

    private static bool IsRefused(byte[] bytes)
    {
        try
        {
            Received(bytes);
            return false;
        }
        catch (BrokenFrameException)
        {
            return true;
        }
    }

    private static List<ReadItem> Received(Action<FrameWriter> write, int mostCharacters = int.MaxValue)
    {
        using var pipe = new MemoryStream();
        var writer = new FrameWriter(pipe);
        write(writer);
        writer.Flush();
        return Received(pipe.ToArray(), mostCharacters);
    }

    private static List<ReadItem> Received(byte[] bytes, int mostCharacters = int.MaxValue)
    {
        using var pipe = new MemoryStream(bytes);
        var reader = new FrameReader(pipe);
        var answers = new FileAnswers("file", mostCharacters);
        var items = new List<ReadItem>();
        while (!answers.IsOver && Next(reader) is { } frame)
            if (answers.Take(frame) is { } item) items.Add(item);
        return items;
    }

    // A stream in memory never waits.
    private static Frame? Next(FrameReader reader) => reader.ReadAsync().AsTask().GetAwaiter().GetResult();

    private static void CheckBounds(ParsedDocument document)
    {
        var at = 0;
        foreach (var (_, span, _) in document.Blocks)
        {
            Assert.True(span.Start >= at && span.End > span.Start && span.End <= document.Text.Length);
            at = span.End;
        }

        Assert.Equal(document.PageStarts.Order(), document.PageStarts);
        Assert.All(document.PageStarts, start => Assert.InRange(start, 0, document.Text.Length));
    }

    private static Block[] Blocks(string text, int[] cuts, int[] kinds, int[] levels) =>
        [.. cuts.Zip(cuts.Skip(1)).Where(pair => pair.Second <= text.Length).Select((pair, i) => new Block((BlockKind)kinds[i], new TextSpan(pair.First, pair.Second), levels[i]))];
}
