using System.Diagnostics;

namespace LongRag.Api.Tests;

/// <summary>A client whose request does not come.</summary>
public sealed class SlowClientTests
{
    [Fact]
    public async Task A_head_that_comes_byte_by_byte_is_cut_off_and_the_others_are_served()
    {
        Assert.Equal(15, new ServerOptions().HeaderSeconds);
        await using var running = await RunningService.StartAsync(new ServiceSetup { Server = new ServerOptions { HeaderSeconds = 3 } });
        await using var slow = await RawConnection.OpenAsync(running.Address);
        var said = slow.ReadToEndAsync();
        var started = Stopwatch.GetTimestamp();
        var sent = 0;
        foreach (var one in $"GET /healthz HTTP/1.1\r\nHost: {running.Address.Authority}\r\nX-Long: {new string('x', 10_000)}")
        {
            try
            {
                await slow.SendAsync(one.ToString());
                sent++;
            }
            catch (IOException)
            {
                break;
            }

            using var other = await running.Client.GetAsync("/healthz");
            Assert.Equal(200, (int)other.StatusCode);
            if (await Task.WhenAny(said, Task.Delay(TimeSpan.FromSeconds(1), RunningService.Cancellation)) == said) break;
        }

        Assert.StartsWith("HTTP/1.1 408 ", await said, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(started).TotalSeconds, 3, 60);
        Assert.InRange(sent, 2, 60);
    }
}
