using System.Collections.Concurrent;
using System.Diagnostics;
using Xunit;

namespace LongRag.Hosting.Tests;

/// <summary>What is told to whoever listens.</summary>
public sealed class TelemetryTests : EngineFixture
{
    [Fact]
    public async Task Jobs_searches_and_answers_leave_spans_without_a_word_of_their_text()
    {
        var ended = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is LongRagTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
        var job = await IngestAsync(Owner, ("ferries.md", "# Ferries\n\nThe quartermaster alone may cancel a sailing."));
        await FindAsync(Owner, "Who is the quartermaster?");
        await Owner.AskAsync(new AskRequest { Query = "Who may cancel a sailing?" }, Cancellation);
        // The job's own span ends behind the job.
        while (!ended.Any(span => string.Equals(span.GetTagItem(TelemetryNames.Job) as string, job.Id, StringComparison.Ordinal))) await Task.Delay(10, Cancellation);
        Assert.Subset(ended.Select(span => span.OperationName).ToHashSet(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal) { TelemetryNames.Ingest, TelemetryNames.Retrieval, TelemetryNames.Rerank, TelemetryNames.Reorder, TelemetryNames.Chat });
        Assert.DoesNotContain(ended.SelectMany(span => span.TagObjects), tag => tag.Value?.ToString()?.Contains("quartermaster", StringComparison.OrdinalIgnoreCase) is true);
    }
}
