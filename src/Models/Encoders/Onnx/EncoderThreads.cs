namespace LongRag.Models.Encoders.Onnx;

/// <summary>How the threads of an encoder are used (docs/decisions/encoders.md).</summary>
/// <param name="OfBatch">Threads that work on one batch together.</param>
/// <param name="Batches">Batches at a time.</param>
internal readonly record struct EncoderThreads(int OfBatch, int Batches)
{
    // A question to a model of 90 MB is done in the time that two threads need to find one another, and a batch of passages is as well off on one; larger models were not measured.
    private const long SmallModel = 150_000_000;

    // Each batch at a time takes memory of its own.
    private const int MostBatches = 8;

    /// <summary>Tokens of a batch where none are set: what one thread works on should stay in its core's caches.</summary>
    public int BatchTokens => OfBatch == 1 ? 2048 : 4096;

    /// <param name="threads">The setting; 0 for one a core.</param>
    /// <param name="use">A background thread's helpers would not give way, so it has none.</param>
    /// <param name="bytes">Size of the model.</param>
    public static EncoderThreads For(int threads, EncoderUse use, long bytes)
    {
        if (use == EncoderUse.Background) return new EncoderThreads(1, 1);
        var all = threads > 0 ? threads : Environment.ProcessorCount;
        return bytes > SmallModel ? new EncoderThreads(all, 1) : new EncoderThreads(1, threads > 0 ? threads : Math.Min(all, MostBatches));
    }
}
