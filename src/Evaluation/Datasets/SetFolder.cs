namespace LongRag.Evaluation;

/// <summary>Finds the files of a data set, plain or gzip.</summary>
/// <param name="Path">The folder; it exists.</param>
internal sealed record SetFolder(string Path)
{
    private static readonly string[] Ends = ["", ".gz"];

    /// <summary>Last part of the path.</summary>
    public string Name => System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path)));

    /// <summary>The folder at a path.</summary>
    /// <exception cref="LongRagException"><c>not_found</c>.</exception>
    public static SetFolder At(string path) => Directory.Exists(path) ? new SetFolder(path) : throw new LongRagException("not_found", $"There is no folder '{path}'.");

    /// <summary>The first of these files that is there, as it is or gzipped; null for none.</summary>
    public string? Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            foreach (var end in Ends)
                if (System.IO.Path.Combine(Path, name) + end is var path && File.Exists(path)) return path;
        return null;
    }

    /// <summary>As <see cref="Find"/>.</summary>
    /// <exception cref="LongRagException"><c>not_found</c> where none is there.</exception>
    public string Need(params ReadOnlySpan<string> names) =>
        Find(names) ?? throw new LongRagException("not_found", $"There is no {string.Join(" or ", names.ToArray())} (plain or .gz) in '{Path}'.");

    /// <summary>A file that a person named: a path as it is, else one below the folder.</summary>
    public string Named(string path) => File.Exists(path) ? path : Find(path) ?? throw new LongRagException("not_found", $"There is no file '{path}', nor one in '{Path}'.");

    /// <summary>The judgments of a split.</summary>
    /// <exception cref="LongRagException"><c>not_found</c>, with the splits that are there.</exception>
    public string Qrels(string split)
    {
        if (Find($"qrels/{split}.tsv", $"qrels/{split}.txt", $"qrels/{split}.qrels", $"qrels/{split}", $"qrels.{split}.tsv", $"qrels.{split}.txt") is { } found) return found;
        var folder = System.IO.Path.Combine(Path, "qrels");
        string[] there = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Select(file => System.IO.Path.GetFileName(file).Split('.')[0]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : [];
        throw new LongRagException("not_found", $"'{Path}' has no judgments for the split '{split}' (qrels/{split}.tsv, plain or .gz); {(there.Length == 0 ? "it has none at all" : $"there are {string.Join(", ", there)}")}.");
    }
}
