using Microsoft.Extensions.AI;

namespace LongRag.Models.Encoders;

/// <summary>Turns questions and passages into vectors. Its model is loaded on first use. Thread-safe.</summary>
public sealed class Encoder : IDisposable
{
    private readonly Lazy<IEmbeddingGenerator<string, Embedding<float>>> _generator;
    private readonly Lock _gate = new();
    private bool _isDisposed;

    /// <param name="profile">What it is.</param>
    /// <param name="load">Loads the model.</param>
    public Encoder(EncoderProfile profile, Func<IEmbeddingGenerator<string, Embedding<float>>> load) => (Profile, _generator) = (profile, new Lazy<IEmbeddingGenerator<string, Embedding<float>>>(load));

    /// <summary>What is known of it without loading it.</summary>
    public EncoderProfile Profile { get; }

    /// <summary>The model, loaded now where it was not yet. It gives the vectors of texts as they are: no prefix is put in front of them.</summary>
    /// <exception cref="ObjectDisposedException">It was disposed of.</exception>
    public IEmbeddingGenerator<string, Embedding<float>> Generator
    {
        get
        {
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                return _generator.Value;
            }
        }
    }

    /// <summary>How many texts so far were longer than the encoder reads; 0 where the encoder's server does not say.</summary>
    public long LongTexts => _generator.IsValueCreated && Limits is { } limits ? limits.LongTexts : 0;

    private ITextLimits? Limits => _generator.Value.GetService(typeof(ITextLimits)) as ITextLimits;

    /// <summary>One vector for each passage, in the order given. Hundreds to thousands at a time are best: they are batched by length.</summary>
    public Task<float[][]> EncodePassagesAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default) => VectorsAsync(Profile.PassagePrefix, texts, cancellationToken);

    /// <summary>The vector of a question.</summary>
    public async Task<float[]> EncodeQueryAsync(string text, CancellationToken cancellationToken = default) => (await VectorsAsync(Profile.QueryPrefix, [text], cancellationToken))[0];

    /// <summary>The share of a text's letters that the encoder does not know, or knows letter by letter only, 0 to 1: near 1 for a script that it was not made for. 0 where its vocabulary is not at hand. Loads the model where the text is not plain ASCII.</summary>
    public double UnknownShare(string text) => !System.Text.Ascii.IsValid(text) && Generator.GetService(typeof(ITextLimits)) is ITextLimits limits ? limits.UnknownShare(text) : 0;

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
        if (System.Numerics.Tensors.TensorPrimitives.Norm(vector.Span) is not (> 0 and < float.PositiveInfinity) and var norm) throw new LongRagException("bad_embeddings", $"The encoder '{Profile.Name}' gave a vector of length {norm}, which has no direction to search in.");
        return System.Runtime.InteropServices.MemoryMarshal.TryGetArray(vector, out var array) && array.Offset == 0 && array.Array!.Length == vector.Length ? array.Array : vector.ToArray();
    }

    /// <summary>Releases the model, once it is loaded by whoever loads it now, and once a model that runs in this process has answered whom it is answering.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            if (_generator.IsValueCreated) _generator.Value.Dispose();
        }
    }
}
