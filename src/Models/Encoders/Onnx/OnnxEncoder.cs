using System.Collections.Concurrent;
using System.Numerics.Tensors;
using System.Runtime.ExceptionServices;
using LongRag.Models.Encoders.Tokens;
using Microsoft.Extensions.AI;
using Microsoft.ML.OnnxRuntime;

namespace LongRag.Models.Encoders.Onnx;

/// <summary>Runs a sentence encoder by ONNX Runtime: tokens, batches of like length, pooling. Thread-safe.</summary>
/// <param name="model">What is run; disposed with this.</param>
/// <param name="background">Where texts are encoded; null for the pool's threads. Disposed with this.</param>
/// <param name="check">Called before each call; throws where the model's files are no longer those that were opened.</param>
internal sealed class OnnxEncoder(EncoderModel model, BackgroundThread? background = null, Action? check = null) : IEmbeddingGenerator<string, Embedding<float>>, ITextLimits
{
    private readonly string[] _inputs = [.. model.Session.InputMetadata.Keys];
    private readonly string[] _outputs = [OnnxSession.OutputOf(model.Session)];
    private readonly CallsInFlight _calls = new();
    private long _longTexts;

    /// <inheritdoc/>
    public long LongTexts => Interlocked.Read(ref _longTexts);

    private int Markers => model.Tokenizer.Start.Length + model.Tokenizer.End.Length;

    /// <inheritdoc/>
    public double UnknownShare(string text) => UnreadLetters.ShareOf(text, model.Tokenizer);

    /// <inheritdoc/>
    /// <exception cref="LongRagException"><c>encoder_changed</c>, <c>encoder_damaged</c>.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var call = _calls.Enter(this);
        string[] texts = [.. values];
        GeneratedEmbeddings<Embedding<float>> Encoded() => new(Encode(texts, cancellationToken).Select(vector => new Embedding<float>(vector)));
        // Not on the caller's context: the thread that waits in Dispose may be the one that context needs.
        return await (background is null ? Task.Run(Encoded, cancellationToken) : background.RunAsync(Encoded, cancellationToken)).ConfigureAwait(false);
    }

    private float[][] Encode(string[] texts, CancellationToken cancellationToken)
    {
        check?.Invoke();
        var parts = new TokenWindow[texts.Length][];
        EachBeside(Enumerable.Range(0, texts.Length), text => parts[text] = Windows(text, texts[text]), cancellationToken);
        TokenWindow[] windows = [.. parts.SelectMany(part => part)];
        // A text's windows may be in several batches; they are joined in their order, whichever is done first.
        var found = new Dictionary<TokenWindow, float[]>(windows.Length);
        EachBeside(TokenWindow.Batches(windows, Markers, model.BatchTokens), batch =>
        {
            var vectors = RunBatch(batch.Span, cancellationToken);
            lock (found)
                for (var i = 0; i < vectors.Length; i++) found[batch.Span[i]] = vectors[i];
        }, cancellationToken);
        return [.. parts.Select(part => Joined(part, found))];
    }

    private TokenWindow[] Windows(int text, string words)
    {
        var ids = model.Tokenizer.Ids(words);
        if (ids.Count > model.MaxTokens - Markers) Interlocked.Increment(ref _longTexts);
        return [.. TokenWindow.Of(text, ids, model.MaxTokens - Markers, model.LongText)];
    }

    // In their order, so many at a time.
    private void EachBeside<T>(IEnumerable<T> items, Action<T> act, CancellationToken cancellationToken)
    {
        if (model.Threads.Batches == 1)
        {
            foreach (var item in items)
            {
                cancellationToken.ThrowIfCancellationRequested();
                act(item);
            }

            return;
        }

        try
        {
            var one = Partitioner.Create(items, EnumerablePartitionerOptions.NoBuffering);
            Parallel.ForEach(one, new ParallelOptions { MaxDegreeOfParallelism = model.Threads.Batches, CancellationToken = cancellationToken }, act);
        }
        catch (AggregateException failures)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ExceptionDispatchInfo.Throw(failures.InnerExceptions[0]);
        }
    }

    private float[][] RunBatch(ReadOnlySpan<TokenWindow> batch, CancellationToken cancellationToken)
    {
        var length = batch[0].Count + Markers;
        long[] shape = [batch.Length, length];
        var ids = new long[batch.Length * length];
        var mask = new long[ids.Length];
        Fill(batch, length, ids, mask);
        var inputs = new List<OrtValue>(_inputs.Length);
        using var options = new RunOptions();
        using var cancelled = cancellationToken.Register(static o => ((RunOptions)o!).Terminate = true, options);
        try
        {
            foreach (var name in _inputs)
                inputs.Add(OrtValue.CreateTensorValueFromMemory(name switch { "input_ids" => ids, "attention_mask" => mask, _ => new long[ids.Length] }, shape));
            using var results = model.Session.Run(options, _inputs, inputs, _outputs);
            var dimensions = results[0].GetTensorTypeAndShape().Shape;
            var values = results[0].GetTensorDataAsSpan<float>();
            var width = (int)dimensions[^1];
            var vectors = new float[batch.Length][];
            for (var i = 0; i < batch.Length; i++)
            {
                var own = values.Slice(i * (values.Length / batch.Length), values.Length / batch.Length);
                vectors[i] = dimensions.Length == 2 ? own.ToArray() : Pool(own, width, batch[i].Count + Markers);
            }

            return vectors;
        }
        catch (OnnxRuntimeException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OnnxRuntimeException e)
        {
            throw new LongRagException("encoder_damaged", $"The encoder's model does not run ({OnnxSession.FirstLine(e.Message)}).", e);
        }
        finally
        {
            foreach (var input in inputs) input.Dispose();
        }
    }

    private void Fill(ReadOnlySpan<TokenWindow> batch, int length, long[] ids, long[] mask)
    {
        Array.Fill(ids, model.Tokenizer.Padding);
        for (var i = 0; i < batch.Length; i++)
        {
            var at = i * length;
            foreach (var id in model.Tokenizer.Start) ids[at++] = id;
            for (var t = 0; t < batch[i].Count; t++) ids[at++] = batch[i].Ids[batch[i].First + t];
            foreach (var id in model.Tokenizer.End) ids[at++] = id;
            mask.AsSpan(i * length, at - (i * length)).Fill(1);
        }
    }

    private float[] Pool(ReadOnlySpan<float> tokens, int width, int count)
    {
        if (model.Pooling == Pooling.Cls) return tokens[..width].ToArray();
        if (model.Pooling == Pooling.Last) return tokens.Slice((count - 1) * width, width).ToArray();
        var mean = new float[width];
        for (var t = 0; t < count; t++) TensorPrimitives.Add(mean, tokens.Slice(t * width, width), mean);
        TensorPrimitives.Divide(mean, count, mean);
        return mean;
    }

    /// <summary>The vector of a text: that of its window, or the mean of its windows', each by its length.</summary>
    private float[] Joined(TokenWindow[] windows, Dictionary<TokenWindow, float[]> found)
    {
        if (windows is [var only])
        {
            Finish(found[only]);
            return found[only];
        }

        var sum = new float[found[windows[0]].Length];
        foreach (var window in windows)
        {
            Finish(found[window]);
            TensorPrimitives.MultiplyAdd(found[window], window.Count / (float)window.Ids.Count, sum, sum);
        }

        Finish(sum);
        return sum;
    }

    private void Finish(float[] vector)
    {
        if (!model.Normalize) return;
        var norm = TensorPrimitives.Norm<float>(vector);
        if (norm > 0) TensorPrimitives.Divide(vector, norm, vector);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    /// <remarks>Waits for the calls under way, whether or not anybody still waits for their results.</remarks>
    public void Dispose()
    {
        if (!_calls.Close()) return;
        background?.Dispose();
        model.Session.Dispose();
    }
}
