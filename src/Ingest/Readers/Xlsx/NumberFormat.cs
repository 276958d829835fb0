using System.Globalization;

namespace LongRag.Ingest;

/// <summary>
/// A number format (ECMA-376 part 1, 18.8.31): shows numbers as the sheet does, in the form that a search finds. Dates and times become ISO, an accountant's parentheses a minus sign, the point is the
/// decimal sign, and digits are not grouped, since 12,553, 12.553 and 12 553 are the same number in three languages. Thread-safe.
/// </summary>
internal sealed class NumberFormat
{
    public const string GeneralCode = "General";

    // Excel keeps 15 digits (ECMA-376 18.8.30 speaks of no more); what a file has beyond them is the rounding of binary fractions.
    private const int Digits = 15;
    private const double MostDecimal = 1e21;
    private const double LeastDecimal = 1e-9;

    // A format has at most 255 characters in Excel.
    private const int MostCode = 1024;

    private readonly FormatSection[] _sections;

    private NumberFormat(FormatSection[] sections) => _sections = sections;

    /// <summary>The format for cells without one.</summary>
    public static NumberFormat General { get; } = new([FormatSection.Parse(GeneralCode)]);

    /// <summary>True where numbers are shown as they are, which needs no work.</summary>
    public bool IsGeneral => _sections is [{ Kind: FormatKind.General, HasText: false }];

    /// <summary>Reads a code; never fails: what is not understood is text, as in Excel.</summary>
    public static NumberFormat Parse(string code)
    {
        if (code.Length == 0 || code.Equals(GeneralCode, StringComparison.OrdinalIgnoreCase) || code.Length > MostCode) return General;
        return new NumberFormat([.. Split(code).Select(FormatSection.Parse)]);
    }

    /// <summary>The number as it is shown.</summary>
    /// <param name="value">A finite number.</param>
    /// <param name="from1904">Dates count from 1904, as on old Macintoshes.</param>
    public string Format(double value, bool from1904)
    {
        var section = Choose(value, out var isNegativeSection);
        return section.Kind switch
        {
            FormatKind.Date => section.Date.Format(value, from1904) ?? Plain(value),
            FormatKind.General => section.Wrap(Plain(isNegativeSection ? Math.Abs(value) : value), value < 0 && isNegativeSection),
            FormatKind.Text => Plain(value),
            _ => section.Number(value),
        };
    }

    /// <summary>A number without a format: all its digits, none that only binary fractions have, no exponent where it can be avoided.</summary>
    public static string Plain(double value)
    {
        var size = Math.Abs(value);
        if (value == 0) return "0";
        if (size is >= LeastDecimal and < MostDecimal) return Trimmed(((decimal)value).ToString(CultureInfo.InvariantCulture));
        return value.ToString("G" + Digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
    }

    private static string Trimmed(string number) => number.Contains('.', StringComparison.Ordinal) ? number.TrimEnd('0').TrimEnd('.') : number;

    private FormatSection Choose(double value, out bool isNegativeSection)
    {
        isNegativeSection = false;
        var numeric = _sections.Length == 4 ? 3 : _sections.Length;
        if (_sections.Take(numeric).Any(section => section.Condition is not null))
        {
            for (var i = 0; i < numeric; i++)
                if (_sections[i].Condition?.Holds(value) ?? i > 0 || numeric == 1 || value > 0) return _sections[i];
            return _sections[numeric - 1];
        }

        // The last of two or three sections may be for text: "0;@".
        while (numeric > 1 && _sections[numeric - 1].Kind == FormatKind.Text) numeric--;
        if (value > 0 || numeric == 1) return _sections[0];
        if (value == 0) return _sections[numeric > 2 ? 2 : 0];
        isNegativeSection = true;
        return _sections[1];
    }

    private static List<string> Split(string code)
    {
        var (sections, start) = (new List<string>(), 0);
        for (var i = 0; i < code.Length; i++)
        {
            if (code[i] is '\\' or '_' or '*') i++;
            else if (code[i] is '"' or '[')
            {
                var end = code.IndexOf(code[i] == '"' ? '"' : ']', i + 1);
                if (end < 0) break;
                i = end;
            }
            else if (code[i] == ';')
            {
                sections.Add(code[start..i]);
                start = i + 1;
            }
        }

        sections.Add(code[start..]);
        return sections.Count <= 4 ? sections : sections[..4];
    }
}
