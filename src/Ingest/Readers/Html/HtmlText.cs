using System.Text;

namespace LongRag.Ingest;

/// <summary>Text of the block that is being read: white space is collapsed as CSS does it outside of preformatted text, and soft hyphens are left out, as no reader sees them.</summary>
internal sealed class HtmlText
{
    private const char SoftHyphen = '\u00ad';
    private const char ZeroWidthNoBreakSpace = '\ufeff';

    private readonly StringBuilder _text = new();
    private bool _blankPending;

    /// <summary>True after a forced line end.</summary>
    public bool EndsWithBreak => _text.Length > 0 && _text[^1] == '\n';

    /// <summary>Characters so far.</summary>
    public int Length => _text.Length;

    public void Append(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            // The white space of HTML; a no-break space is text.
            if (c is ' ' or '\n' or '\t' or '\r' or '\f') _blankPending = true;
            else if (c is not (SoftHyphen or ZeroWidthNoBreakSpace))
            {
                if (_blankPending && _text.Length > 0 && !EndsWithBreak) _text.Append(' ');
                _blankPending = false;
                _text.Append(c);
            }
        }
    }

    public void AppendPreformatted(ReadOnlySpan<char> text) => _text.Append(text);

    public void Blank() => _blankPending = true;

    public void Break()
    {
        _blankPending = false;
        _text.Append('\n');
    }

    /// <summary>The text, which is then empty again.</summary>
    public string Take()
    {
        var text = _text.ToString();
        _text.Clear();
        _blankPending = false;
        return text;
    }
}
