using System.Xml;

namespace LongRag.Ingest;

/// <summary>How a cell of a table belongs to those around it.</summary>
internal sealed class DocxCell
{
    /// <summary>It goes on with the cell above.</summary>
    public bool IsJoinedToAbove { get; private set; }

    /// <summary>It goes on with the cell before.</summary>
    public bool IsJoinedToLeft { get; private set; }

    /// <summary>It was deleted, and the deletion is tracked.</summary>
    public bool IsDeleted { get; private set; }

    /// <summary>Reads the properties of a cell and stays on their end.</summary>
    public void Read(XmlReader reader)
    {
        var depth = reader.Depth;
        while (reader.ToNextElement(depth))
        {
            switch (reader.LocalName)
            {
                case "vMerge":
                    IsJoinedToAbove = reader.Attribute("val") is null or "continue";
                    break;
                case "hMerge":
                    IsJoinedToLeft = reader.Attribute("val") is null or "continue";
                    break;
                case "cellDel":
                    IsDeleted = true;
                    break;
                case "tcPrChange":
                    reader.SkipContent();
                    break;
            }
        }
    }
}
