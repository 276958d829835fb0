using LongRag.Models.Remote;
using Xunit;

namespace LongRag.Models.Tests;

public sealed class ServerKeyTests
{
    private static readonly LongRagException Refused = new("model_refused", "No.");

    [Fact]
    public void A_refused_key_is_not_sent_again_until_there_is_another()
    {
        string? file = "one";
        var key = new ServerKey("one", () => file);
        Assert.Equal("one", key.ToSend());
        Assert.False(key.Refuse("one", Refused));
        Assert.Same(Refused, Assert.Throws<LongRagException>(key.ToSend));
        file = null;
        Assert.Same(Refused, Assert.Throws<LongRagException>(key.ToSend));
        file = "two";
        Assert.Equal(("two", "two"), (key.ToSend(), key.Value));
        file = "three";
        Assert.Equal("two", key.ToSend());
        Assert.True(key.Refuse("two", Refused));
        Assert.Equal("three", key.ToSend());
        // The answer to a request that was sent before all that.
        Assert.True(key.Refuse("one", Refused));
        Assert.Equal("three", key.ToSend());
    }

    [Fact]
    public void A_key_that_cannot_be_read_again_and_none_at_all_stay_refused()
    {
        var gone = new ServerKey("one", () => throw new LongRagException("bad_config", "Gone."));
        Assert.False(gone.Refuse("one", Refused));
        Assert.Same(Refused, Assert.Throws<LongRagException>(gone.ToSend));
        var none = new ServerKey(null, () => null);
        Assert.Null(none.ToSend());
        Assert.False(none.Refuse(null, Refused));
        Assert.Throws<LongRagException>(none.ToSend);
    }
}
