using MAB.DotIgnore;

namespace LongRag.Ingest;

/// <summary>The <c>.gitignore</c> of one folder.</summary>
internal sealed class IgnoreFile
{
    private readonly string _folder;
    private readonly IgnoreList _rules;

    private IgnoreFile(string folder, IgnoreList rules) => (_folder, _rules) = (folder, rules);

    public static IgnoreFile? In(string folder)
    {
        var path = Path.Combine(folder, ".gitignore");
        return File.Exists(path) ? new IgnoreFile(folder, new IgnoreList(path)) : null;
    }

    public bool Ignores(string path, bool isFolder) => _rules.IsIgnored(Path.GetRelativePath(_folder, path).Replace('\\', '/'), isFolder);
}
