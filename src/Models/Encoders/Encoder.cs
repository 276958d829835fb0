using Microsoft.Extensions.AI;

namespace LongRag.Models.Encoders;

/// <summary>Turns questions and passages into vectors. Its model is loaded on first use. Thread-safe.</summary>
public sealed class Encoder : IDisposable
{
    private readonly Lazy<IEmbeddingGenerator<string, Embedding<float>>> _generator;

    /// <param name="profile">What it is.</param>
    /// <param name="load">Loads the model.</param>
    public Encoder(EncoderProfile profile, Func<IEmbeddingGenerator<string, Embedding<float>>> load) => (Profile, _generator) = (profile, new Lazy<IEmbeddingGenerator<string, Embedding<float>>>(load));

    /// <summary>What is known of it without loading it.</summary>
    public EncoderProfile Profile { get; }

    /// <summary>The model, loaded now where it was not yet.</summary>
    public IEmbeddingGenerator<string, Embedding<float>> Generator => _generator.Value;

    /// <summary>One vector for each passage, in the order given. Hundreds to thousands at a time are best: they are batched by length.</summary>
    public async Task<float[][]> EncodePassagesAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default) =>
        [.. (await Generator.GenerateAsync(texts, cancellationToken: cancellationToken)).Select(e => e.Vector.ToArray())];

    /// <summary>The vector of a question.</summary>
    public async Task<float[]> EncodeQueryAsync(string text, CancellationToken cancellationToken = default) =>
        (await Generator.GenerateAsync([text], cancellationToken: cancellationToken))[0].Vector.ToArray();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_generator.IsValueCreated) _generator.Value.Dispose();
    }
}
