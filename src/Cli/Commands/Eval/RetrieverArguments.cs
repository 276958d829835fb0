using System.CommandLine;
using LongRag.Retrievers.Lexical;
using LongRag.Storage;

namespace LongRag.Cli.Commands.Eval;

/// <summary>The options that say what is measured.</summary>
internal sealed class RetrieverArguments
{
    private readonly Option<string> _retriever = new("--retriever") { Description = $"What ranks: {string.Join(", ", RetrieverNames.Kinds)}, or a name of the configuration.", HelpName = "NAME", Required = true };
    private readonly Option<string?> _reranker = new("--reranker") { Description = "What puts the first documents in order: a name of the section Rankers of the configuration (default: nothing).", HelpName = "NAME" };
    private readonly Option<string?> _encoder = new("--encoder") { Description = "Encoder of the dense side (default: the configuration's).", HelpName = "NAME" };
    private readonly Option<string?> _vectors = new("--vectors") { Description = "Folder that keeps vectors between runs, so that nothing is embedded twice (default: that of the usual data folder).", HelpName = "DIR" };
    private readonly Option<bool> _oneVector = new("--one-vector") { Description = "With --level document: a document has one vector, of its text as far as the encoder reads, as published figures have it. Else it has the vectors of its passages." };
    private readonly Option<string> _level = new("--level") { Description = "What is scored: document (title and text), section or passage; a document then counts by its best.", DefaultValueFactory = _ => "document" };

    public RetrieverArguments() => _level.AcceptOnlyFromAmong("document", "section", "passage");

    public void AddTo(Command command)
    {
        command.Add(_retriever);
        command.Add(_reranker);
        command.Add(_level);
        command.Add(_encoder);
        command.Add(_vectors);
        command.Add(_oneVector);
    }

    public string LevelName(Invocation invocation) => invocation.Get(_level);

    public LexicalUnit Level(Invocation invocation) => invocation.Get(_level) switch { "section" => LexicalUnit.Section, "passage" => LexicalUnit.Passage, _ => LexicalUnit.Document };

    /// <summary>Whether a document has one vector.</summary>
    public bool OneVector(Invocation invocation) => invocation.Get(_oneVector);

    /// <summary>Where vectors are kept.</summary>
    public string Vectors(Invocation invocation) => Path.GetFullPath(invocation.Get(_vectors) ?? DenseSide.CacheOf(DataFolder.At(invocation.DataPath)));

    /// <summary>The ranker that was asked for; null where none was. Its model is not loaded yet.</summary>
    public OpenRanker? Reranker(Invocation invocation) => invocation.Get(_reranker) is { } name && name is not RankerNames.None ? RankerNames.Of(invocation.Settings, name) : null;

    /// <summary>The retriever, where there is one of that name.</summary>
    public RetrieverChoice Checked(Invocation invocation)
    {
        if (invocation.Get(_oneVector) && Level(invocation) is not LexicalUnit.Document) throw new LongRagException("bad_argument", "--one-vector is for --level document.");
        var choice = RetrieverNames.Choose(invocation.Get(_retriever), invocation.Settings.Retrieval, invocation.Get(_encoder));
        return choice.NeedsEncoder && Level(invocation) is LexicalUnit.Section ? throw new LongRagException("bad_argument", $"'{choice.Name}' ranks documents or passages: sections are ranked by words alone.") : choice;
    }
}
