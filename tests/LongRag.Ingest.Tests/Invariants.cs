using Xunit;

namespace LongRag.Ingest.Tests;

/// <summary>What every reader promises of its documents.</summary>
public static class Invariants
{
    public static void Hold(ParsedDocument document)
    {
        var at = 0;
        foreach (var block in document.Blocks)
        {
            Assert.True(block.Span.Start >= at && !block.Span.IsEmpty, $"block {block} overlaps or is empty");
            Assert.True(document.Text.AsSpan(at, block.Span.Start - at).IsWhiteSpace(), $"text outside of blocks before {block}");
            Assert.Equal(block.Span, block.Span.Trimmed(document.Text));
            at = block.Span.End;
        }

        Assert.True(document.Text.AsSpan(at).IsWhiteSpace(), "text outside of blocks at the end");
        Assert.DoesNotContain('\r', document.Text);
        Assert.DoesNotContain('\0', document.Text);
        for (var i = 0; i < document.Text.Length; i++)
        {
            if (char.IsHighSurrogate(document.Text[i])) Assert.True(++i < document.Text.Length && char.IsLowSurrogate(document.Text[i]), "lone surrogate");
            else Assert.False(char.IsLowSurrogate(document.Text[i]), "lone surrogate");
        }
    }
}
