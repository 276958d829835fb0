namespace LongRag.Ingest;

/// <summary>The other side of a pipe said something that the protocol does not allow. It is not to be listened to any longer.</summary>
internal sealed class BrokenFrameException(string message) : Exception(message);
