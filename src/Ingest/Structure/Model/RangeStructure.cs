namespace LongRag.Ingest;

/// <summary>A structure by numbers of sentences (StruXGPT version 2): what a model says of numbered sentences. Checked: the aspects tile all sentences.</summary>
/// <param name="Scope">What the text is about, in one line.</param>
/// <param name="Aspects">The main points, in order; at least one.</param>
internal sealed record RangeStructure(string Scope, IReadOnlyList<RangeAspect> Aspects);

/// <summary>One point and its sentences.</summary>
/// <param name="Name">A noun phrase, in one line.</param>
/// <param name="Start">First sentence, from 1.</param>
/// <param name="End">Last sentence.</param>
/// <param name="Aspects">Finer points; they need not cover all sentences of this one.</param>
internal sealed record RangeAspect(string Name, int Start, int End, IReadOnlyList<RangeAspect> Aspects);
