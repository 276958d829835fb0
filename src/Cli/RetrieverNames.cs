using LongRag.Retrievers.Lexical;

namespace LongRag.Cli;

/// <summary>The retrievers by the names they have in the configuration and on the command line.</summary>
internal static class RetrieverNames
{
    public const string Lexical = "lexical";
    public const string Bm25 = "bm25";

    public static IReadOnlyList<string> All { get; } = [Lexical, Bm25];

    /// <summary>How the named retriever scores passages and sections, by the settings.</summary>
    /// <exception cref="LongRagException"><c>bad_argument</c> for an unknown name.</exception>
    public static LexicalOptions OptionsOf(string name, RetrievalSettings settings) => OptionsOf(name, settings, new LexicalOptions());

    /// <summary>The same for whole documents, in which neighbouring words count more.</summary>
    public static LexicalOptions DocumentOptionsOf(string name, RetrievalSettings settings) => OptionsOf(name, settings, LexicalOptions.ForDocuments);

    private static LexicalOptions OptionsOf(string name, RetrievalSettings settings, LexicalOptions defaults) => name switch
    {
        Bm25 => LexicalOptions.Bm25 with { K1 = settings.Bm25.K1, B = settings.Bm25.B },
        Lexical => defaults with
        {
            K1 = settings.Lexical.K1,
            B = settings.Lexical.B,
            HeadingWeight = settings.Lexical.HeadingWeight,
            PairWeight = settings.Lexical.PairWeight ?? defaults.PairWeight,
            DropQuestionWords = settings.Lexical.DropQuestionWords,
        },
        _ => throw Unknown(name),
    };

    /// <summary>The name where there is a retriever of that name.</summary>
    /// <exception cref="LongRagException"><c>bad_argument</c>, with the names there are.</exception>
    public static string Checked(string name) => All.Contains(name, StringComparer.Ordinal) ? name : throw Unknown(name);

    private static LongRagException Unknown(string name) => new("bad_argument", $"There is no retriever '{name}': choose one of {string.Join(", ", All)}.");

    /// <summary>What stands in the index that the retrievers share.</summary>
    public static LexicalSchema SchemaOf(RetrievalSettings settings) => new() { IdentifierParts = settings.IdentifierParts };
}
