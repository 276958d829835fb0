using System.Text;
using System.Xml;

namespace LongRag.Ingest;

/// <summary>Reads the paragraphs of a shape, a cell or a comment.</summary>
/// <param name="maxCharacters">Most characters of a paragraph.</param>
internal sealed class PptxText(int maxCharacters)
{
    private const int Levels = 9;

    private readonly StringBuilder _text = new();
    private readonly int[] _numbers = new int[Levels];

    /// <summary>Reads the paragraphs and stays on the end of the body.</summary>
    /// <param name="reader">Stands on the body.</param>
    /// <param name="isList">Paragraphs are items of a list unless they say otherwise, as in the main text of a slide.</param>
    public List<OfficeBlock> Read(XmlReader reader, bool isList)
    {
        Array.Clear(_numbers);
        var blocks = new List<OfficeBlock>();
        var depth = reader.Depth;
        while (reader.ToNextElement(depth))
        {
            if (reader.LocalName == "p") ReadParagraph(reader, isList, blocks);
            else if (reader.LocalName is "lstStyle" or "bodyPr") reader.SkipContent();
        }

        return blocks;
    }

    private void ReadParagraph(XmlReader reader, bool isList, List<OfficeBlock> blocks)
    {
        _text.Clear();
        var alternatives = new Alternatives();
        var (depth, level, isItem, numbering, start) = (reader.Depth, 0, isList, (string?)null, 1);
        while (reader.ToNextElement(depth))
        {
            if (alternatives.IsRepeated(reader))
            {
                reader.SkipContent();
                continue;
            }

            switch (reader.LocalName)
            {
                case "pPr":
                    level = Math.Clamp(reader.Number("lvl") ?? 0, 0, Levels - 1);
                    break;
                case "buNone":
                    isItem = false;
                    break;
                case "buChar" or "buBlip":
                    isItem = true;
                    break;
                case "buAutoNum":
                    (isItem, numbering, start) = (true, reader.Attribute("type") ?? "arabicPeriod", reader.Number("startAt") ?? 1);
                    break;
                case "t":
                    reader.AppendText(_text, maxCharacters);
                    break;
                case "br":
                    _text.Append('\n');
                    reader.SkipContent();
                    break;
                case "oMath":
                    OfficeMath.Append(reader, _text, maxCharacters);
                    break;
                case "fld" when reader.Attribute("type") is "slidenum":
                case "rPr" or "endParaRPr":
                    reader.SkipContent();
                    break;
            }
        }

        var text = BlockWriter.Flow(_text.ToString()).Trim();
        if (text.Length == 0) return;
        Array.Clear(_numbers, level + 1, Levels - level - 1);
        if (numbering is null) _numbers[level] = 0;
        var marker = numbering is null ? "" : Marker(numbering, unchecked(start + _numbers[level]++));
        blocks.Add(isItem ? new OfficeBlock(BlockKind.ListItem, marker + text, level) : new OfficeBlock(BlockKind.Paragraph, text));
    }

    /// <summary>The number of an item in a scheme as <c>alphaLcParenR</c>: which signs, in which case, in what.</summary>
    private static string Marker(string scheme, int number)
    {
        var format = scheme switch
        {
            _ when scheme.StartsWith("alphaLc", StringComparison.Ordinal) => "lowerLetter",
            _ when scheme.StartsWith("alphaUc", StringComparison.Ordinal) => "upperLetter",
            _ when scheme.StartsWith("romanLc", StringComparison.Ordinal) => "lowerRoman",
            _ when scheme.StartsWith("romanUc", StringComparison.Ordinal) => "upperRoman",
            _ when scheme.StartsWith("circle", StringComparison.Ordinal) => "decimalEnclosedCircle",
            _ when scheme.StartsWith("ea1", StringComparison.Ordinal) => "chineseCounting",
            _ => "decimal",
        };
        var shown = CounterFormat.Of(number, format);
        if (scheme.EndsWith("ParenBoth", StringComparison.Ordinal)) return $"({shown}) ";
        if (scheme.EndsWith("ParenR", StringComparison.Ordinal)) return shown + ") ";
        return scheme.EndsWith("Period", StringComparison.Ordinal) ? shown + ". " : shown + " ";
    }
}
