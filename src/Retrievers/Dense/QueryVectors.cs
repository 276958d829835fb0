using System.Globalization;
using LongRag.Models.Encoders;

namespace LongRag.Retrievers.Dense;

/// <summary>The vectors of questions; the last ones asked are remembered. Thread-safe.</summary>
/// <param name="encoder">Embeds them; stays the caller's.</param>
public sealed class QueryVectors(Encoder encoder)
{
    private const int MostRemembered = 512;

    // Of questions in the scripts that the default encoder knows the share is below 0.3, of others above 0.8 (docs/decisions/encoders.md).
    private const double MostUnknown = 0.5;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, float[]> _vectors = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>What embeds them.</summary>
    public EncoderProfile Encoder => encoder.Profile;

    /// <summary>Why the vector of a question would say nothing of it: it is in a script that the encoder was not made for. Null where it is not.</summary>
    /// <returns>The code <c>unknown_script</c>, and a line for whoever asked.</returns>
    public LongRagException? WhyMeaningless(string question) => encoder.UnknownShare(question) is > MostUnknown and var share
        ? new LongRagException("unknown_script", string.Create(CultureInfo.InvariantCulture, $"The encoder '{encoder.Profile.Name}' was not made for the script of the question: it knows {100 * (1 - share):0} % of its letters."))
        : null;

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
