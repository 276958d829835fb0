namespace LongRag.Storage;

/// <summary>Section paths as JSON; neighbouring passages share theirs, so the last is remembered.</summary>
internal sealed class SectionPathColumn
{
    private IReadOnlyList<string>? _path;
    private string _json = "";

    public string Of(IReadOnlyList<string> path)
    {
        if (_path is null || !(ReferenceEquals(_path, path) || _path.SequenceEqual(path, StringComparer.Ordinal))) (_path, _json) = (path, JsonColumns.Of(path));
        return _json;
    }
}
