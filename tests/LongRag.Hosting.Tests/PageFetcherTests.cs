using System.Net;
using System.Net.Sockets;
using System.Text;
using LongRag.TestKit;
using Xunit;

namespace LongRag.Hosting.Tests;

/// <summary>Pages are fetched where that is allowed, and never from inside the own network by accident.</summary>
public sealed class PageFetcherTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("93.184.216.34", true)]
    [InlineData("2606:2800:220:1:248:1893:25c8:1946", true)]
    public void Only_addresses_of_the_public_internet_are_public(string address, bool isPublic) => Assert.Equal(isPublic, PublicAddress.Is(IPAddress.Parse(address)));

    [Fact]
    public async Task Nothing_is_fetched_unless_the_configuration_allows_it() =>
        Assert.Equal("url_not_allowed", await RefusedAsync(new UrlSettings(), new Uri("http://example.org/")));

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://example.org/a")]
    [InlineData("http://name:secret@example.org/")]
    public async Task Other_schemes_and_passwords_are_refused(string url) => Assert.Equal("url_not_allowed", await RefusedAsync(new UrlSettings { Allowed = true }, new Uri(url)));

    [Fact]
    public async Task A_private_address_is_refused_unless_its_host_is_named()
    {
        using var server = new OneAnswer("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello");
        Assert.Equal("url_not_allowed", await RefusedAsync(new UrlSettings { Allowed = true }, server.Address));
        Assert.Equal("hello", await FetchedAsync(new UrlSettings { Allowed = true, PrivateHosts = ["127.0.0.1"] }, server.Address));
    }

    [Fact]
    public async Task A_redirect_leads_inside_no_more_than_an_address_does()
    {
        using var inside = new OneAnswer("HTTP/1.1 200 OK\r\nContent-Length: 6\r\nConnection: close\r\n\r\nsecret");
        using var outside = new OneAnswer($"HTTP/1.1 302 Found\r\nLocation: http://localhost:{inside.Address.Port}/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        Assert.Equal("url_not_allowed", await RefusedAsync(new UrlSettings { Allowed = true, PrivateHosts = ["127.0.0.1"] }, outside.Address));
    }

    [Fact]
    public async Task A_page_that_is_too_large_endless_or_refused_is_named()
    {
        var settings = Limited(seconds: 60);
        using var large = new OneAnswer("HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\nConnection: close\r\n\r\n" + new string('x', 2_000_000));
        Assert.Equal("page_too_large", await RefusedAsync(settings, large.Address));
        using var missing = new OneAnswer("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        Assert.Equal("page_refused", await RefusedAsync(settings, missing.Address));
        using var silent = new OneAnswer("");
        Assert.Equal("page_unreachable", await RefusedAsync(Limited(seconds: 1), silent.Address));

        static UrlSettings Limited(int seconds) => new() { Allowed = true, PrivateHosts = ["127.0.0.1"], MaxMegabytes = 1, TimeoutSeconds = seconds };
    }

    private static async Task<string> RefusedAsync(UrlSettings settings, Uri url) => (await Assert.ThrowsAsync<LongRagException>(() => FetchedAsync(settings, url))).Code;

    private static async Task<string> FetchedAsync(UrlSettings settings, Uri url)
    {
        using var folder = new TemporaryFolder();
        using var fetcher = new PageFetcher(settings);
        fetcher.CheckAllowed(url);
        var path = folder.PathOf("page");
        await fetcher.FetchAsync(url, path, Cancellation);
        return await File.ReadAllTextAsync(path, Cancellation);
    }

    /// <summary>A server that gives every connection the same bytes; with none it stays silent.</summary>
    private sealed class OneAnswer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public OneAnswer(string answer)
        {
            _listener.Start();
            _ = ServeAsync(answer);
        }

        public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/page?token=1");

        public void Dispose() => _listener.Dispose();

        private async Task ServeAsync(string answer)
        {
            try
            {
                while (true)
                {
                    var client = await _listener.AcceptTcpClientAsync(Cancellation);
                    var stream = client.GetStream();
                    _ = await stream.ReadAsync(new byte[4096], Cancellation);
                    if (answer.Length == 0) continue;
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), Cancellation);
                    client.Close();
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException or OperationCanceledException)
            {
                // The test is over.
            }
        }
    }
}
