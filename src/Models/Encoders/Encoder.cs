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

    /// <summary>The model, loaded now where it was not yet. It gives the vectors of texts as they are: no prefix is put in front of them.</summary>
    public IEmbeddingGenerator<string, Embedding<float>> Generator => _generator.Value;

    /// <summary>How many texts so far were longer than the encoder reads; 0 where the encoder's server does not say.</summary>
    public long LongTexts => _generator.IsValueCreated && Limits is { } limits ? limits.LongTexts : 0;

    private ITextLimits? Limits => _generator.Value.GetService(typeof(ITextLimits)) as ITextLimits;

    /// <summary>One vector for each passage, in the order given. Hundreds to thousands at a time are best: they are batched by length.</summary>
    public Task<float[][]> EncodePassagesAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default) => VectorsAsync(Profile.PassagePrefix, texts, cancellationToken);

    /// <summary>The vector of a question.</summary>
    public async Task<float[]> EncodeQueryAsync(string text, CancellationToken cancellationToken = default) => (await VectorsAsync(Profile.QueryPrefix, [text], cancellationToken))[0];

    /// <summary>The share of a text's tokens that the encoder does not know, 0 to 1: near 1 for a script it has never seen. 0 where its vocabulary is not at hand.</summary>
    public double UnknownShare(string text) => _generator.Value.GetService(typeof(ITextLimits)) is ITextLimits limits ? limits.UnknownShare(text) : 0;

    private async Task<float[][]> VectorsAsync(string prefix, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        if (texts.Count == 0) return [];
        var embeddings = await Generator.GenerateAsync(prefix.Length == 0 ? texts : [.. texts.Select(text => prefix + text)], cancellationToken: cancellationToken);
        if (embeddings.Count != texts.Count) throw new LongRagException("bad_embeddings", $"The encoder '{Profile.Name}' gave {embeddings.Count} vectors for {texts.Count} texts.");
        var vectors = new float[texts.Count][];
        for (var i = 0; i < vectors.Length; i++) vectors[i] = Checked(embeddings[i].Vector);
        return vectors;
    }

    private float[] Checked(ReadOnlyMemory<float> vector)
    {
        if (vector.Length != Profile.Dimensions) throw new LongRagException("bad_embeddings", $"The encoder '{Profile.Name}' gave a vector of {vector.Length} dimensions; {Profile.Dimensions} were expected: correct its Dimensions, or its model.");
        foreach (var value in vector.Span)
            if (!float.IsFinite(value)) throw new LongRagException("bad_embeddings", $"The encoder '{Profile.Name}' gave a vector that holds {value}, which is no number to search with.");
        return System.Runtime.InteropServices.MemoryMarshal.TryGetArray(vector, out var array) && array.Offset == 0 && array.Array!.Length == vector.Length ? array.Array : vector.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_generator.IsValueCreated) _generator.Value.Dispose();
    }
}
