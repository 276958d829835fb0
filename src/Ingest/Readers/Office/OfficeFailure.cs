using System.Xml;

namespace LongRag.Ingest;

/// <summary>Names what is wrong with a document by what its container or its markup threw.</summary>
internal static class OfficeFailure
{
    /// <summary>Runs a step of reading; what a damaged document makes the libraries throw becomes the reason of the file.</summary>
    public static T Name<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (XmlException e)
        {
            throw SafeXml.Corrupt(file, e);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw ZipDirectory.Corrupt(file, "a part of it is damaged", e);
        }
    }

    /// <inheritdoc cref="Name{T}"/>
    public static void Name(string file, Action read) => Name(file, () =>
    {
        read();
        return true;
    });
}
