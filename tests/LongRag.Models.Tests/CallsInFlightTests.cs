using LongRag.Models.Encoders;
using Xunit;

namespace LongRag.Models.Tests;

public sealed class CallsInFlightTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Closing_waits_for_the_last_call_and_lets_nobody_in_meanwhile()
    {
        var calls = new CallsInFlight();
        var first = calls.Enter(calls);
        var second = calls.Enter(calls);
        var closing = Task.Run(calls.Close, Cancellation);
        while (!IsClosed(calls)) await Task.Yield();
        first.Dispose();
        Assert.False(closing.IsCompleted);
        second.Dispose();
        Assert.True(await closing.WaitAsync(TimeSpan.FromMinutes(1), Cancellation));
        Assert.False(calls.Close());
    }

    [Theory]
    [InlineData(EncoderUse.Any)]
    [InlineData(EncoderUse.Background)]
    public async Task An_encoder_is_closed_under_a_call_once_the_call_has_ended(EncoderUse use)
    {
        var encoder = EncoderCatalog.Default(use);
        await encoder.EncodeQueryAsync("warm", Cancellation);
        string[] texts = [.. Enumerable.Range(0, 24).Select(i => string.Join(' ', Enumerable.Range(0, 60).Select(j => $"ferry {i * j}")))];
        var abandoned = encoder.EncodePassagesAsync(texts, Cancellation);
        encoder.Dispose();
        Assert.Equal(24, (await abandoned).Length);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => encoder.EncodeQueryAsync("late", Cancellation));
        encoder.Dispose();
    }

    private static bool IsClosed(CallsInFlight calls)
    {
        try
        {
            calls.Enter(calls).Dispose();
            return false;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }
}
