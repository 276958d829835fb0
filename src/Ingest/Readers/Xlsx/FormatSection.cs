using System.Globalization;
using System.Text;

namespace LongRag.Ingest;

/// <summary>What a section of a number format makes of a number.</summary>
internal enum FormatKind
{
    /// <summary>Digits by placeholders.</summary>
    Number,

    /// <summary>The number as it is.</summary>
    General,

    /// <summary>A date, a time or both.</summary>
    Date,

    /// <summary>For texts, not for numbers.</summary>
    Text,
}

/// <summary>One section of a number format, divided from others by semicolons.</summary>
internal sealed class FormatSection
{
    // More decimals than a number has digits are zeros.
    private const int MostDecimals = 30;
    private const decimal MostScaled = 1_000_000_000_000m;

    // Literal text, and a placeholder where there is none: digits of the number stand at the placeholders, in their order.
    private readonly List<(char Placeholder, string Text)> _tokens = [];
    private int _integerZeros;
    private int _integerPlaces;
    private int _decimals;
    private int _decimalZeros;
    private int _thousands;
    private int _percents;
    private int _exponentZeros;
    private bool _hasPoint;
    private bool _hasExponent;
    private bool _isFraction;

    private FormatSection()
    {
    }

    public FormatKind Kind { get; private set; }

    /// <summary>The comparison in brackets in front of it; null for none.</summary>
    public FormatCondition? Condition { get; private set; }

    /// <summary>Which parts of a date it shows.</summary>
    public DateFormat Date { get; private set; }

    /// <summary>True where it writes more than the number.</summary>
    public bool HasText => _tokens.Any(token => token.Text.Length > 0);

    public static FormatSection Parse(string code)
    {
        var section = new FormatSection();
        section.Read(code);
        return section;
    }

    /// <summary>The section's text around a number that is written already.</summary>
    public string Wrap(string number, bool isNegative)
    {
        var text = new StringBuilder();
        foreach (var (placeholder, literal) in _tokens) text.Append(placeholder == 'G' ? number : literal);
        return Signed(text, isNegative);
    }

    /// <summary>The number by the placeholders.</summary>
    public string Number(double value)
    {
        if (_isFraction) return NumberFormat.Plain(value);
        var isNegative = value < 0;
        var size = Math.Abs(value) * Math.Pow(100, _percents) / Math.Pow(1000, _thousands);
        var exponent = 0;
        if (_hasExponent && size > 0)
        {
            // Engineering notation: as many places before the point as there are placeholders.
            exponent = (int)Math.Floor(Math.Log10(size));
            if (_integerPlaces > 1) exponent = (int)Math.Floor((double)exponent / _integerPlaces) * _integerPlaces;
            size /= Math.Pow(10, exponent);
        }

        if (_integerPlaces + _decimals == 0) return Signed(Literals(), isNegative);
        var digits = Rounded(size);
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var (whole, decimals) = point < 0 ? (digits, "") : (digits[..point], digits[(point + 1)..]);
        var kept = decimals.Length;
        while (kept > _decimalZeros && decimals[kept - 1] == '0') kept--;
        whole = whole.TrimStart('0').PadLeft(_integerZeros, '0');
        var isZero = whole.AsSpan().IndexOfAnyExcept('0') < 0 && decimals.AsSpan(0, kept).IndexOfAnyExcept('0') < 0;
        return Signed(Fill(whole, decimals[..kept], exponent), isNegative && !isZero);
    }

    private string Rounded(double size) => size < (double)(decimal.MaxValue / MostScaled)
        ? Math.Round((decimal)size, Math.Min(_decimals, 28), MidpointRounding.AwayFromZero).ToString("F" + Math.Min(_decimals, MostDecimals).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : size.ToString("F" + Math.Min(_decimals, MostDecimals).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private StringBuilder Literals() => _tokens.Aggregate(new StringBuilder(), (text, token) => text.Append(token.Text));

    /// <summary>Puts the digits at the placeholders: integer digits from the right, the first placeholder takes all that are left.</summary>
    private StringBuilder Fill(string whole, string decimals, int exponent)
    {
        var text = new StringBuilder();
        var (place, taken, isBehindPoint) = (0, 0, false);
        foreach (var (placeholder, literal) in _tokens)
        {
            switch (placeholder)
            {
                case '.':
                    isBehindPoint = true;
                    if (_integerPlaces == 0) text.Append(whole);
                    if (decimals.Length > 0) text.Append('.');
                    break;
                case 'E':
                    text.Append('E').Append(exponent < 0 ? "-" : literal).Append(Math.Abs(exponent).ToString("D" + Math.Max(1, _exponentZeros).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture));
                    break;
                case '0' when isBehindPoint:
                    if (taken < decimals.Length) text.Append(decimals[taken++]);
                    break;
                case '0':
                    var left = _integerPlaces - ++place;
                    var until = Math.Max(0, whole.Length - left);
                    if (place == 1) text.Append(whole, 0, until);
                    else if (until > 0 && whole.Length - left - 1 >= 0) text.Append(whole[until - 1]);
                    break;
                default:
                    text.Append(literal);
                    break;
            }
        }

        return text;
    }

    /// <summary>A minus sign in front instead of the signs that sections for negative numbers have.</summary>
    private static string Signed(StringBuilder text, bool isNegative)
    {
        if (!isNegative) return text.ToString().Trim();
        var unsigned = text.Replace("(", "").Replace(")", "").ToString().Trim();
        unsigned = unsigned.StartsWith('-') || unsigned.StartsWith('\u2212') ? unsigned[1..].TrimStart() : unsigned.EndsWith('-') ? unsigned[..^1].TrimEnd() : unsigned;
        return unsigned.AsSpan().IndexOfAnyInRange('0', '9') < 0 ? unsigned : "-" + unsigned;
    }

    private void Read(string code)
    {
        var dates = new DateFormatReader();
        var literal = new StringBuilder();
        for (var i = 0; i < code.Length; i++)
        {
            var c = code[i];
            switch (c)
            {
                case '\\' when i + 1 < code.Length:
                    literal.Append(code[++i]);
                    continue;
                case '_' or '*':
                    // A blank as wide as the next character, or that character over and over to the edge.
                    i++;
                    literal.Append(' ');
                    continue;
                case '"':
                    var quote = code.IndexOf('"', i + 1);
                    literal.Append(code, i + 1, (quote < 0 ? code.Length : quote) - i - 1);
                    i = quote < 0 ? code.Length : quote;
                    continue;
                case '[' when code.IndexOf(']', i) is > 0 and var close:
                    ReadBracket(code[(i + 1)..close], literal, dates);
                    i = close;
                    continue;
                case 'G' or 'g' when string.Compare(code, i, NumberFormat.GeneralCode, 0, NumberFormat.GeneralCode.Length, StringComparison.OrdinalIgnoreCase) == 0:
                    Add('G', literal);
                    Kind = FormatKind.General;
                    i += NumberFormat.GeneralCode.Length - 1;
                    continue;
            }

            if (dates.Take(code, ref i)) continue;
            i = ReadPlaceholder(code, i, literal);
        }

        Add('\0', literal);
        if (dates.IsDate) (Kind, Date) = (FormatKind.Date, dates.Format);
    }

    private int ReadPlaceholder(string code, int i, StringBuilder literal)
    {
        switch (code[i])
        {
            case '0' or '#' or '?':
                if (_hasExponent) _exponentZeros += code[i] == '0' ? 1 : 0;
                else
                {
                    Add('0', literal);
                    if (_hasPoint) (_decimals, _decimalZeros) = (_decimals + 1, code[i] == '0' ? _decimals + 1 : _decimalZeros);
                    else (_integerPlaces, _integerZeros) = (_integerPlaces + 1, _integerZeros + (code[i] == '0' || _integerZeros > 0 ? 1 : 0));
                }

                break;
            case '.':
                if (!_hasPoint) Add('.', literal);
                _hasPoint = true;
                break;
            case ',':
                // Behind the last placeholder it divides by a thousand, between them it groups.
                if (code.AsSpan(i).IndexOfAny("0#?") < 0 && _integerPlaces + _decimals > 0) _thousands++;
                else if (_integerPlaces + _decimals > 0 && code.AsSpan(i).TrimStart(',') is ['.', ..]) _thousands++;
                else if (_integerPlaces == 0) literal.Append(',');
                break;
            case '%':
                _percents++;
                literal.Append('%');
                break;
            case 'E' or 'e' when i + 1 < code.Length && code[i + 1] is '+' or '-' && _integerPlaces + _decimals > 0:
                Add('E', literal);
                _tokens[^1] = ('E', code[i + 1] == '+' ? "+" : "");
                _hasExponent = true;
                return i + 1;
            case '/' when _integerPlaces > 0 && i + 1 < code.Length && code[i + 1] is '?' or '#' or '0' or (>= '1' and <= '9'):
                _isFraction = true;
                break;
            case '@':
                Kind = FormatKind.Text;
                break;
            default:
                literal.Append(code[i]);
                break;
        }

        return i;
    }

    private void ReadBracket(string inside, StringBuilder literal, DateFormatReader dates)
    {
        if (inside.StartsWith('$'))
        {
            // A currency and a language: [$€-407].
            var dash = inside.LastIndexOf('-');
            literal.Append(inside, 1, (dash < 1 ? inside.Length : dash) - 1);
        }
        else if (!dates.TakeElapsed(inside)) Condition ??= FormatCondition.Parse(inside);
    }

    private void Add(char placeholder, StringBuilder literal)
    {
        if (literal.Length > 0) _tokens.Add(('\0', literal.ToString()));
        literal.Clear();
        if (placeholder != '\0') _tokens.Add((placeholder, ""));
    }
}
