namespace LongRag.Ingest;

/// <summary>Carries a failure of the store past the handling of bad files: it ends the run, and the run then throws what is inside.</summary>
internal sealed class StoreFailedException(Exception inner) : Exception(inner.Message, inner);
