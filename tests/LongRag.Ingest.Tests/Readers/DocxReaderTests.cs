using Xunit;

namespace LongRag.Ingest.Tests;

public sealed class DocxReaderTests
{
    public static IEnumerable<TheoryDataRow<string>> SharedFiles => ExpectedFiles.Names("docx").Select(n => new TheoryDataRow<string>(n));

    [Theory]
    [MemberData(nameof(SharedFiles))]
    public Task Shared_files_give_what_is_expected(string file) => ExpectedFiles.CheckAsync(file);
}
