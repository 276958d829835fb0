using System.CommandLine;
using LongRag.Retrievers.Lexical;

namespace LongRag.Cli.Commands.Eval;

/// <summary>The options that say what is measured.</summary>
internal sealed class RetrieverArguments
{
    private readonly Option<string> _retriever = new("--retriever") { Description = $"What ranks: {string.Join(" or ", RetrieverNames.All)}.", HelpName = "NAME", Required = true };
    private readonly Option<string?> _reranker = new("--reranker") { Description = "What reorders the first documents (none is built in yet).", HelpName = "NAME" };
    private readonly Option<string> _level = new("--level") { Description = "What is scored: document (title and text), section or passage; a document then counts by its best.", DefaultValueFactory = _ => "document" };

    public RetrieverArguments() => _level.AcceptOnlyFromAmong("document", "section", "passage");

    public void AddTo(Command command)
    {
        command.Add(_retriever);
        command.Add(_reranker);
        command.Add(_level);
    }

    public string LevelName(Invocation invocation) => invocation.Get(_level);

    public LexicalUnit Level(Invocation invocation) => invocation.Get(_level) switch { "section" => LexicalUnit.Section, "passage" => LexicalUnit.Passage, _ => LexicalUnit.Document };

    /// <summary>The retriever's name, where there is one of that name and no reranker is asked for: there is none.</summary>
    public string Checked(Invocation invocation)
    {
        if (invocation.Get(_reranker) is { } reranker) throw new LongRagException("bad_argument", $"There is no reranker '{reranker}': this build has none.");
        return RetrieverNames.Checked(invocation.Get(_retriever));
    }
}
