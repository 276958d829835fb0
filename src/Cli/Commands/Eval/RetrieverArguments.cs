using System.CommandLine;
using LongRag.Retrievers.Lexical;
using LongRag.Storage;

namespace LongRag.Cli.Commands.Eval;

/// <summary>The options that say what is measured.</summary>
internal sealed class RetrieverArguments
{
    private readonly Option<string> _retriever = new("--retriever") { Description = $"What ranks: {string.Join(", ", RetrieverNames.Kinds)}, or a name of the configuration.", HelpName = "NAME", Required = true };
    private readonly Option<string?> _reranker = new("--reranker") { Description = "What reorders the first documents (none is built in yet).", HelpName = "NAME" };
    private readonly Option<string?> _encoder = new("--encoder") { Description = "Encoder of the dense side (default: the configuration's).", HelpName = "NAME" };
    private readonly Option<string?> _vectors = new("--vectors") { Description = "Folder that keeps vectors between runs, so that nothing is embedded twice (default: that of the usual data folder).", HelpName = "DIR" };
    private readonly Option<string> _level = new("--level") { Description = "What is scored: document (title and text), section or passage; a document then counts by its best.", DefaultValueFactory = _ => "document" };

    public RetrieverArguments() => _level.AcceptOnlyFromAmong("document", "section", "passage");

    public void AddTo(Command command)
    {
        command.Add(_retriever);
        command.Add(_reranker);
        command.Add(_level);
        command.Add(_encoder);
        command.Add(_vectors);
    }

    public string LevelName(Invocation invocation) => invocation.Get(_level);

    public LexicalUnit Level(Invocation invocation) => invocation.Get(_level) switch { "section" => LexicalUnit.Section, "passage" => LexicalUnit.Passage, _ => LexicalUnit.Document };

    /// <summary>Where vectors are kept.</summary>
    public string Vectors(Invocation invocation) => Path.GetFullPath(invocation.Get(_vectors) ?? DenseSide.CacheOf(DataFolder.At(invocation.DataPath)));

    /// <summary>The retriever, where there is one of that name and no reranker is asked for: there is none.</summary>
    public RetrieverChoice Checked(Invocation invocation)
    {
        if (invocation.Get(_reranker) is { } reranker) throw new LongRagException("bad_argument", $"There is no reranker '{reranker}': this build has none.");
        var choice = RetrieverNames.Choose(invocation.Get(_retriever), invocation.Settings.Retrieval, invocation.Get(_encoder));
        return choice.NeedsEncoder && Level(invocation) is LexicalUnit.Section ? throw new LongRagException("bad_argument", $"'{choice.Name}' ranks documents or passages: sections are ranked by words alone.") : choice;
    }
}
