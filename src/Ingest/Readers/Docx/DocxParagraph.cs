using System.Text;
using System.Xml;

namespace LongRag.Ingest;

/// <summary>Reads a paragraph: its text, what kind of block it is, its number, the text boxes and notes that hang on it.</summary>
internal sealed class DocxParagraph(DocxFlow flow)
{
    private readonly DocxSource _source = flow.Source;
    private readonly StringBuilder _text = new();
    private readonly StringBuilder _hidden = new();
    private readonly List<OfficeBlock> _boxes = [];

    private string? _styleId;
    private DocxStyle _style = null!;
    private int? _outlineLevel;
    private int? _listId;
    private int? _listLevel;
    private bool _isEndDeleted;
    private bool _isEndHidden;

    /// <summary>Reads the paragraph, appends its blocks, and stays on its end.</summary>
    /// <param name="reader">Stands on the paragraph.</param>
    /// <param name="carried">Text of the paragraph before, whose end was deleted.</param>
    /// <param name="blocks">Is appended to.</param>
    /// <returns>The text that goes on in the next paragraph; empty for none.</returns>
    public string Read(XmlReader reader, string carried, List<OfficeBlock> blocks)
    {
        _text.Clear().Append(carried);
        _hidden.Clear();
        _boxes.Clear();
        (_styleId, _outlineLevel, _listId, _listLevel, _isEndDeleted, _isEndHidden) = (null, null, null, null, false, false);
        _style = _source.Styles.Of(null);
        ReadContent(reader);
        flow.Fields.EndParagraph();
        var text = _text.ToString();
        _source.Count(text.Length);
        if (!_isEndDeleted) Add(text, blocks);
        blocks.AddRange(_boxes);
        return _isEndDeleted ? text : "";
    }

    private void Add(string text, List<OfficeBlock> blocks)
    {
        var isEmpty = string.IsNullOrWhiteSpace(text);

        // An empty paragraph of a list is shown with its number, and counted; a hidden one is not.
        if (isEmpty && (_isEndHidden || _style.IsHidden == true)) return;
        var (listId, listLevel) = List();
        var marker = listId > 0 ? _source.Numbering.Next(listId, listLevel) : "";
        if (isEmpty) return;
        var outline = _outlineLevel ?? _style.OutlineLevel ?? DocxStyles.BodyLevel;
        if (outline is >= 0 and < DocxStyles.BodyLevel)
            blocks.Add(new OfficeBlock(BlockKind.Heading, BlockWriter.OneLine(marker + text), Math.Min(outline + 1, 6)));
        else if (listId > 0)
            blocks.Add(new OfficeBlock(BlockKind.ListItem, marker + BlockWriter.Flow(text).TrimStart(), listLevel));
        else
            blocks.Add(new OfficeBlock(_style.Name is "Quote" or "Intense Quote" ? BlockKind.Quote : BlockKind.Paragraph, BlockWriter.Flow(text)));
        if (_style.Name.Equals("title", StringComparison.OrdinalIgnoreCase)) _source.Title ??= text;
    }

    private (int Id, int Level) List()
    {
        var id = _listId ?? _style.ListId ?? 0;
        if (id <= 0 || !_source.Numbering.Has(id)) return (0, 0);
        var ofStyle = _listId is null && _styleId is not null ? _source.Numbering.LevelOfStyle(id, _styleId) : null;
        return (id, Math.Clamp(_listLevel ?? ofStyle ?? _style.ListLevel ?? 0, 0, DocxNumbering.Levels - 1));
    }

    private void ReadContent(XmlReader reader)
    {
        var depth = reader.Depth;
        while (reader.ToNextElement(depth))
        {
            if (flow.IsRepeated(reader)) continue;
            switch (reader.LocalName)
            {
                case "pPr":
                    ReadProperties(reader);
                    break;
                case "r" when !OfficeMath.Is(reader):
                    ReadRun(reader);
                    break;
                case "fldSimple" when flow.Fields.Drops(reader.Attribute("instr")):
                case "del" or "moveFrom" or "sdtPr" or "sdtEndPr" or "smartTagPr" or "customXmlPr":
                    reader.SkipContent();
                    break;
                case "oMath":
                    OfficeMath.Append(reader, _text, _source.Options.MaxCharacters);
                    break;
            }
        }
    }

    private void ReadProperties(XmlReader reader)
    {
        var depth = reader.Depth;
        while (reader.ToNextElement(depth))
        {
            switch (reader.LocalName)
            {
                case "pStyle":
                    _styleId = reader.Attribute("val");
                    _style = _source.Styles.Of(_styleId);
                    break;
                case "outlineLvl":
                    _outlineLevel = reader.Number();
                    break;
                case "numId":
                    _listId = reader.Number();
                    break;
                case "ilvl":
                    _listLevel = reader.Number();
                    break;
                case "headerReference" or "footerReference":
                    flow.AddFurniture(reader);
                    break;

                // Inside of the properties these are about the end of the paragraph.
                case "del" or "moveFrom":
                    _isEndDeleted = true;
                    break;
                case "vanish":
                    _isEndHidden = reader.IsOn();
                    break;
                case "pPrChange" or "rPrChange" or "sectPrChange" or "numberingChange":
                    reader.SkipContent();
                    break;
            }
        }
    }

    private void ReadRun(XmlReader reader)
    {
        var (depth, isHidden) = (reader.Depth, _style.IsHidden == true);
        while (reader.ToNextElement(depth))
        {
            if (flow.IsRepeated(reader)) continue;
            switch (reader.LocalName)
            {
                case "rPr":
                    isHidden = IsHidden(reader, isHidden);
                    break;
                case "fldChar":
                    flow.Fields.Change(reader.Attribute("fldCharType"));
                    reader.SkipContent();
                    break;
                case "instrText":
                    if (!reader.IsEmptyElement) ReadInstruction(reader);
                    break;
                case "delText" or "delInstrText" or "rt" or "rubyPr" or "del" or "moveFrom":
                    reader.SkipContent();
                    break;
                default:
                    if (flow.Fields.IsSilent) reader.SkipContent();
                    else if (isHidden) ReadHidden(reader);
                    else ReadShown(reader);
                    break;
            }
        }
    }

    private void ReadShown(XmlReader reader)
    {
        switch (reader.LocalName)
        {
            case "t":
                var start = _text.Length;
                reader.AppendText(_text, _source.Options.MaxCharacters);
                if (_hidden.Length > 0) KeepHiddenWord(start);
                break;
            case "tab" or "ptab":
                _text.Append('\t');
                break;
            case "br" or "cr":
                _text.Append('\n');
                break;
            case "noBreakHyphen":
                _text.Append('-');
                break;
            case "sym":
                if (int.TryParse(reader.Attribute("char"), System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture, out var code) && SymbolText.Of(reader.Attribute("font") ?? "", code) is > '\0' and var sign) _text.Append(sign);
                break;
            case "footnoteReference":
                ReadNote(reader, _source.Footnotes);
                break;
            case "endnoteReference":
                ReadNote(reader, _source.Endnotes);
                break;
            case "txbxContent":
                flow.Read(reader, _boxes);
                break;
            case "textpath" when reader.Attribute("string") is { Length: > 0 } drawn:
                _boxes.Add(new OfficeBlock(BlockKind.Paragraph, drawn));
                break;
            case "relIds" when flow.Linked(reader.RelationshipId("dm")) is { } diagram:
                _boxes.AddRange(DiagramText.Read(_source.Package, diagram, _source.Options.MaxCharacters).Select(point => new OfficeBlock(BlockKind.ListItem, point.Text, point.Depth)));
                break;
            case "chart" when flow.Linked(reader.RelationshipId()) is { } chart:
                _boxes.AddRange(ChartText.Read(_source.Package, chart, _source.Options.MaxCharacters));
                break;
            case "oMath":
                OfficeMath.Append(reader, _text, _source.Options.MaxCharacters);
                break;
        }
    }

    private void ReadHidden(XmlReader reader)
    {
        if (reader.LocalName == "t") reader.AppendText(_hidden, _source.Options.MaxCharacters);
        else reader.SkipContent();
    }

    /// <summary>Hidden text is dropped, but not one word between the words of a sentence: there it is a slip of its author, and without it the sentence would say something else.</summary>
    private void KeepHiddenWord(int at)
    {
        var hidden = _hidden.ToString();
        _hidden.Clear();
        var before = at - 1;
        while (before >= 0 && _text[before] == ' ') before--;
        var isInside = before >= 0 && char.IsLetter(_text[before]) && at < _text.Length && char.IsLower(_text[at]);
        if (isInside && hidden.Trim() is { Length: > 0 } word && word.All(char.IsLetter)) _text.Insert(at, hidden);
    }

    private void ReadNote(XmlReader reader, DocxNotes notes)
    {
        if (reader.Number("id") is not { } id || notes.Meet(id) is not { } note) return;
        if (reader.Attribute("customMarkFollows") is null or "0" or "false" or "off") _text.Append(note.Label);
        flow.AddNote(note.Blocks);
    }

    /// <summary>Reads the properties of a run: whether it is hidden.</summary>
    private bool IsHidden(XmlReader reader, bool isHidden)
    {
        var depth = reader.Depth;
        bool? direct = null;
        while (reader.ToNextElement(depth))
        {
            switch (reader.LocalName)
            {
                case "rStyle":
                    isHidden = _source.Styles.Of(reader.Attribute("val") ?? "").IsHidden ?? isHidden;
                    break;
                case "vanish":
                    direct = reader.IsOn();
                    break;
                case "rPrChange":
                    reader.SkipContent();
                    break;
            }
        }

        return direct ?? isHidden;
    }

    private void ReadInstruction(XmlReader reader)
    {
        var instruction = new StringBuilder();
        reader.AppendText(instruction, _source.Options.MaxCharacters);
        flow.Fields.Instruct(instruction.ToString());
    }
}
