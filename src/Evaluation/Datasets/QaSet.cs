namespace LongRag.Evaluation;

/// <summary>
/// Questions with answers, and the documents that hold them. A folder with <c>qa/SPLIT.jsonl</c> or <c>qa.jsonl</c> and <c>corpus.jsonl</c> or <c>documents.jsonl</c>,
/// or one file of questions beside such a corpus; plain or gzip.
/// </summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Split">The split asked for; "all" where none is.</param>
/// <param name="Questions">In the order of the file.</param>
/// <param name="DocumentFile">Where the documents are.</param>
public sealed record QaSet(string Name, string Split, IReadOnlyList<QaQuestion> Questions, string DocumentFile)
{
    private static readonly string[] Extensions = [".jsonl", ".jsonl.gz"];

    /// <summary>Opens a set and reads its questions.</summary>
    /// <param name="path">Folder or file of questions.</param>
    /// <param name="split">
    /// Where there is a folder <c>qa</c>, the file of that name or the only one whose name begins with it and a dash; in one file, questions whose field <c>split</c> says so. Null for all of one file.
    /// </param>
    /// <exception cref="LongRagException"><c>not_found</c> for a file or split that is not there, <c>bad_argument</c> where a split must be named, <c>bad_input</c> with file and line.</exception>
    public static QaSet Open(string path, string? split)
    {
        var folder = Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
        var (file, isOfSplit) = Directory.Exists(path) ? FileOf(path, split) : (path, false);
        var questions = QaSetLines.Questions(file, isOfSplit ? null : split).ToList();
        if (questions.Count == 0) throw new LongRagException("not_found", split is null ? $"'{file}' holds no question." : $"'{file}' holds no question of the split '{split}'.");
        if (!Directory.Exists(path) && string.Equals(Path.GetFileName(folder), "qa", StringComparison.Ordinal)) folder = Path.GetDirectoryName(folder)!;
        var documents = Find(folder, "corpus") ?? Find(folder, "documents") ?? throw new LongRagException("not_found", $"There is no corpus.jsonl or documents.jsonl (plain or .gz) in '{folder}'.");
        return new QaSet(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))), split ?? "all", questions, documents);
    }

    /// <summary>The questions of one file, without documents; one without an id is called by its line (<c>line-3</c>); errors as <see cref="Open"/>.</summary>
    /// <param name="file">JSON lines, plain or gzip.</param>
    /// <param name="split">Questions whose field <c>split</c> says so; null for all.</param>
    public static IReadOnlyList<QaQuestion> ReadQuestions(string file, string? split)
    {
        if (!File.Exists(file)) throw new LongRagException("not_found", $"There is no file '{file}'.");
        IReadOnlyList<QaQuestion> questions = [.. QaSetLines.Questions(file, split, namesByLine: true)];
        return questions.Count > 0 ? questions : throw new LongRagException("not_found", $"'{file}' holds no question{(split is null ? "" : $" of the split '{split}'")}.");
    }

    /// <summary>The documents, streamed from the file; errors as <see cref="Open"/>.</summary>
    public IEnumerable<QaDocument> Documents() => QaSetLines.Documents(DocumentFile);

    private static (string File, bool IsOfSplit) FileOf(string folder, string? split)
    {
        if (Find(folder, "qa") is { } single) return (single, false);
        var splits = Path.Combine(folder, "qa");
        if (!Directory.Exists(splits)) throw new LongRagException("not_found", $"There is no qa.jsonl (plain or .gz) and no folder 'qa' in '{folder}'.");
        var names = Directory.EnumerateFiles(splits).Select(Path.GetFileName).OfType<string>().Where(name => Array.Exists(Extensions, name.EndsWith)).Order(StringComparer.Ordinal).ToList();
        var all = string.Join(", ", names.Select(NameOf));
        if (split is null) return names is [var only] ? (Path.Combine(splits, only), true) : throw new LongRagException("bad_argument", $"'{splits}' has several files: name one with --split ({all}).");
        var found = names.FindAll(name => string.Equals(NameOf(name), split, StringComparison.Ordinal));
        if (found.Count == 0) found = names.FindAll(name => NameOf(name).StartsWith(split + "-", StringComparison.Ordinal));
        return found is [var one] ? (Path.Combine(splits, one), true) : throw new LongRagException("not_found", $"{(found.Count == 0 ? "No" : "More than one")} file of '{splits}' is the split '{split}' ({all}).");
    }

    private static string NameOf(string file) => file[..file.IndexOf(".jsonl", StringComparison.Ordinal)];

    /// <summary>The file of that name in the folder, plain or gzip; null where there is none.</summary>
    internal static string? Find(string folder, string name) => new SetFolder(folder).Find(name + ".jsonl");
}
