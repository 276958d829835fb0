using Xunit;

namespace LongRag.Ingest.Tests.Readers;

public sealed class PptxReaderTests
{
    public static IEnumerable<TheoryDataRow<string>> SharedFiles => ExpectedFiles.Names("pptx").Select(n => new TheoryDataRow<string>(n));

    [Theory]
    [MemberData(nameof(SharedFiles))]
    public Task Shared_files_read_as_expected(string file) => ExpectedFiles.CheckAsync(file);
}
