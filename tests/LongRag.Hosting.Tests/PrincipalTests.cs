using Xunit;

namespace LongRag.Hosting.Tests;

/// <summary>What a principal may not see does not exist for it.</summary>
public sealed class PrincipalTests : EngineFixture
{
    private static readonly Principal Stranger = new("stranger", AccessRight.Admin, new HashSet<string>(StringComparer.Ordinal) { "own" });
    private static readonly Principal Reader = new("reader", AccessRight.Read, new HashSet<string>(StringComparer.Ordinal) { "default" });

    private async Task<string> SecretAsync()
    {
        await IngestAsync(Owner, ("secret.md", "# The secret\n\nThe vault opens at midnight."));
        return DocumentId.From("default", "secret.md").Value;
    }

    [Fact]
    public async Task A_strangers_answers_are_those_for_what_does_not_exist()
    {
        var id = await SecretAsync();
        var stranger = Engine.For(Stranger);
        Assert.Empty(await stranger.ListCollectionsAsync(Cancellation));
        await RefusedAlike(collection => stranger.SearchAsync(new SearchRequest { Query = "vault", Collections = [collection] }, Cancellation));
        await RefusedAlike(collection => stranger.AskAsync(new AskRequest { Query = "When does the vault open?", Collections = [collection] }, Cancellation));
        await RefusedAlike(collection => stranger.GetCollectionAsync(collection, Cancellation));
        await RefusedAlike(collection => stranger.ListDocumentsAsync(collection, 10, null, Cancellation));
        await RefusedAlike(collection => stranger.BeginUploadAsync(collection, Cancellation));
        await RefusedAlike(collection => stranger.DeleteCollectionAsync(collection, Cancellation));
        foreach (var document in (string[])[id, "00000000000000000000"])
        {
            await Refused("no_such_document", () => stranger.GetDocumentAsync(document, Cancellation));
            await Refused("no_such_document", () => stranger.ReadDocumentAsync(document, cancellationToken: Cancellation));
            await Refused("no_such_document", () => stranger.OpenTextAsync(document, cancellationToken: Cancellation));
            await Refused("no_such_document", () => stranger.GetOutlineAsync(document, Cancellation));
            await Refused("no_such_document", () => stranger.ListPassagesAsync(document, 10, null, Cancellation));
            await Refused("no_such_document", () => stranger.DeleteDocumentAsync(document, Cancellation));
        }

        var job = (await Owner.ListJobsAsync(null, null, 10, null, Cancellation)).Items[0].Id;
        await Refused("no_such_job", () => stranger.GetJobAsync(job, Cancellation));
        await Refused("no_such_job", () => stranger.CancelJobAsync(job, Cancellation));
        Assert.Empty((await stranger.ListJobsAsync(null, null, 10, null, Cancellation)).Items);
        await Refused("forbidden", () => stranger.CreateCollectionAsync(new CollectionChange("default", null, null), Cancellation));
        await Refused("forbidden", () => stranger.CreateCollectionAsync(new CollectionChange("another", null, null), Cancellation));
    }

    [Fact]
    public async Task A_reader_reads_and_changes_nothing()
    {
        var id = await SecretAsync();
        var reader = Engine.For(Reader);
        Assert.Single(await FindAsync(reader, "vault"));
        await Refused("forbidden", () => reader.BeginUploadAsync("default", Cancellation));
        await Refused("forbidden", () => reader.DeleteDocumentAsync(id, Cancellation));
        await Refused("forbidden", () => reader.DeleteCollectionAsync("default", Cancellation));
        await Refused("forbidden", () => reader.ChangeCollectionAsync("default", new CollectionChange(null, "de", null), Cancellation));
        Assert.Single(await FindAsync(Owner, "vault"));
    }

    private static async Task Refused(string code, Func<Task> call) => Assert.Equal(code, (await Assert.ThrowsAsync<LongRagException>(call)).Code);

    private static async Task RefusedAlike(Func<string, Task> call)
    {
        var secret = await Assert.ThrowsAsync<LongRagException>(() => call("default"));
        var nothing = await Assert.ThrowsAsync<LongRagException>(() => call("nothing"));
        Assert.Equal((nothing.Code, nothing.Message.Replace("nothing", "default", StringComparison.Ordinal)), (secret.Code, secret.Message));
    }
}
