using System.Net;
using System.Net.Sockets;
using Xunit;

namespace LongRag.Cli.Tests;

/// <summary>Where the service listens, and when it does not.</summary>
public sealed class ServeTests
{
    private static readonly Dictionary<string, string> NoEncoder = new(StringComparer.Ordinal) { ["LongRag__Retrieval__Encoder"] = "none" };

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://127.0.0.1:0;http://192.0.2.1:8080")]
    public async Task Other_machines_are_not_served_without_a_key(string urls)
    {
        using var cli = new CommandLine();
        var ran = await cli.RunAsync("serve", "--urls", urls);
        Assert.Equal(3, ran.ExitCode);
        Assert.Contains("can be reached from other machines, and there is no key", ran.Error, StringComparison.Ordinal);
        Assert.Contains("[keys_required]", ran.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:8080")]
    [InlineData("nonsense")]
    [InlineData("https://127.0.0.1:0")]
    [InlineData("http://127.0.0.1:99999")]
    public async Task An_address_that_is_none_is_named(string urls)
    {
        using var cli = new CommandLine();
        var ran = await cli.RunAsync("serve", "--urls", urls);
        Assert.Equal(2, ran.ExitCode);
        Assert.Contains($"'{urls}'", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_in_use_is_told_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var cli = new CommandLine();
        var ran = await cli.RunAsync("serve", "--urls", $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}");
        Assert.Equal(3, ran.ExitCode);
        Assert.Contains("address already in use. [address_unavailable]", ran.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_key_may_come_from_a_file_and_is_needed_from_then_on()
    {
        using var cli = new CommandLine();
        const string key = "lr_first_0123456789abcdef0123456789abcdef";
        var environment = new Dictionary<string, string>(NoEncoder, StringComparer.Ordinal) { ["LONGRAG_API_KEY_FILE"] = cli.Write("key.txt", key + "\n") };
        using var served = await ServedProcess.StartAsync(cli, environment, "--urls", "http://0.0.0.0:0");
        var local = new UriBuilder(served.Client.BaseAddress!) { Host = "127.0.0.1" }.Uri;
        using var client = new HttpClient { BaseAddress = local };
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync(new Uri("/v1/info", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
        client.DefaultRequestHeaders.Add("X-API-Key", key);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(new Uri("/v1/info", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
        await served.StopAsync();
        using var again = await ServedProcess.StartAsync(cli, environment, "--urls", "http://0.0.0.0:0");
        await again.StopAsync();
    }

    [Fact]
    public async Task A_key_file_without_a_key_stops_the_start()
    {
        using var cli = new CommandLine();
        using var process = cli.Start(new Dictionary<string, string>(NoEncoder, StringComparer.Ordinal) { ["LONGRAG_API_KEY_FILE"] = cli.Write("key.txt", "secret") }, "serve", "--urls", "http://127.0.0.1:0");
        var said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(5, process.ExitCode);
        Assert.Contains("LONGRAG_API_KEY_FILE", said, StringComparison.Ordinal);
        Assert.DoesNotContain("secret\n", said, StringComparison.Ordinal);
    }
}
