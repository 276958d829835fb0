using CsCheck;
using Xunit;

namespace LongRag.Core.Tests.Filters;

public sealed class FilterParsingTests
{
    private static readonly DocumentSummary Document = FilterCases.Summary("""{"author":["Smith","Ångström"],"year":2020,"draft":false,"note":"it's here","size":"12.50","gone":null}""", "red", "blue");

    [Theory]
    [InlineData("author=Smith", true)]
    [InlineData("author==Smith and year>=2020", true)]
    [InlineData("author = smith", false)]
    [InlineData("author ~ SMI", true)]
    [InlineData("author!=Smith", false)]
    [InlineData("author != Jones", true)]
    [InlineData("missing != Jones", true)]
    [InlineData("missing = Jones", false)]
    [InlineData("year=2020.0", true)]
    [InlineData("year<2.1e3", true)]
    [InlineData("year > 2020 or year < 2020", false)]
    [InlineData("size=12.5", true)]
    [InlineData("year > abc", false)]
    [InlineData("year < abc", false)]
    [InlineData("author < T", true)]
    [InlineData("draft=false", true)]
    [InlineData("draft=False", false)]
    [InlineData("tags in (green, 'blue')", true)]
    [InlineData("tags not in (green, blue)", false)]
    [InlineData("tags=red and tags=blue", true)]
    [InlineData("not tags=red or title=Smith", true)]
    [InlineData("not (tags=red or title=Smith)", false)]
    [InlineData("not not tags=red", true)]
    [InlineData("title=x or title=Smith and year=1", false)]
    [InlineData("NOT tags=red OR Exists ( year )", true)]
    [InlineData("exists(gone)", false)]
    [InlineData("source=notes/a.md and media_type=text/markdown", true)]
    [InlineData("note='it''s here' and note=\"it's here\"", true)]
    [InlineData("exists = 1 or not = 2 or 'in' in (3) or year=2020", true)]
    [InlineData("{\"author\":\"Smith\",\"year\":{\"$gte\":2020}}", true)]
    [InlineData(" {\"year\":{\"$gt\":2000,\"$lt\":2020}}", false)]
    [InlineData("{\"tags\":[\"green\",\"red\"]}", true)]
    [InlineData("{\"tags\":{\"$nin\":[\"green\",\"red\"]}}", false)]
    [InlineData("{\"$or\":[{\"draft\":true},{\"$not\":{\"year\":1}}]}", true)]
    [InlineData("{\"gone\":{\"$exists\":false}}", true)]
    [InlineData("{\"author\":{\"$contains\":\"STRÖM\"}}", true)]
    [InlineData("{\"year\":{\"$not\":{\"$lt\":2020}}}", true)]
    [InlineData("{\"year\":\"2020\"}", true)]
    [InlineData("{}", true)]
    [InlineData("{\"$or\":[]}", false)]
    public void A_filter_holds_or_not(string text, bool holds) => Assert.Equal(holds, Filter.Parse(text).Matches(Document));

    [Theory]
    [InlineData("", "position 0: expected a field, 'not', 'exists(' or '(', found the end.")]
    [InlineData("author", "position 6: expected an operator (= != < <= > >= ~ in), found the end.")]
    [InlineData("author=", "position 7: expected a value, found the end.")]
    [InlineData("a=1 b=2", "position 4: expected 'and', 'or' or the end, found 'b'.")]
    [InlineData("(a=1", "position 4: expected 'and', 'or' or ')', found the end.")]
    [InlineData("a='x", "position 2: expected a closing ', found the end.")]
    [InlineData("a in ()", "position 6: expected a value, found ')'.")]
    [InlineData("a in (x y)", "position 8: expected ',' or ')', found 'y'.")]
    [InlineData("a ! b", "position 2: expected '!=', found '!'.")]
    [InlineData("a=1 and", "position 7: expected a field, 'not', 'exists(' or '(', found the end.")]
    [InlineData("{\"a\"", "line 1, byte 4: expected JSON.")]
    [InlineData("{\"a\":null}", "$.a: expected a string, a number, true or false, found null.")]
    [InlineData("{\"$xor\":[]}", "$.$xor: expected a field, $and, $or or $not.")]
    [InlineData("{\"a\":{\"$near\":1}}", "$.a.$near: expected $eq, $ne, $gt, $gte, $lt, $lte, $in, $nin, $exists, $contains or $not.")]
    [InlineData("{\"$and\":[1]}", "$.$and[0]: expected an object, found number.")]
    public void A_bad_filter_says_where_and_what_was_expected(string text, string message)
    {
        var failure = Assert.Throws<LongRagException>(() => Filter.Parse(text));
        Assert.Equal(("bad_filter", $"Bad filter at {message}"), (failure.Code, failure.Message));
    }

    [Fact]
    public void Nesting_and_length_are_bounded()
    {
        string[] hostile =
        [
            new string('(', 8_000), string.Concat(Enumerable.Repeat("not ", 4_000)) + "a=1", new string('a', 20_000),
            string.Concat(Enumerable.Repeat("{\"$not\":", 1_000)), string.Concat(Enumerable.Repeat("{\"$and\":[", 100)) + "{}" + string.Concat(Enumerable.Repeat("]}", 100)),
            "{\"a\":" + string.Concat(Enumerable.Repeat("{\"$not\":", 100)) + "{\"$eq\":1}" + new string('}', 101),
        ];
        Assert.All(hostile, text => Assert.Equal("bad_filter", Assert.Throws<LongRagException>(() => Filter.Parse(text)).Code));
        Assert.True(Filter.Parse(new string('(', 60) + "year=2020" + new string(')', 60)).Matches(Document));
    }

    [Fact]
    public void Any_text_is_a_filter_or_a_bad_filter() => FilterCases.OneOf("ab=!<>~(),'\"{}[]:$1. \0\ud800".ToCharArray()).Array[0, 30].Select(c => new string(c)).Sample(text =>
    {
        try
        {
            _ = Filter.Parse(text).Matches(Document);
        }
        catch (LongRagException failure)
        {
            Assert.Equal("bad_filter", failure.Code);
        }
    });

    [Fact]
    public void A_written_filter_is_read_back_as_it_was() => FilterCases.Any.Sample(filter =>
    {
        var written = FilterJson.Write(filter).GetRawText();
        Assert.Equal(written, FilterJson.Write(FilterJson.Parse(written)).GetRawText());
    });

    [Fact]
    public void A_written_filter_means_the_same() => Gen.Select(FilterCases.Any, FilterCases.Document).Sample((filter, document) =>
        Assert.Equal(filter.Matches(document), FilterJson.Parse(FilterJson.Write(filter).GetRawText()).Matches(document)));

    [Theory]
    [InlineData("")]
    [InlineData("$eq")]
    public void A_field_that_has_no_name_in_JSON_is_not_written(string field) =>
        Assert.Equal("bad_filter", Assert.Throws<LongRagException>(() => FilterJson.Write(new Filter.Exists(field))).Code);

    [Fact]
    public void Both_forms_mean_the_filter_they_were_written_from() => Gen.Select(FilterCases.Any, FilterCases.Document).Sample((filter, document) =>
    {
        Assert.Equal(filter.Matches(document), Filter.Parse(FilterCases.Short(filter)).Matches(document));
        Assert.Equal(filter.Matches(document), Filter.Parse(FilterCases.Json(filter)).Matches(document));
    });
}
