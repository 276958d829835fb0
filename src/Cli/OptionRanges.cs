using System.CommandLine;
using System.Globalization;

namespace LongRag.Cli;

/// <summary>Bounds of options that are whole numbers.</summary>
internal static class OptionRanges
{
    /// <summary>The option, refusing numbers outside of the two. What is no number is the parser's to refuse; a default is not looked at.</summary>
    public static Option<T> Between<T>(this Option<T> option, int least, int most)
    {
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (long.TryParse(token.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && (number < least || number > most))
                    result.AddError(string.Create(CultureInfo.InvariantCulture, $"{option.Name} is {number}; it must lie between {least} and {most}."));
        });
        return option;
    }
}
