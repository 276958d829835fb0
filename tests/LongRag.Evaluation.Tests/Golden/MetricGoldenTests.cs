using LongRag.TestKit;
using Xunit;

namespace LongRag.Evaluation.Tests.Golden;

public sealed class MetricGoldenTests
{
    /// <summary>Each check and the number of files it compares with.</summary>
    public static TheoryData<IGoldenCheck, int> Checks => new()
    {
        { new TrecGolden(), 17 * 6 },
        { new PMrrGolden(), 9 },
        { new SquadGolden(), 1 },
        { new RougeGolden(), 1 },
        { new PairedGolden(), 1 },
    };

    [Theory]
    [MemberData(nameof(Checks))]
    public void Every_reference_value_comes_out_the_same(IGoldenCheck check, int files)
    {
        var results = check.Check(Requires.Shared(["golden", .. check.Folder.Split('/')])).ToArray();
        Assert.Equal([], results.Where(result => result.Failed > 0 || result.Cases == 0).Select(result => $"{result.Name}: {result.Failed} of {result.Cases}, {result.First}"));
        Assert.Equal(files, results.Length);
    }
}
