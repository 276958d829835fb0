using LongRag.Models.Encoders;

namespace LongRag.Retrievers.Dense;

/// <summary>The vectors of questions; the last ones asked are remembered. Thread-safe.</summary>
/// <param name="encoder">Embeds them; stays the caller's.</param>
public sealed class QueryVectors(Encoder encoder)
{
    private const int MostRemembered = 512;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, float[]> _vectors = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>What embeds them.</summary>
    public EncoderProfile Encoder => encoder.Profile;

    /// <summary>The vector of a question.</summary>
    /// <exception cref="LongRagException"><c>bad_embeddings</c>, and the encoder's other failures.</exception>
    public async Task<float[]> OfAsync(string question, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
            if (_vectors.TryGetValue(question, out var known)) return known;
        var vector = await encoder.EncodeQueryAsync(question, cancellationToken);
        lock (_gate)
        {
            if (_vectors.TryAdd(question, vector)) _order.Enqueue(question);
            if (_order.Count > MostRemembered) _vectors.Remove(_order.Dequeue());
        }

        return vector;
    }
}
