using System.Collections.Concurrent;
using LongRag.Storage;

namespace LongRag.Hosting;

/// <summary>Where uploaded files lie until their job has read them: <c>uploads/UPLOAD/NUMBER</c> in the data folder. No name of a client becomes one of the file system.</summary>
internal sealed class UploadFolder(DataFolder data)
{
    private readonly string _root = System.IO.Path.Combine(data.Path, "uploads");

    private readonly ConcurrentDictionary<string, bool> _coming = new(StringComparer.Ordinal);

    /// <summary>A new empty folder, by its name. It is nobody's to sweep until <see cref="Came"/>.</summary>
    /// <exception cref="LongRagException"><c>disk_full</c>.</exception>
    public string Create()
    {
        var name = Guid.CreateVersion7().ToString("N");
        _coming[name] = true;
        try
        {
            Directory.CreateDirectory(FolderOf(name));
            return name;
        }
        catch (IOException failure) when (DiskFull.Is(failure))
        {
            Came(name);
            throw DiskFull.Named(failure);
        }
    }

    /// <summary>Nothing more comes into an upload: a job needs it, or nobody does.</summary>
    public void Came(string upload) => _coming.TryRemove(upload, out _);

    /// <summary>The path of one file.</summary>
    public string FileOf(string upload, int number) => System.IO.Path.Combine(FolderOf(upload), number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Removes an upload with its files; does nothing where it is gone.</summary>
    public void Delete(string upload)
    {
        var folder = FolderOf(upload);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    /// <summary>Removes uploads older than a time that no job needs.</summary>
    public void Sweep(IReadOnlySet<string> needed, DateTime before)
    {
        if (!Directory.Exists(_root)) return;
        foreach (var folder in new DirectoryInfo(_root).EnumerateDirectories())
            if (!needed.Contains(folder.Name) && !_coming.ContainsKey(folder.Name) && folder.LastWriteTimeUtc < before) folder.Delete(recursive: true);
    }

    // Names come out of the store: one that is not of our making leads nowhere.
    private string FolderOf(string upload) => Guid.TryParseExact(upload, "N", out _) ? System.IO.Path.Combine(_root, upload) : throw new ArgumentException("This is no upload.", nameof(upload));
}
