using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LLama.Exceptions;
using LLama.Native;

namespace LongRag.Models.Chat.Gguf;

/// <summary>
/// A loaded model and the one text it is in the middle of. What a new prompt shares with that text from the beginning is not computed again. One caller at a time; <see cref="Vocabulary"/> alone is for any number.
/// </summary>
internal sealed unsafe class LlamaModel : IDisposable
{
    private const int BatchTokens = 512;
    // One row of logits is as wide as the vocabulary.
    private const int ScoredTokens = 32;

    private readonly SafeLlamaModelHandle _weights;
    private readonly SafeLLamaContextHandle _context;
    private readonly LLamaBatch _batch = new();
    private readonly List<LLamaToken> _text = [];
    private readonly int* _isCancelled;
    private readonly string _name;
    private int _logits = -1;

    private LlamaModel(string name, SafeLlamaModelHandle weights, SafeLLamaContextHandle context)
    {
        (_name, _weights, _context) = (name, weights, context);
        Vocabulary = new LlamaVocabulary(weights);
        _isCancelled = (int*)NativeMemory.AllocZeroed(sizeof(int));
        NativeApi.llama_set_abort_callback(context, (nint)(delegate* unmanaged[Cdecl]<void*, byte>)&IsCancelled, (nint)_isCancelled);
    }

    public LlamaVocabulary Vocabulary { get; }

    /// <summary>Whether its memory was given back.</summary>
    public bool IsReleased => _context.IsClosed;

    /// <summary>Tokens that the last prompt did not have to compute.</summary>
    public int ReusedTokens { get; private set; }

    /// <param name="name">The model's name, for messages.</param>
    /// <param name="path">The file, whose header has been checked.</param>
    /// <param name="contextTokens">Most tokens of prompt and answer.</param>
    /// <param name="threads">Threads; 0 for one a core.</param>
    /// <exception cref="LongRagException"><c>unsupported_model</c>, <c>model_damaged</c>, <c>model_too_large</c>, <c>missing_prerequisite</c>.</exception>
    public static LlamaModel Load(string name, string path, int contextTokens, int threads)
    {
        lock (LlamaLibrary.Loading)
        {
            LlamaLibrary.Open();
            LlamaLibrary.Forget();
            var weights = LoadWeights(path);
            try
            {
                if (!weights.HasDecoder) throw new LongRagException("unsupported_model", $"The model file '{path}' cannot be used: it holds a model that writes nothing.");
                var options = LLamaContextParams.Default();
                options.n_ctx = (uint)contextTokens;
                (options.n_batch, options.n_ubatch, options.n_seq_max) = (BatchTokens, BatchTokens, 1);
                options.n_threads = options.n_threads_batch = threads == 0 ? Environment.ProcessorCount : threads;
                options.no_perf = true;
                return Of(name, weights, SafeLLamaContextHandle.Create(weights, options));
            }
            catch (RuntimeError e)
            {
                weights.Dispose();
                throw new LongRagException("model_too_large", $"llama.cpp could not make room for {contextTokens} tokens of context of '{path}'{Complaint()}: lower ContextTokens.", e);
            }
            catch
            {
                weights.Dispose();
                throw;
            }
        }
    }

    private static LlamaModel Of(string name, SafeLlamaModelHandle weights, SafeLLamaContextHandle context)
    {
        try
        {
            return new LlamaModel(name, weights, context);
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    private static SafeLlamaModelHandle LoadWeights(string path)
    {
        try
        {
            var options = LLamaModelParams.Default();
            options.n_gpu_layers = int.MaxValue;
            return SafeLlamaModelHandle.LoadFromFile(path, options);
        }
        catch (Exception e) when (e is LoadWeightsFailedException or RuntimeError or InvalidOperationException)
        {
            // What llama.cpp does not know, it calls unknown.
            var complaint = Complaint();
            throw new LongRagException(complaint.Contains("unknown", StringComparison.OrdinalIgnoreCase) ? "unsupported_model" : "model_damaged", $"llama.cpp cannot load the model file '{path}'{complaint}.", e);
        }
    }

    private static string Complaint() => LlamaLibrary.Complaint is { } said ? $" ({said})" : "";

    /// <summary>Makes a prompt the text; its last token's successor can be chosen then.</summary>
    /// <exception cref="OperationCanceledException">The text is a part of the prompt.</exception>
    public void Read(ReadOnlySpan<LLamaToken> prompt, CancellationToken cancellationToken)
    {
        var shared = CollectionsMarshal.AsSpan(_text).CommonPrefixLength(prompt);
        Cut(Math.Min(shared, prompt.Length - 1));
        ReusedTokens = _text.Count;
        for (var rest = prompt[_text.Count..]; rest.Length > 0; rest = rest[Math.Min(rest.Length, BatchTokens)..])
        {
            var part = rest[..Math.Min(rest.Length, BatchTokens)];
            Decode(part, part.Length == rest.Length ? 1 : 0, cancellationToken);
        }
    }

    /// <summary>Adds a token to the text.</summary>
    public void Append(LLamaToken token, CancellationToken cancellationToken) => Decode([token], 1, cancellationToken);

    /// <summary>The logits of the token that follows the text. Valid until the text changes.</summary>
    public ReadOnlySpan<float> Logits => _context.GetLogitsIth(_logits);

    /// <summary>Log-probabilities of tokens that follow a prompt.</summary>
    public double[] Score(ReadOnlySpan<LLamaToken> prompt, ReadOnlySpan<LLamaToken> continuation, CancellationToken cancellationToken)
    {
        Read(prompt, cancellationToken);
        var scores = new double[continuation.Length];
        scores[0] = Score(Logits, continuation[0]);
        for (var done = 0; done < continuation.Length - 1;)
        {
            var part = continuation.Slice(done, Math.Min(ScoredTokens, continuation.Length - 1 - done));
            Decode(part, part.Length, cancellationToken);
            for (var i = 0; i < part.Length; i++) scores[done + i + 1] = Score(_context.GetLogitsIth(i), continuation[done + i + 1]);
            done += part.Length;
        }

        return scores;
    }

    private static double Score(ReadOnlySpan<float> logits, LLamaToken token) => logits[(int)token] - LogProbabilities.LogSumExp(logits);

    /// <summary>Forgets the text from a position on.</summary>
    private void Cut(int length)
    {
        if (length < _text.Count)
        {
            if (length > 0) _context.MemorySequenceRemove(LLamaSeqId.Zero, length, -1);
            // A model that keeps one state for all of its text cannot go back.
            if (length == 0 || (int)_context.MemorySequenceMaxPosition(LLamaSeqId.Zero) != length - 1)
            {
                _context.MemoryClear(data: false);
                length = 0;
            }
        }

        _text.RemoveRange(length, _text.Count - length);
    }

    /// <param name="tokens">At most <see cref="BatchTokens"/>.</param>
    /// <param name="scored">Of how many of the last the logits are wanted.</param>
    /// <param name="cancellationToken">Heeded in the middle of the computation.</param>
    private void Decode(ReadOnlySpan<LLamaToken> tokens, int scored, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var before = _text.Count;
        _batch.Clear();
        for (var i = 0; i < tokens.Length; i++) _batch.Add(tokens[i], before + i, LLamaSeqId.Zero, i >= tokens.Length - scored);
        Volatile.Write(ref *_isCancelled, 0);
        LlamaLibrary.Forget();
        DecodeResult result;
        using (cancellationToken.UnsafeRegister(static state => ((LlamaModel)state!).Cancel(), this)) result = _context.Decode(_batch);
        if (result == DecodeResult.Ok)
        {
            _text.AddRange(tokens);
            _logits = tokens.Length - 1;
            return;
        }

        // What was computed of this batch is forgotten; the text is as long as before.
        _context.MemorySequenceRemove(LLamaSeqId.Zero, before, -1);
        if ((int)_context.MemorySequenceMaxPosition(LLamaSeqId.Zero) != before - 1)
        {
            _context.MemoryClear(data: false);
            _text.Clear();
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw new LongRagException(result == DecodeResult.AllocationFailed ? "model_too_large" : "bad_model_answer", $"llama.cpp failed in the middle of the model '{_name}' ({result}){Complaint()}.");
    }

    private void Cancel() => Volatile.Write(ref *_isCancelled, 1);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static byte IsCancelled(void* flag) => Volatile.Read(ref *(int*)flag) == 0 ? (byte)0 : (byte)1;

    /// <inheritdoc/>
    public void Dispose()
    {
        _context.Dispose();
        _weights.Dispose();
        NativeMemory.Free(_isCancelled);
    }
}
