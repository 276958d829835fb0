using System.IO.Hashing;
using System.Runtime.InteropServices;
using LongRag.Models.Encoders;
using Microsoft.Extensions.AI;

namespace LongRag.Retrievers.Tests.Dense;

/// <summary>The least encoder that is one: a text's words, hashed into so many dimensions (feature hashing, Weinberger et al. 2009). Counts what it is given.</summary>
internal sealed class WordHashes(int dimensions) : IEmbeddingGenerator<string, Embedding<float>>
{
    private long _texts;

    /// <summary>Texts encoded so far.</summary>
    public long Texts => Interlocked.Read(ref _texts);

    /// <summary>Called with each batch, before it is encoded.</summary>
    public Func<IReadOnlyList<string>, CancellationToken, Task>? Before { get; set; }

    /// <summary>Changes vectors on their way out.</summary>
    public Func<float[], float[]>? Bent { get; set; }

    public static EncoderProfile Profile(int dimensions, string name = "hashes") => new()
    {
        Name = name,
        Kind = "test",
        Fingerprint = Convert.ToHexStringLower(XxHash128.Hash(MemoryMarshal.AsBytes($"{name} {dimensions}".AsSpan()))),
        Dimensions = dimensions,
        MaxTokens = int.MaxValue,
    };

    /// <summary>An encoder over it.</summary>
    public Encoder Encoder(string name = "hashes") => new(Profile(dimensions, name), () => this);

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var texts = values.ToList();
        if (Before is not null) await Before(texts, cancellationToken);
        Interlocked.Add(ref _texts, texts.Count);
        return [.. texts.Select(text => new Embedding<float>(Bent is null ? VectorOf(text) : Bent(VectorOf(text))))];
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }

    public float[] VectorOf(string text)
    {
        var vector = new float[dimensions];
        foreach (var word in text.Split([' ', '\n', '.', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            var hash = XxHash64.HashToUInt64(MemoryMarshal.AsBytes(word.AsSpan()));
            vector[(int)(hash % (ulong)dimensions)] += (hash >> 63) == 0 ? 1 : -1;
        }

        var norm = MathF.Sqrt(vector.Sum(v => v * v));
        if (norm > 0)
            for (var i = 0; i < dimensions; i++) vector[i] /= norm;
        else vector[0] = 1; // words that cancel each other out, or none
        return vector;
    }
}
