using System.Net;
using System.Net.Sockets;

namespace LongRag.Hosting;

/// <summary>
/// Fetches pages from the web where the configuration allows it. Addresses inside the own network are refused unless their host is named: each connection is checked by the address that it is made to,
/// so neither a redirect nor a name that changes its address leads inside.
/// </summary>
internal sealed class PageFetcher(UrlSettings settings) : IDisposable
{
    private const int MostRedirects = 5;

    private readonly Lazy<HttpClient> _client = new(() => Create(settings));

    /// <summary>Throws <c>url_not_allowed</c> where a page may not be asked for at all.</summary>
    public void CheckAllowed(Uri url)
    {
        if (!settings.Allowed) throw new LongRagException("url_not_allowed", "Pages of the web are not fetched here: LongRag:Ingestion:Urls:Allowed is false.");
        if (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https")) throw new LongRagException("url_not_allowed", "Only http and https addresses are fetched.");
        if (url.UserInfo.Length > 0) throw new LongRagException("url_not_allowed", "An address with a name and a password in it is not fetched.");
        if (settings.Hosts.Count > 0 && !settings.Hosts.Contains(url.Host, StringComparer.OrdinalIgnoreCase)) throw new LongRagException("url_not_allowed", $"'{url.Host}' is not among the hosts of LongRag:Ingestion:Urls:Hosts.");
    }

    /// <summary>Writes a page to a file.</summary>
    /// <exception cref="LongRagException"><c>url_not_allowed</c>, <c>page_refused</c> (the server's answer), <c>page_too_large</c>, <c>page_unreachable</c>.</exception>
    public async Task FetchAsync(Uri url, string path, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(TimeSpan.FromSeconds(settings.TimeoutSeconds));
        try
        {
            using var response = await GetAsync(url, limited.Token);
            await using var content = await response.Content.ReadAsStreamAsync(limited.Token);
            await using var file = new FileStream(path, FileMode.Create, FileAccess.Write);
            var buffer = new byte[64 * 1024];
            var written = 0L;
            for (int read; (read = await content.ReadAsync(buffer, limited.Token)) > 0;)
            {
                if ((written += read) > settings.MaxMegabytes * 1024L * 1024) throw new LongRagException("page_too_large", $"{Shown(url)} has more than {settings.MaxMegabytes} MB.");
                await file.WriteAsync(buffer.AsMemory(0, read), limited.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LongRagException("page_unreachable", $"{Shown(url)} did not come within {settings.TimeoutSeconds} s.");
        }
        catch (HttpRequestException e) when (Refusal(e) is { } refusal)
        {
            throw new LongRagException(refusal.Code, refusal.Message, e);
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            throw DiskFull.Named(e);
        }
        catch (InvalidDataException e)
        {
            throw new LongRagException("page_refused", $"What {Shown(url)} sent cannot be decompressed.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new LongRagException("page_unreachable", $"{Shown(url)} cannot be fetched: {e.Message}", e);
        }
    }

    // What stands behind the path may be a secret, and messages are seen by others.
    private static string Shown(Uri url) => url.GetLeftPart(UriPartial.Path);

    public void Dispose()
    {
        if (_client.IsValueCreated) _client.Value.Dispose();
    }

    private async Task<HttpResponseMessage> GetAsync(Uri url, CancellationToken cancellationToken)
    {
        for (var redirects = 0; ; redirects++)
        {
            CheckAllowed(url);
            var response = await _client.Value.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode) return response;
            var (status, location) = ((int)response.StatusCode, response.Headers.Location);
            response.Dispose();
            if (status is < 300 or >= 400 || location is null) throw new LongRagException(status >= 500 || status == 429 ? "page_unreachable" : "page_refused", $"{Shown(url)} answered {status}.");
            if (redirects == MostRedirects) throw new LongRagException("page_refused", $"{Shown(url)} was redirected more than {MostRedirects} times.");
            url = new Uri(url, location);
        }
    }

    private static LongRagException? Refusal(Exception? failure) => failure is null ? null : failure as LongRagException ?? Refusal(failure.InnerException);

    private static HttpClient Create(UrlSettings settings) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        ConnectCallback = (context, cancellationToken) => ConnectAsync(settings, context.DnsEndPoint, cancellationToken),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "User-Agent", "LongRag" } },
    };

    private static async ValueTask<Stream> ConnectAsync(UrlSettings settings, DnsEndPoint host, CancellationToken cancellationToken)
    {
        var isNamed = settings.PrivateHosts.Contains(host.Host, StringComparer.OrdinalIgnoreCase);
        var addresses = (await Dns.GetHostAddressesAsync(host.Host, cancellationToken)).Where(address => isNamed || PublicAddress.Is(address)).ToArray();
        if (addresses.Length == 0) throw new LongRagException("url_not_allowed", $"'{host.Host}' lies in a private network and is not among LongRag:Ingestion:Urls:PrivateHosts.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, host.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
