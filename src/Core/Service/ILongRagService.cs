namespace LongRag;

/// <summary>What a running service is to whatever offers it to the world (HTTP, MCP): a view for each caller, the keys, and how it is. Thread-safe; lives as long as the process.</summary>
public interface ILongRagService
{
    /// <summary>The service as one caller sees it. Cheap: made for every request.</summary>
    IManagedLongRag For(Principal principal);

    /// <summary>The API keys.</summary>
    IKeyStore Keys { get; }

    /// <summary>Whether it can answer now: the store and the queue of jobs are asked. Indexes, models and workers are not looked at: what is wrong with one is told to those who need it. Takes a few seconds at most and never throws but for a cancellation.</summary>
    Task<ServiceHealth> CheckAsync(CancellationToken cancellationToken = default);

    /// <summary>How the queue of jobs is, over all collections.</summary>
    /// <exception cref="LongRagException"><c>store_unreachable</c>.</exception>
    Task<JobStatistics> JobStatisticsAsync(CancellationToken cancellationToken = default);

    /// <summary>Vectors of texts by the configured encoder. They belong to no collection: every principal may have them, whatever it may see.</summary>
    /// <param name="principal">Who asks.</param>
    /// <param name="model">Name of the encoder; null for the configured one.</param>
    /// <param name="texts">The texts, in order.</param>
    /// <param name="isQuery">Whether they are questions, for encoders that embed those differently.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LongRagException"><c>no_encoder</c>: none is configured; <c>no_such_model</c>; <c>bad_argument</c>: an empty text; <c>encoder_unreachable</c>, <c>encoder_refused</c>, <c>bad_embeddings</c>.</exception>
    Task<TextVectors> EmbedAsync(Principal principal, string? model, IReadOnlyList<string> texts, bool isQuery, CancellationToken cancellationToken = default);
}

/// <summary>How a service is.</summary>
/// <param name="Ready">Whether it can answer.</param>
/// <param name="Checks">What was looked at (<c>store</c>, <c>jobs</c>), each <c>ok</c> or what is wrong; no names of collections or documents.</param>
public sealed record ServiceHealth(bool Ready, IReadOnlyDictionary<string, string> Checks);

/// <summary>Vectors of texts.</summary>
/// <param name="Model">Who made them.</param>
/// <param name="Vectors">One a text, in its order; of length 1.</param>
/// <param name="Tokens">Tokens that were read; 0 where unknown.</param>
public sealed record TextVectors(string Model, IReadOnlyList<ReadOnlyMemory<float>> Vectors, long Tokens);
