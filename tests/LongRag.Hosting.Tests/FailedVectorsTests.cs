using Xunit;

namespace LongRag.Hosting.Tests;

/// <summary>What a job tells whose vectors cannot be made: everybody who may read the collection sees it.</summary>
public sealed class FailedVectorsTests : EngineFixture
{
    private protected override void Configure(IDictionary<string, string?> settings)
    {
        settings["Retrieval:Encoder"] = "away";
        settings["Encoders:away:Kind"] = "openai";
        // Nobody listens at the port of discarding.
        settings["Encoders:away:Endpoint"] = "http://127.0.0.1:9/v1";
        settings["Encoders:away:Model"] = "m";
        settings["Encoders:away:Dimensions"] = "8";
    }

    [Fact]
    public async Task A_job_names_the_step_of_the_vectors_and_no_address()
    {
        var job = await IngestAsync(Owner, ("buses.md", "Buses run every hour."));
        const string Said = "The encoder cannot be reached.";
        Assert.Equal(("partial", 1), (job.Status, job.Result!.Added));
        Assert.Equal(new JobError("embed", "encoder_unreachable", Said), job.Error);
        Assert.Equal([new JobIssue("default", "embed", "encoder_unreachable", Said)], job.Result.Failed);
    }
}
