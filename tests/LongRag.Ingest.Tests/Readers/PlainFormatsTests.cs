using System.IO.Compression;
using System.Text;
using Xunit;

namespace LongRag.Ingest.Tests.Readers;

public sealed class PlainFormatsTests
{
    public static IEnumerable<TheoryDataRow<string>> SharedFiles => ((string[])["txt", "csv", "jsonl"]).SelectMany(ExpectedFiles.Names).Select(n => new TheoryDataRow<string>(n));

    [Theory]
    [MemberData(nameof(SharedFiles))]
    public Task Shared_files_read_as_expected(string file) => ExpectedFiles.CheckAsync(file);

    [Theory]
    [InlineData("koi8-r", "Укоренившаяся система механического заучивания материала вызывала у него неприятие.")]
    [InlineData("windows-1251", "Пароход отходит от причала в семь часов утра, если позволяет погода.")]
    [InlineData("windows-1252", "Le bateau part à sept heures, sauf en cas de tempête; les élèves paient moitié prix.")]
    [InlineData("windows-1253", "Το πλοίο αναχωρεί στις επτά το πρωί, εκτός αν ο καιρός είναι κακός.")]
    [InlineData("windows-1250", "Loď odplouvá v sedm hodin ráno, pokud to počasí dovolí, příští pátek čtyři.")]
    [InlineData("iso-8859-2", "Loď odplouvá v sedm hodin ráno, pokud to počasí dovolí, příští pátek čtyři.")]
    [InlineData("shift_jis", "船は朝七時に出港します。天気が悪いときは欠航になります。")]
    [InlineData("euc-jp", "船は朝七時に出港します。天気が悪いときは欠航になります。")]
    [InlineData("iso-2022-jp", "船は朝七時に出港します。天気が悪いときは欠航になります。")]
    [InlineData("euc-kr", "배는 아침 일곱 시에 출항합니다. 날씨가 나쁘면 결항합니다.")]
    [InlineData("big5", "渡輪早上七時開航，天氣惡劣時停航，請留意通告。")]
    [InlineData("gb18030", "渡轮早上七点开航，天气恶劣时停航，请留意通告。")]
    [InlineData("windows-1255", "המעבורת יוצאת בשבע בבוקר אם מזג האוויר מאפשר זאת")]
    [InlineData("utf-16", "Plain words in sixteen bits.")]
    [InlineData("utf-16be", "Plain words in sixteen bits.")]
    public async Task Legacy_encodings_are_found(string encoding, string sentence)
    {
        var bytes = EncodingLabels.Find(encoding)!.GetBytes(string.Join('\n', Enumerable.Repeat(sentence, 4)));
        Assert.StartsWith(sentence, (await Reading.BytesAsync("a.txt", bytes)).OnlyDocument().Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("windows-1252", "Smørrebrød på dækket")]
    [InlineData("windows-1251", "Привет, мир")]
    [InlineData("big5", "渡輪早上七時開航")]
    [InlineData("gb18030", "渡轮早上七点开航")]
    [InlineData("shift_jis", "名前,年齢,住所")]
    [InlineData("euc-kr", "이름,나이,주소")]
    [InlineData("windows-1253", "Όνομα,Ηλικία")]
    public async Task Legacy_encodings_are_found_in_a_few_words(string encoding, string words) =>
        Assert.Equal(words, (await Reading.BytesAsync("a.txt", EncodingLabels.Find(encoding)!.GetBytes(words))).OnlyDocument().Text);

    [Fact]
    public async Task A_few_invalid_bytes_in_utf8_are_replaced_and_said_to_be()
    {
        var bytes = Encoding.UTF8.GetBytes("Žluťoučký kůň úpěl ďábelské ódy.").Append((byte)0xFF).ToArray();
        var items = await Reading.BytesAsync("a.txt", bytes);
        Assert.Equal("Žluťoučký kůň úpěl ďábelské ódy.\ufffd", items.OnlyDocument().Text);
        Assert.Equal([IngestCodes.InvalidEncoding], items.Codes());
    }

    [Fact]
    public async Task Nul_characters_are_left_out_and_said_to_be()
    {
        var items = await Reading.TextAsync("a.txt", "one\0two three four");
        Assert.Equal("onetwo three four", items.OnlyDocument().Text);
        Assert.Equal([IngestCodes.NulCharacters], items.Codes());
    }

    [Fact]
    public async Task Every_kind_of_line_end_becomes_one() =>
        Assert.Equal("a\nb\nc\nd\n\ne", (await Reading.TextAsync("a.txt", "a\r\nb\rc\r\r\nd\n\re")).OnlyDocument().Text);

    [Fact]
    public async Task Blank_lines_divide_paragraphs_and_form_feeds_pages()
    {
        var document = (await Reading.TextAsync("a.txt", "one\nmore\n \n\ntwo\fthree")).OnlyDocument();
        Assert.Equal(["one\nmore", "two", "three"], document.Blocks.Select(b => b.Span.Of(document.Text)));
        Assert.Equal([0, 16], document.PageStarts);
    }

    [Fact]
    public async Task Binary_content_under_a_text_name_is_named()
    {
        var bytes = new byte[4096];
        new Random(7).NextBytes(bytes);
        Assert.Equal([IngestCodes.Binary], (await Reading.BytesAsync("a.txt", bytes)).Codes());
    }

    [Theory]
    [InlineData("a.txt", "%PDF-1.7\n", IngestCodes.Truncated)]
    [InlineData("a.txt", "{\\rtf1 text}", IngestCodes.Unsupported)]
    [InlineData("a.md", "", IngestCodes.EmptyFile)]
    [InlineData("a.json", "{\"a\":", IngestCodes.Corrupt)]
    public async Task Content_decides_before_the_name(string name, string content, string code) =>
        Assert.Equal([code], (await Reading.TextAsync(name, content)).Codes());

    [Fact]
    public async Task Html_under_a_text_name_is_html()
    {
        var document = (await Reading.TextAsync("a.txt", "<!DOCTYPE html><html><body><h1>Ferry</h1><p>Text</p></body></html>", new ReadOptions { WholePage = true })).OnlyDocument();
        Assert.Equal("Ferry\n\nText", document.Text.Trim());
    }

    [Fact]
    public async Task A_gzipped_file_is_read_as_what_it_holds() =>
        Assert.Equal("Hello harbour.", (await Reading.BytesAsync("a.txt.gz", Gzip("Hello harbour."u8.ToArray()))).OnlyDocument().Text);

    [Fact]
    public async Task A_cut_gzip_is_named()
    {
        var text = string.Join(' ', Enumerable.Range(0, 20_000));
        var whole = Gzip(Encoding.UTF8.GetBytes(text));
        Assert.Equal([IngestCodes.Truncated], (await Reading.BytesAsync("a.txt.gz", whole[..(whole.Length / 2)])).Codes());
    }

    [Fact]
    public async Task A_damaged_gzip_is_named()
    {
        var whole = Gzip(Encoding.UTF8.GetBytes(string.Join(' ', Enumerable.Range(0, 20_000))));
        for (var i = 100; i < 140; i++) whole[i] ^= 0x5A;
        Assert.Contains((await Reading.BytesAsync("a.txt.gz", whole)).Codes(), code => code is IngestCodes.Corrupt or IngestCodes.Binary);
    }

    [Fact]
    public async Task A_gzip_that_grows_beyond_reason_is_named() =>
        Assert.Equal([IngestCodes.DecompressionBomb], (await Reading.BytesAsync("a.txt.gz", Gzip(Enumerable.Repeat((byte)'a', 40_000_000).ToArray()))).Codes());

    [Fact]
    public async Task A_line_of_more_than_a_document_may_hold_is_named() =>
        Assert.Equal([IngestCodes.TooLarge], (await Reading.TextAsync("a.txt", new string('x', 5000), new ReadOptions { MaxCharacters = 1000 })).Codes());

    [Theory]
    [InlineData("a;b\n1,5;2\n", "a | b\n1,5 | 2")]
    [InlineData("a,b\n\"x, y\",2\n", "a | b\nx, y | 2")]
    [InlineData("a\tb\n1\t2\n", "a | b\n1 | 2")]
    [InlineData("a,b\n\"one\ntwo\",\"say \"\"hi\"\"\"\n", "a | b\none two | say \"hi\"")]
    [InlineData("Title\n\na,b,,\n1,2,,\n", "Title\na | b\n1 | 2")]
    public async Task Separated_values_become_one_line_a_row(string csv, string text) =>
        Assert.Equal(text, (await Reading.TextAsync("a.csv", csv)).OnlyDocument().Text);

    [Fact]
    public async Task A_table_that_starts_with_an_empty_cell_is_a_sound_document()
    {
        var document = (await Reading.TextAsync("a.csv", ",b\n1,2\n")).OnlyDocument();
        Invariants.Hold(document);
        Assert.Equal(" | b\n1 | 2", document.Text);
    }

    [Fact]
    public async Task Records_keep_their_ids_titles_and_other_fields()
    {
        var items = await Reading.TextAsync("a.jsonl", """
            {"_id":"n1","title":"Fog","text":"Fog closed the harbour.","metadata":{"year":2021,"vessels":["Tern"]}}
            {"id":7,"contents":"Second record.","author":"Office"}
            """);
        var documents = items.OfType<ReadItem.Parsed>().Select(p => p.Document).ToArray();
        Assert.Equal(["n1", "7"], documents.Select(d => d.Key));
        Assert.Equal(["Fog", null], documents.Select(d => d.Title));
        Assert.Equal(["Fog closed the harbour.", "Second record."], documents.Select(d => d.Text));
        Assert.Equal((2021, "Office"), (documents[0].Metadata["year"].GetInt32(), documents[1].Metadata["author"].GetString()));
    }

    [Fact]
    public async Task Bad_lines_are_named_and_the_others_are_read()
    {
        var items = await Reading.TextAsync("a.jsonl", """
            {"_id":"a","text":"First."}
            [1,2]
            {"_id":"b"
            {"_id":"c"}

            {"_id":"d","text":""}
            {"_id":"e","text":"Last."}
            """);
        Assert.Equal([IngestCodes.NotAnObject, IngestCodes.Corrupt, IngestCodes.MissingField, IngestCodes.NoText], items.Codes());
        Assert.Equal(["a", "e"], items.OfType<ReadItem.Parsed>().Select(p => p.Document.Key));
        Assert.Contains("a.jsonl#2", items.OfType<ReadItem.Issue>().First().Value.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_overlong_record_is_named_and_the_next_one_is_read()
    {
        var items = await Reading.TextAsync("a.jsonl", $"{{\"_id\":\"a\",\"text\":\"{new string('x', 400_000)}\"}}\n{{\"_id\":\"b\",\"text\":\"Short.\"}}\n", new ReadOptions { MaxCharacters = 200_000 });
        Assert.Equal([IngestCodes.TooLarge], items.Codes());
        Assert.Equal("b", items.OnlyDocument().Key);
    }

    [Fact]
    public async Task Fields_may_have_other_names()
    {
        var options = new ReadOptions { IdField = "pid", TitleField = "head", TextField = "passage" };
        var document = (await Reading.TextAsync("a.jsonl", """{"pid":"p","head":"H","passage":"P","id":"other"}""", options)).OnlyDocument();
        Assert.Equal(("p", "H", "P", "other"), (document.Key, document.Title, document.Text, document.Metadata["id"].GetString()));
    }

    [Theory]
    [InlineData("md", "# Head\n\nSome *text*.", "Head\n\nSome text.")]
    [InlineData("html", "<p>Some <b>text</b>.</p>", "Some text.")]
    [InlineData("txt", "# not a *head*", "# not a *head*")]
    public async Task A_record_says_how_its_text_is_read(string format, string text, string read)
    {
        var line = System.Text.Json.JsonSerializer.Serialize(new { _id = "a", text, metadata = new { format } });
        Assert.Equal(read, (await Reading.TextAsync("a.jsonl", line)).OnlyDocument().Text.Trim());
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal)) gzip.Write(bytes);
        return output.ToArray();
    }
}
