using LongRag.Retrievers.Fusion;

namespace LongRag.Hosting;

/// <summary>A retriever, by what it is made of.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">One of <see cref="RetrieverNames.Kinds"/>.</param>
/// <param name="Encoder">Name of the encoder of its dense side.</param>
/// <param name="Fusion">How its sides are joined.</param>
internal sealed record RetrieverChoice(string Name, string Kind, string Encoder, FusionOptions Fusion)
{
    /// <summary>Whether it has a dense side.</summary>
    public bool NeedsEncoder => Kind is RetrieverNames.Hybrid or RetrieverNames.Dense;

    /// <summary>Whether it has a lexical side.</summary>
    public bool IsLexical => Kind is not RetrieverNames.Dense;
}
