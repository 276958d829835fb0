using LongRag.Models.Encoders.Tokens;
using Microsoft.ML.OnnxRuntime;

namespace LongRag.Models.Encoders.Onnx;

/// <summary>What <see cref="OnnxEncoder"/> runs: an open session, its tokenizer, and how its output becomes a vector.</summary>
internal sealed record EncoderModel
{
    public required InferenceSession Session { get; init; }

    public required EncoderTokenizer Tokenizer { get; init; }

    public required Pooling Pooling { get; init; }

    public required bool Normalize { get; init; }

    public required int MaxTokens { get; init; }

    public required LongText LongText { get; init; }

    public required int BatchTokens { get; init; }

    public required EncoderThreads Threads { get; init; }
}
