using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace LongRag.Browser.Tests;

public sealed class LibraryTests(Site site)
{
    [Fact]
    public async Task A_file_that_cannot_be_read_says_why_and_can_be_tried_again()
    {
        await site.StartAsync();
        var collection = await site.Serving.NewCollectionAsync();
        await site.VisitAsync(
            async page =>
            {
                await page.DropAsync(("holiday.bin", [0, 1, 2, 3, 0, 0, 255, 254]), ("notes.md", "# Notes\n\nThe kettle is blue.\n"u8.ToArray()));
                var failed = page.Locator(".job[data-status=failed]");
                await Assertions.Expect(failed.Locator("code")).ToHaveTextAsync("binary_file");
                await Assertions.Expect(page.Locator(".job[data-status=succeeded]")).ToContainTextAsync("notes.md");
                await page.TakeAsync("jobs");

                await failed.GetByRole(AriaRole.Button, new() { Name = "Again: holiday.bin" }).ClickAsync();
                await Assertions.Expect(failed.Locator("code")).ToHaveTextAsync("binary_file");
                await page.GetByRole(AriaRole.Button, new() { Name = "Clear finished" }).ClickAsync();
                await Assertions.Expect(page.Locator(".job")).ToHaveCountAsync(0);
            },
            new Visit { Hash = $"#c={collection}" });
    }

    [Fact]
    public async Task A_file_that_is_dropped_before_the_server_has_answered_is_taken_when_it_has()
    {
        await site.StartAsync();
        var collection = await site.Serving.NewCollectionAsync();
        var answers = new TaskCompletionSource();
        await site.VisitAsync(
            async page =>
            {
                await page.RouteAsync("**/v1/info", async route =>
                {
                    await answers.Task;
                    await route.ContinueAsync();
                });
                await page.ReloadAsync();
                await page.DropAsync(("notes.md", "# Notes\n\nThe kettle is blue.\n"u8.ToArray()));
                await Assertions.Expect(page.Locator("#thread .progress")).ToHaveTextAsync("Opening");
                answers.SetResult();
                await Assertions.Expect(page.Locator(".job[data-status=succeeded]")).ToContainTextAsync("notes.md");
            },
            new Visit { Hash = $"#c={collection}" });
    }

    [Fact]
    public async Task A_job_that_is_cancelled_stops_and_says_so_and_can_be_tried_again()
    {
        // An encoder that hears and never answers keeps the first job at work, and the second waiting.
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var serving = await ServingProcess.StartAsync(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LongRag__Encoders__far__Kind"] = "openai",
            ["LongRag__Encoders__far__Endpoint"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/v1"),
            ["LongRag__Encoders__far__TimeoutSeconds"] = "600",
            ["LongRag__Encoders__far__Model"] = "any",
            ["LongRag__Encoders__far__Dimensions"] = "3",
            ["LongRag__Retrieval__Encoder"] = "far",
        });
        await site.VisitAsync(
            async page =>
            {
                await page.DropAsync(("notes.md", "# Notes\n\nThe kettle is blue.\n"u8.ToArray()));
                var first = page.Locator(".job").Filter(new() { HasText = "notes.md" });
                await Assertions.Expect(first).ToHaveAttributeAsync("data-status", "running");
                await page.DropAsync(("tides.md", "# Tides\n\nThe tide turns at noon.\n"u8.ToArray()));
                var second = page.Locator(".job").Filter(new() { HasText = "tides.md" });
                await Assertions.Expect(second).ToContainTextAsync("Waiting for its turn");
                await page.TakeAsync("jobs-running");

                await page.GetByRole(AriaRole.Button, new() { Name = "Cancel: tides.md" }).ClickAsync();
                await Assertions.Expect(second).ToHaveAttributeAsync("data-status", "cancelled");
                await Assertions.Expect(second).ToContainTextAsync("Cancelled.");
                await page.GetByRole(AriaRole.Button, new() { Name = "Cancel: notes.md" }).ClickAsync();
                await Assertions.Expect(first).ToHaveAttributeAsync("data-status", "cancelled");
                await Assertions.Expect(first.GetByRole(AriaRole.Progressbar)).ToBeHiddenAsync();
                await page.TakeAsync("jobs-cancelled");
                var jobs = (await serving.Client.GetFromJsonAsync<JsonElement>("/v1/jobs", TestContext.Current.CancellationToken)).GetProperty("items").EnumerateArray().Select(job => job.GetProperty("status").GetString());
                Assert.Equal(["cancelled", "cancelled"], jobs);

                await page.GetByRole(AriaRole.Button, new() { Name = "Again: tides.md" }).ClickAsync();
                await Assertions.Expect(second).ToHaveAttributeAsync("data-status", "running");
                await Assertions.Expect(second.GetByRole(AriaRole.Progressbar)).ToBeVisibleAsync();
                await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Cancel: tides.md" })).ToBeVisibleAsync();
            },
            new Visit { Serving = serving });
    }

    [Fact]
    public async Task Files_are_also_chosen()
    {
        await site.StartAsync();
        var collection = await site.Serving.NewCollectionAsync();
        await site.VisitAsync(
            async page =>
            {
                await page.Locator("#files").SetInputFilesAsync([new FilePayload { Name = "a.md", MimeType = "text/markdown", Buffer = "# One\n\nFirst.\n"u8.ToArray() }, new FilePayload { Name = "b.md", MimeType = "text/markdown", Buffer = "# Two\n\nSecond.\n"u8.ToArray() }]);
                await Assertions.Expect(page.Locator(".job[data-status=succeeded]")).ToHaveCountAsync(2);
                await Assertions.Expect(page.Locator("#document-list a")).ToHaveTextAsync(["One", "Two"]);
            },
            new Visit { Hash = $"#c={collection}" });
    }

    [Fact]
    public async Task A_document_is_deleted_once_that_is_confirmed()
    {
        await site.StartAsync();
        var collection = await site.Serving.NewCollectionAsync();
        var id = await site.Serving.StoreAsync(collection, "notes.md", "# Notes\n\nThe kettle is blue.\n"u8.ToArray());
        await site.VisitAsync(
            async page =>
            {
                await page.GetByRole(AriaRole.Button, new() { Name = "Delete Notes" }).ClickAsync();
                await page.GetByRole(AriaRole.Button, new() { Name = "Keep" }).ClickAsync();
                await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Notes" })).ToBeVisibleAsync();
                await page.GetByRole(AriaRole.Button, new() { Name = "Delete Notes" }).ClickAsync();
                await page.GetByRole(AriaRole.Button, new() { Name = "Delete", Exact = true }).ClickAsync();
                await Assertions.Expect(page.Locator("#document-list")).ToHaveTextAsync("None yet.");
                using var gone = await site.Serving.Client.GetAsync($"/v1/documents/{id}", TestContext.Current.CancellationToken);
                Assert.Equal(404, (int)gone.StatusCode);
            },
            new Visit { Hash = $"#c={collection}" });
    }

    [Fact]
    public async Task A_collection_is_made_and_chosen() => await site.VisitAsync(
        async page =>
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "New…" }).ClickAsync();
            await page.GetByLabel("Name").FillAsync(Site.Handbook);
            await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
            await Assertions.Expect(page.Locator("#collection-refused")).ToContainTextAsync(Site.Handbook);
            await page.GetByLabel("Name").FillAsync("contracts");
            await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
            await Assertions.Expect(page.GetByLabel("Collection", new() { Exact = true })).ToHaveValueAsync("contracts");
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Start with your documents" })).ToBeVisibleAsync();
        },
        new Visit { Expected = ["409 (Conflict)"] });
}
