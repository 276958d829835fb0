using System.Text;
using LongRag.Models.Chat.Gguf;
using Xunit;

namespace LongRag.Models.Tests.Chat;

public sealed class WholeTextTests
{
    [Fact]
    public void Half_a_character_is_held_back_until_it_is_whole()
    {
        var bytes = Encoding.UTF8.GetBytes("a東🚢");
        var text = new WholeText([]);
        Assert.Equal(["a", "", "", "東", "", "", "", "🚢"], bytes.Select(b => text.Add([b])));
        Assert.Equal("", text.End());
    }

    [Fact]
    public void What_never_becomes_whole_is_shown_as_such_at_the_end()
    {
        var text = new WholeText([]);
        Assert.Equal("a", text.Add([(byte)'a', 0xE6, 0x9D]));
        Assert.Equal("\uFFFD", text.End());
        Assert.Equal("\uFFFDb", new WholeText([]).Add([0xFF, (byte)'b']));
    }

    [Fact]
    public void A_stop_ends_the_text_wherever_its_pieces_are_cut()
    {
        for (var cut = 1; cut < 10; cut++)
        {
            var text = new WholeText(["END", "\n\n"]);
            var bytes = "one ENTRY\n\nEND"u8.ToArray();
            var written = text.Add(bytes.AsSpan(0, cut)) + text.Add(bytes.AsSpan(cut)) + text.End();
            Assert.Equal(("one ENTRY", true), (written, text.IsStopped));
        }
    }

    [Fact]
    public void The_beginning_of_a_stop_that_does_not_come_is_given_after_all()
    {
        var text = new WholeText(["END"]);
        Assert.Equal(["a ", "", "ENtry ", ""], ((string[])["a E", "N", "try ", "E"]).Select(piece => text.Add(Encoding.UTF8.GetBytes(piece))));
        Assert.Equal("E", text.End());
    }
}
