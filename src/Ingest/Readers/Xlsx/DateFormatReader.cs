namespace LongRag.Ingest;

/// <summary>Collects the parts of a date from a section of a number format. An <c>m</c> is minutes beside hours or seconds, else months.</summary>
internal sealed class DateFormatReader
{
    private static readonly string[] DayHalves = ["AM/PM", "A/P", "上午/下午", "午前/午後"];

    private DateFormat _format;
    private bool _isAfterHours;
    private bool _isAfterMonths;
    private int _openMonths;

    public bool IsDate { get; private set; }

    /// <summary>What was collected.</summary>
    public DateFormat Format => _openMonths > 0 ? _format with { HasMonth = true } : _format;

    /// <summary>Takes a run of date letters; leaves <paramref name="at"/> on its last one.</summary>
    public bool Take(string code, ref int at)
    {
        foreach (var half in DayHalves)
        {
            if (string.Compare(code, at, half, 0, half.Length, StringComparison.OrdinalIgnoreCase) != 0) continue;
            at += half.Length - 1;
            return IsDate = true;
        }

        var letter = char.ToLowerInvariant(code[at]);
        if (letter is not ('y' or 'm' or 'd' or 'h' or 's') && !(letter is 'e' or 'b' && IsDate)) return false;
        while (at + 1 < code.Length && char.ToLowerInvariant(code[at + 1]) == letter) at++;
        Note(letter, isElapsed: false);
        if (letter != 's') return true;

        // Fractions of a second: ss.000
        var end = at + 1;
        if (end < code.Length && code[end] == '.')
        {
            var zeros = 0;
            while (end + 1 + zeros < code.Length && code[end + 1 + zeros] == '0') zeros++;
            if (zeros > 0) (_format, at) = (_format with { SecondDecimals = Math.Min(zeros, 3) }, end + zeros);
        }

        return true;
    }

    /// <summary>Takes what stands in brackets where it is hours, minutes or seconds that go on beyond a day.</summary>
    public bool TakeElapsed(string inside)
    {
        if (inside.Length == 0 || char.ToLowerInvariant(inside[0]) is not ('h' or 'm' or 's') || inside.Any(c => char.ToLowerInvariant(c) != char.ToLowerInvariant(inside[0]))) return false;
        Note(char.ToLowerInvariant(inside[0]), isElapsed: true);
        return true;
    }

    private void Note(char letter, bool isElapsed)
    {
        IsDate = true;
        if (isElapsed) _format = _format with { Elapsed = letter };
        switch (letter)
        {
            case 'h':
                _format = _format with { HasTime = true };
                break;
            case 's':
                // Minutes may be known only now.
                _format = _format with { HasTime = true, HasSeconds = true };
                if (_isAfterMonths) _openMonths--;
                break;
            case 'm' when isElapsed || _isAfterHours:
                _format = _format with { HasTime = true };
                break;
            case 'm':
                _openMonths++;
                break;
            case 'd':
                _format = _format with { HasDay = true };
                break;
            default:
                _format = _format with { HasYear = true };
                break;
        }

        _isAfterMonths = letter == 'm' && !isElapsed && !_isAfterHours;
        _isAfterHours = letter == 'h';
    }
}
