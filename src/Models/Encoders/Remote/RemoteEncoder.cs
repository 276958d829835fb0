using System.Numerics.Tensors;
using LongRag.Models.Remote;
using Microsoft.Extensions.AI;

namespace LongRag.Models.Encoders.Remote;

/// <summary>The kind <c>openai</c>: texts go to a server in batches, several at a time. Thread-safe.</summary>
/// <param name="server">Where they go; disposed with this.</param>
/// <param name="normalize">Whether vectors are scaled to length 1.</param>
/// <param name="batchTokens">Tokens of a batch, estimated.</param>
internal sealed class RemoteEncoder(EmbeddingServer server, bool normalize, int batchTokens) : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int UsualBatchTokens = 4096;
    private const int CharactersPerToken = 4;
    private const int MostTexts = 128;
    private const int InFlight = 4;

    /// <exception cref="LongRagException"><c>bad_config</c>.</exception>
    public static Encoder Encoder(string name, EncoderSettings settings, Func<string, string?> environment)
    {
        var check = new EncoderSettingsCheck(name, settings);
        var endpoint = ServerSettings.Address(check, settings.Endpoint);
        var key = ServerSettings.Key(check, settings.ApiKeyEnvironment, settings.ApiKeyFile, environment);
        var profile = new EncoderProfile
        {
            Name = name,
            Kind = EncoderCatalog.OpenAi,
            Fingerprint = "",
            Dimensions = settings.Dimensions!.Value,
            MaxTokens = settings.MaxTokens ?? 8192,
            Normalized = settings.Normalize ?? true,
            QueryPrefix = settings.QueryPrefix ?? "",
            PassagePrefix = settings.PassagePrefix ?? "",
        };
        // The weights cannot be seen: server and name stand for them.
        profile = profile with { Fingerprint = EncoderFingerprint.Of($"{endpoint.AbsoluteUri.TrimEnd('/')} {settings.Model}", null, profile) };
        return new Encoder(profile, () => new RemoteEncoder(new EmbeddingServer(name, endpoint, settings.Model!, key, TimeSpan.FromSeconds(settings.TimeoutSeconds)), profile.Normalized, settings.BatchTokens ?? UsualBatchTokens));
    }

    /// <inheritdoc/>
    /// <exception cref="LongRagException"><c>encoder_unreachable</c>, <c>encoder_refused</c>, <c>bad_embeddings</c>.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        var vectors = new float[texts.Length][];
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = InFlight, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(Batches(texts, batchTokens), parallel, async (batch, token) => await FillAsync(texts, batch, vectors, token));
        if (normalize)
        {
            foreach (var vector in vectors)
                if (TensorPrimitives.Norm<float>(vector) is > 0 and var norm) TensorPrimitives.Divide(vector, norm, vector);
        }

        return [.. vectors.Select(vector => new Embedding<float>(vector))];
    }

    /// <summary>Fills the vectors of a batch; where the server finds it too large, of its halves.</summary>
    private async Task FillAsync(string[] texts, Range batch, float[][] vectors, CancellationToken cancellationToken)
    {
        var (start, count) = batch.GetOffsetAndLength(texts.Length);
        var found = await server.EmbedAsync(texts.AsMemory(start, count), cancellationToken);
        if (found is not null)
        {
            found.CopyTo(vectors, start);
            return;
        }

        var half = start + (count / 2);
        await FillAsync(texts, start..half, vectors, cancellationToken);
        await FillAsync(texts, half..(start + count), vectors, cancellationToken);
    }

    private static IEnumerable<Range> Batches(string[] texts, int tokens)
    {
        for (var start = 0; start < texts.Length;)
        {
            var end = start;
            long characters = 0;
            do characters += texts[end++].Length;
            while (end < texts.Length && end - start < MostTexts && characters + texts[end].Length <= (long)tokens * CharactersPerToken);
            yield return start..end;
            start = end;
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose() => server.Dispose();
}
