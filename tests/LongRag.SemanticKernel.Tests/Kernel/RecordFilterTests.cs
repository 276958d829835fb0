using System.Linq.Expressions;
using Xunit;

namespace LongRag.SemanticKernel.Tests.Kernel;

public sealed class RecordFilterTests
{
    private static readonly int Year = 2020;

    public static TheoryData<Expression<Func<LongRagRecord, bool>>, string> Conditions
    {
        get
        {
            var author = "Jane Roe";
            string[] sources = ["a.md", "b.md"];
            List<int> years = [2020, 2021];
            return new()
            {
                { r => r.Title == "Keys", """{"title":{"$eq":"Keys"}}""" },
                { r => r.Source != "a.md" && r.DocumentId == "d", """{"$and":[{"source":{"$ne":"a.md"}},{"id":{"$eq":"d"}}]}""" },
                { r => (int)r.Metadata["year"]! >= Year, """{"year":{"$gte":"2020"}}""" },
                { r => Year < (int)r.Metadata["year"]!, """{"year":{"$gt":"2020"}}""" },
                { r => (double)r.Metadata["share"]! <= 0.5 || (string)r.Metadata["author"]! == author, """{"$or":[{"share":{"$lte":"0.5"}},{"author":{"$eq":"Jane Roe"}}]}""" },
                { r => !((string)r.Metadata["author"]!).Contains("roe", StringComparison.OrdinalIgnoreCase), """{"$not":{"author":{"$contains":"roe"}}}""" },
                { r => r.Title.Contains(author.Substring(0, 4)), """{"title":{"$contains":"Jane"}}""" },
                { r => r.Title.Contains('k'), """{"title":{"$contains":"k"}}""" },
                { r => r.Tags.Contains("draft"), """{"tags":{"$eq":"draft"}}""" },
                { r => sources.Contains(r.Source), """{"source":["a.md","b.md"]}""" },
                { r => years.Contains((int)r.Metadata["year"]!), """{"year":["2020","2021"]}""" },
                { r => r.Metadata.ContainsKey("year"), """{"year":{"$exists":true}}""" },
                { r => r.Metadata["year"] == null, """{"year":{"$exists":false}}""" },
                { r => r.Metadata["year"] != null, """{"year":{"$exists":true}}""" },
                { r => (bool)r.Metadata["final"]!, """{"final":{"$eq":"true"}}""" },
                { r => (bool)r.Metadata["final"]! == false, """{"final":{"$eq":"false"}}""" },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Conditions))]
    public void A_condition_in_CSharp_becomes_the_filter(Expression<Func<LongRagRecord, bool>> condition, string json) => Assert.Equal(json, FilterJson.Write(RecordFilter.Read(condition)).GetRawText());

    public static TheoryData<Expression<Func<LongRagRecord, bool>>, string> Untranslated => new()
    {
        { r => r.Title.StartsWith("Ke", StringComparison.Ordinal), "StartsWith" },
        { r => r.Score > 0.5, "Score" },
        { r => r.Title.Length == 4, "Length" },
        { r => r.Title == r.Source, "r.Source" },
        { r => r.Title.Contains("key", StringComparison.Ordinal), "Contains" },
        { r => "Keys and locks".Contains(r.Title), "Contains" },
        { r => r.SectionPath.Any(s => s == "x"), "Any" },
        { r => (DateTime)r.Metadata["on"]! > DateTime.UnixEpoch, "DateTime" },
        { r => true, "True" },
    };

    [Theory]
    [MemberData(nameof(Untranslated))]
    public void What_has_no_translation_is_refused_and_named(Expression<Func<LongRagRecord, bool>> condition, string named)
    {
        var error = Assert.Throws<LongRagException>(() => RecordFilter.Read(condition));
        Assert.Equal("bad_filter", error.Code);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }
}
