using LongRag.Models.Encoders;
using LongRag.Models.Encoders.Onnx;
using LongRag.Models.Encoders.Tokens;
using Microsoft.ML.OnnxRuntime;

namespace LongRag.Benchmarks.Dense;

/// <summary>ONNX Runtime alone on the default encoder's model: token ids in, token vectors out. No text is tokenised, nothing is pooled, nothing is kept.</summary>
internal sealed class BareEncoder : IDisposable
{
    private const int Markers = 2;
    private const int BatchTokens = 4096;
    private const int FirstMarker = 101;
    private const int LastMarker = 102;
    private readonly InferenceSession _session;
    private readonly EncoderTokenizer _tokenizer;

    public BareEncoder()
    {
        var package = PackagedEncoder.ArcticXs;
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, package.Assembly + ".dll"));
        var resources = AssemblyResources.Locate(file);
        using var options = OnnxSession.Options(new EncoderThreads(Environment.ProcessorCount, 1), EncoderUse.Any);
        _session = new InferenceSession(Read("model.onnx"), options);
        _tokenizer = WordPiece.Read(new MemoryStream(Read("vocab.txt")));

        byte[] Read(string name)
        {
            var (offset, length) = resources[$"{package.Assembly}.Resources.{name}"];
            var bytes = new byte[length];
            RandomAccess.Read(file.SafeFileHandle, bytes, offset);
            return bytes;
        }
    }

    /// <summary>The batches that the encoder would make of the texts, if it were given all at once.</summary>
    public IReadOnlyList<Batch> Batches(IEnumerable<string> texts)
    {
        TokenWindow[] windows = [.. texts.SelectMany((text, i) => TokenWindow.Of(i, _tokenizer.Ids(text), PackagedEncoder.ArcticXs.MaxTokens - Markers, LongText.Truncate))];
        return [.. TokenWindow.Batches(windows, Markers, BatchTokens).Select(Padded)];
    }

    public void Run(IEnumerable<Batch> batches)
    {
        foreach (var batch in batches)
        {
            using var ids = OrtValue.CreateTensorValueFromMemory(batch.Ids, batch.Shape);
            using var mask = OrtValue.CreateTensorValueFromMemory(batch.Mask, batch.Shape);
            using var types = OrtValue.CreateTensorValueFromMemory(new long[batch.Ids.Length], batch.Shape);
            using var run = new RunOptions();
            using var found = _session.Run(run, ["input_ids", "attention_mask", "token_type_ids"], [ids, mask, types], ["last_hidden_state"]);
        }
    }

    public void Dispose() => _session.Dispose();

    private static Batch Padded(ReadOnlyMemory<TokenWindow> windows)
    {
        var width = windows.Span[0].Count + Markers;
        var (ids, mask) = (new long[windows.Length * width], new long[windows.Length * width]);
        for (var i = 0; i < windows.Length; i++)
        {
            var (window, at) = (windows.Span[i], i * width);
            ids[at] = FirstMarker;
            for (var token = 0; token < window.Count; token++) ids[at + 1 + token] = window.Ids[window.First + token];
            ids[at + 1 + window.Count] = LastMarker;
            mask.AsSpan(at, window.Count + Markers).Fill(1);
        }

        return new Batch(ids, mask, [windows.Length, width]);
    }

    internal sealed record Batch(long[] Ids, long[] Mask, long[] Shape);
}
