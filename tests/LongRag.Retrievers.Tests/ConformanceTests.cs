using LongRag.Retrievers.Lexical;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Retrievers.Tests;

public sealed class ConformanceTests
{
    [Fact]
    public void Every_retriever_has_a_conformance_class() => Assert.Empty(RetrieverConformance.MissingFor(typeof(LexicalRetriever).Assembly, typeof(ConformanceTests).Assembly));
}
