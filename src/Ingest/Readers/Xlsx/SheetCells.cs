using System.Buffers;
using System.Globalization;
using System.Text;
using System.Xml;

namespace LongRag.Ingest;

/// <summary>What a cell's value is (ECMA-376 part 1, 18.18.11).</summary>
internal enum CellKind
{
    Number,
    Shared,
    Inline,
    Formula,
    Boolean,
    Error,
    Date,
}

/// <summary>Walks the cells of a sheet, forward and row by row, holding one cell at a time.</summary>
internal sealed class SheetCells(Stream part) : IDisposable
{
    private readonly XmlReader _reader = SafeXml.Create(part);
    private readonly char[] _value = ArrayPool<char>.Shared.Rent(RichText.MostCharacters);
    private readonly StringBuilder _buffer = new();
    private int _length;
    private int _rowDepth;
    private bool _isRowEmpty;

    /// <summary>Number of the row, from 1.</summary>
    public int Row { get; private set; }

    /// <summary>Number of the cell's column, from 0.</summary>
    public int Column { get; private set; }

    public CellKind Kind { get; private set; }

    /// <summary>Index of the cell's style.</summary>
    public int Style { get; private set; }

    /// <summary>Text of an inline string.</summary>
    public string InlineText { get; private set; } = "";

    /// <summary>The value as the file has it; empty for none.</summary>
    public ReadOnlySpan<char> Value => _value.AsSpan(0, _length);

    /// <summary>Moves to the next row; false behind the last one.</summary>
    public bool NextRow()
    {
        while (SafeXml.Next(_reader))
        {
            if (_reader.NodeType == XmlNodeType.EndElement && _reader.LocalName == "sheetData") return false;
            if (_reader.NodeType != XmlNodeType.Element || _reader.LocalName != "row") continue;
            Row = int.TryParse(_reader.GetAttribute("r"), CultureInfo.InvariantCulture, out var number) && number > 0 ? number : Row + 1;
            (_rowDepth, _isRowEmpty, Column) = (_reader.Depth, _reader.IsEmptyElement, -1);
            return true;
        }

        return false;
    }

    /// <summary>Moves to the next cell of the row; false behind the last one.</summary>
    public bool NextCell()
    {
        while (!_isRowEmpty && SafeXml.Next(_reader) && _reader.Depth > _rowDepth)
        {
            if (_reader.NodeType != XmlNodeType.Element || _reader.LocalName != "c") continue;
            ReadCell();
            return true;
        }

        return false;
    }

    public void Dispose()
    {
        _reader.Dispose();
        ArrayPool<char>.Shared.Return(_value);
    }

    private void ReadCell()
    {
        (Column, Kind, Style, _length, InlineText) = (Column + 1, CellKind.Number, 0, 0, "");
        var isEmpty = _reader.IsEmptyElement;
        while (_reader.MoveToNextAttribute())
        {
            switch (_reader.LocalName)
            {
                case "r":
                    Column = ColumnOf(_reader.Value) ?? Column;
                    break;
                case "s":
                    Style = int.TryParse(_reader.Value, CultureInfo.InvariantCulture, out var style) ? style : 0;
                    break;
                case "t":
                    Kind = _reader.Value switch { "s" => CellKind.Shared, "inlineStr" => CellKind.Inline, "str" => CellKind.Formula, "b" => CellKind.Boolean, "e" => CellKind.Error, "d" => CellKind.Date, _ => CellKind.Number };
                    break;
            }
        }

        _reader.MoveToElement();
        if (isEmpty) return;
        var depth = _reader.Depth;
        while (SafeXml.Next(_reader) && _reader.Depth > depth)
        {
            if (_reader.NodeType != XmlNodeType.Element) continue;
            if (_reader.LocalName == "v") ReadValue();
            else if (_reader.LocalName == "is") InlineText = RichText.Read(_reader, _buffer);
            else XmlText.Skip(_reader);
        }
    }

    private void ReadValue()
    {
        if (_reader.IsEmptyElement) return;
        var depth = _reader.Depth;
        while (SafeXml.Next(_reader) && _reader.Depth > depth)
        {
            if (!XmlText.IsText(_reader)) continue;
            for (int read; _length < RichText.MostCharacters && (read = _reader.ReadValueChunk(_value, _length, RichText.MostCharacters - _length)) > 0;) _length += read;
        }
    }

    /// <summary>The column of a reference like <c>BC12</c>; null where it is none.</summary>
    private static int? ColumnOf(string reference)
    {
        var column = 0;
        foreach (var c in reference)
        {
            if (!char.IsAsciiLetter(c)) break;
            column = column * 26 + (c | 0x20) - 'a' + 1;
            if (column > 1_000_000) break;
        }

        return column == 0 ? null : column - 1;
    }
}
