using LongRag.Retrievers.Lexical;

namespace LongRag.Hosting;

/// <summary>The retrievers by the names they have in the configuration and on the command line.</summary>
internal static class RetrieverNames
{
    public const string Hybrid = "hybrid";
    public const string Lexical = "lexical";
    public const string Dense = "dense";
    public const string Bm25 = "bm25";

    /// <summary>The kinds; each is a retriever of that name too.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [Hybrid, Lexical, Dense, Bm25];

    /// <summary>The named retriever.</summary>
    /// <param name="name">Null for the one that is used where none is named: the configuration's; else hybrid where there is an encoder, and lexical where there is none.</param>
    /// <param name="settings">The configuration.</param>
    /// <param name="encoder">Another encoder than the configuration's; null for that.</param>
    /// <exception cref="LongRagException"><c>bad_argument</c> for an unknown name, or one that needs an encoder where there is none.</exception>
    public static RetrieverChoice Choose(string? name, RetrievalSettings settings, string? encoder = null)
    {
        encoder ??= settings.Encoder;
        name ??= settings.Retriever ?? (EncoderNames.IsNone(encoder) ? Lexical : Hybrid);
        var choice = settings.Retrievers.TryGetValue(name, out var own)
            ? new RetrieverChoice(name, own.Kind, own.Encoder ?? encoder, own.Fusion ?? settings.Fusion)
            : new RetrieverChoice(name, name, encoder, settings.Fusion);
        if (!Kinds.Contains(choice.Kind, StringComparer.Ordinal)) throw Unknown(name, settings);
        if (choice.NeedsEncoder && EncoderNames.IsNone(choice.Encoder)) throw new LongRagException("bad_argument", $"The retriever '{name}' needs an encoder, and LongRag:Retrieval:Encoder is 'none'.");
        return choice;
    }

    /// <summary>Throws <c>bad_config</c> where the retriever that is used where none is named cannot be.</summary>
    public static void CheckUsual(RetrievalSettings settings)
    {
        try
        {
            Choose(null, settings);
        }
        catch (LongRagException e)
        {
            throw new LongRagException("bad_config", $"LongRag:Retrieval:Retriever: {e.Message}", e);
        }
    }

    /// <summary>How a retriever's lexical side scores passages and sections, by the settings.</summary>
    public static LexicalOptions OptionsOf(RetrieverChoice choice, RetrievalSettings settings) => OptionsOf(choice, settings, new LexicalOptions());

    /// <summary>The same for whole documents, in which neighbouring words count more.</summary>
    public static LexicalOptions DocumentOptionsOf(RetrieverChoice choice, RetrievalSettings settings) => OptionsOf(choice, settings, LexicalOptions.ForDocuments);

    private static LexicalOptions OptionsOf(RetrieverChoice choice, RetrievalSettings settings, LexicalOptions defaults) => choice.Kind switch
    {
        Bm25 => LexicalOptions.Bm25 with { K1 = settings.Bm25.K1, B = settings.Bm25.B },
        _ => defaults with
        {
            K1 = settings.Lexical.K1,
            B = settings.Lexical.B,
            HeadingWeight = settings.Lexical.HeadingWeight,
            PairWeight = settings.Lexical.PairWeight ?? defaults.PairWeight,
            DropQuestionWords = settings.Lexical.DropQuestionWords,
        },
    };

    private static LongRagException Unknown(string name, RetrievalSettings settings) => new("bad_argument", $"There is no retriever '{name}': choose one of {string.Join(", ", Kinds.Concat(settings.Retrievers.Keys))}.");

    /// <summary>What stands in the index that the retrievers share.</summary>
    public static LexicalSchema SchemaOf(RetrievalSettings settings) => new() { IdentifierParts = settings.IdentifierParts };
}
