using System.Text;
using System.Xml;

namespace LongRag.Ingest;

/// <summary>The strings of a workbook that cells refer to by number.</summary>
internal sealed class SharedStrings
{
    /// <summary>Inflated bytes of a part that is kept whole; of a larger one only the strings that are shown are kept.</summary>
    public const long KeptWhole = 16 * 1024 * 1024;

    private readonly List<string>? _all;
    private readonly Dictionary<int, string>? _chosen;

    private SharedStrings(List<string>? all, Dictionary<int, string>? chosen) => (_all, _chosen) = (all, chosen);

    /// <summary>A string by its number; null where it is not there.</summary>
    public string? this[int index] => _all is not null ? index >= 0 && index < _all.Count ? _all[index] : null : _chosen?.GetValueOrDefault(index);

    /// <summary>Reads the part of shared strings; none for null.</summary>
    /// <param name="package">The workbook.</param>
    /// <param name="part">The part.</param>
    /// <param name="chosen">Which strings to keep; null for all.</param>
    /// <param name="mostCharacters">Most characters kept; strings behind them are not there.</param>
    /// <param name="cancellationToken">Stops it between strings.</param>
    public static SharedStrings Read(ZipPackage package, ZipPart? part, NumberSet? chosen, long mostCharacters, CancellationToken cancellationToken)
    {
        var all = chosen is null ? new List<string>() : null;
        var some = chosen is null ? null : new Dictionary<int, string>();
        if (part is null) return new SharedStrings(all, some);
        var buffer = new StringBuilder();
        var left = chosen?.Count ?? int.MaxValue;
        using var reader = SafeXml.Create(package.Open(part));
        for (var index = 0; left > 0 && mostCharacters > 0 && SafeXml.Next(reader);)
        {
            if (reader.NodeType != XmlNodeType.Element || reader.LocalName != "si") continue;
            cancellationToken.ThrowIfCancellationRequested();
            if (chosen is null || chosen.Contains(index))
            {
                var text = RichText.Read(reader, buffer);
                all?.Add(text);
                some?.Add(index, text);
                mostCharacters -= text.Length;
                left--;
            }
            else XmlText.Skip(reader);

            index++;
        }

        return new SharedStrings(all, some);
    }
}
