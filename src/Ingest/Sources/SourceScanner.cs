namespace LongRag.Ingest;

/// <summary>Finds the files that paths and globs stand for, folder by folder in ordinal order, without ever holding the whole list.</summary>
public sealed class SourceScanner(ScanOptions options)
{
    private static readonly EnumerationOptions Everything = new() { IgnoreInaccessible = false, AttributesToSkip = FileAttributes.None, RecurseSubdirectories = false };
    // Links may lead in circles that no comparison of paths finds.
    private const int MostFolders = 64;

    private readonly GlobFilter _filter = new(options.Include, options.Exclude);

    /// <summary>The files, and what is wrong with the paths that lead to none.</summary>
    public IEnumerable<ScanItem> Scan() => options.Paths.SelectMany(ScanPath);

    private IEnumerable<ScanItem> ScanPath(string path)
    {
        if (string.Equals(path, SourceFile.StandardInput, StringComparison.Ordinal)) return [new ScanItem.Found(new SourceFile(options.Id ?? "stdin", path, 0))];
        if (Directory.Exists(path)) return ScanFolder(Path.GetFullPath(path), Path.GetFullPath(path), [], [], _filter);
        if (File.Exists(path) || IsLink(path)) return ScanFile(path, options.Id ?? Path.GetFileName(path));
        if (path.AsSpan().IndexOfAny('*', '?') >= 0) return ScanGlob(path);
        return [Problem(path, IngestCodes.NotFound, $"There is no file or folder '{path}'.")];
    }

    private IEnumerable<ScanItem> ScanGlob(string glob)
    {
        var parts = glob.Replace('\\', '/').Split('/');
        var fixedParts = parts.TakeWhile(part => part.AsSpan().IndexOfAny('*', '?') < 0).ToArray();
        var root = fixedParts.Length == 0 ? "." : string.Join('/', fixedParts) is { Length: > 0 } named ? named : "/";
        if (!Directory.Exists(root))
        {
            yield return Problem(glob, IngestCodes.NotFound, $"There is no folder '{root}' for '{glob}'.");
            yield break;
        }

        // The user's glob is anchored at its fixed part, unlike --include, which matches in every folder.
        var pattern = new GlobFilter(["./" + string.Join('/', parts[fixedParts.Length..])], []);
        var any = false;
        var full = Path.GetFullPath(root);
        foreach (var item in ScanFolder(full, full, [], [], pattern))
        {
            if (item is ScanItem.Found found && !_filter.Takes(found.File.Key)) continue;
            any = true;
            yield return item;
        }

        if (!any) yield return Problem(glob, IngestCodes.NotFound, $"Nothing matches '{glob}'.");
    }

    private IEnumerable<ScanItem> ScanFolder(string root, string folder, IReadOnlyList<IgnoreFile> ignores, string[] ancestors, GlobFilter filter)
    {
        if (ancestors.Length >= MostFolders)
        {
            yield return Problem(KeyOf(root, folder), IngestCodes.TooDeep, $"Folders are nested deeper than {MostFolders}.");
            yield break;
        }

        string[] entries;
        IReadOnlyList<IgnoreFile> here = ignores;
        ScanItem? problem = null;
        try
        {
            entries = Directory.GetFileSystemEntries(folder, "*", Everything);
            if (options.RespectIgnoreFiles && IgnoreFile.In(folder) is { } own) here = [.. ignores, own];
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            entries = [];
            problem = Problem(KeyOf(root, folder), IngestCodes.Unreadable, $"The folder, or the .gitignore in it, cannot be read: {e.Message}");
        }

        if (problem is not null) yield return problem;
        Array.Sort(entries, string.CompareOrdinal);
        string[] chain = [.. ancestors, RealPath(folder)];
        foreach (var entry in entries)
        {
            var isFolder = Directory.Exists(entry);
            if (options.RespectIgnoreFiles && IsIgnored(entry, isFolder, here)) continue;
            if (!isFolder)
            {
                foreach (var item in ScanFile(entry, KeyOf(root, entry), filter)) yield return item;
            }
            else if (IsLink(entry) && chain.Contains(RealPath(entry), StringComparer.Ordinal))
            {
                yield return Problem(KeyOf(root, entry), IngestCodes.LinkLoop, "The link leads back to a folder above it; it is not followed.", isWarning: true);
            }
            else
            {
                foreach (var item in ScanFolder(root, entry, here, chain, filter)) yield return item;
            }
        }
    }

    private IEnumerable<ScanItem> ScanFile(string path, string key, GlobFilter? filter = null)
    {
        if (!(filter ?? _filter).Takes(key)) yield break;
        var file = new FileInfo(path);
        if (file.LinkTarget is not null && !LeadsSomewhere(file))
            yield return Problem(key, IngestCodes.BrokenLink, $"The link leads to '{file.LinkTarget}', which is not there.");
        else
            yield return new ScanItem.Found(new SourceFile(key, path, file.Exists ? LengthOf(file) : 0));
    }

    private static bool LeadsSomewhere(FileInfo link)
    {
        try
        {
            return link.ResolveLinkTarget(returnFinalTarget: true) is { Exists: true };
        }
        catch (IOException)
        {
            // A link that leads to itself.
            return false;
        }
    }

    private static long LengthOf(FileInfo file) => file.LinkTarget is null ? file.Length : new FileInfo(RealPath(file.FullName)).Length;

    private static bool IsIgnored(string entry, bool isFolder, IReadOnlyList<IgnoreFile> ignores) =>
        Path.GetFileName(entry.AsSpan())[0] == '.' || ignores.Any(ignore => ignore.Ignores(entry, isFolder));

    private static bool IsLink(string path) => new FileInfo(path).LinkTarget is not null;

    private static string RealPath(string path)
    {
        try
        {
            return (File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path)).FullName;
        }
        catch (IOException)
        {
            // A circle of links has no final target: it is reported where it is opened.
            return Path.GetFullPath(path);
        }
    }

    private static string KeyOf(string root, string path) => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');

    private static ScanItem.Issue Problem(string key, string code, string message, bool isWarning = false) => new(new IngestIssue(key, "read", code, message, isWarning));
}
