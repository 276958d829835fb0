namespace LongRag.Ingest;

/// <summary>An entry ready to be stored.</summary>
/// <param name="Entry">The document with its passages.</param>
/// <param name="Held">What it holds of the <see cref="InFlightBudget"/>.</param>
internal readonly record struct PreparedEntry(CorpusEntry Entry, int Held);
