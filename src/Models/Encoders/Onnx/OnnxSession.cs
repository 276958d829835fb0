using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace LongRag.Models.Encoders.Onnx;

/// <summary>How models are opened.</summary>
internal static class OnnxSession
{
    /// <param name="threads">How many it may use.</param>
    /// <param name="use">Whether the weights are packed.</param>
    public static SessionOptions Options(EncoderThreads threads, EncoderUse use)
    {
        var options = new SessionOptions
        {
            IntraOpNumThreads = threads.OfBatch,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0"); // idle threads would take the cores from the search
        if (use == EncoderUse.OneQuestion) options.AddSessionConfigEntry("session.disable_prepacking", "1");
        return options;
    }

    /// <summary>The output that holds the tokens' vectors, or, in a model that pools itself, the texts'.</summary>
    /// <exception cref="LongRagException"><c>unsupported_model</c>.</exception>
    public static string OutputOf(InferenceSession session)
    {
        foreach (var (name, input) in session.InputMetadata)
            if (name is not ("input_ids" or "attention_mask" or "token_type_ids") || input.ElementDataType != TensorElementType.Int64)
                throw new LongRagException("unsupported_model", $"The encoder's model reads '{name}' ({input.ElementDataType}); known are input_ids, attention_mask and token_type_ids, of 64-bit integers.");
        var outputs = session.OutputMetadata.Where(o => o.Value.ElementDataType == TensorElementType.Float).ToList();
        foreach (var wanted in (string[])["last_hidden_state", "token_embeddings", "sentence_embedding"])
            if (outputs.Any(o => string.Equals(o.Key, wanted, StringComparison.Ordinal))) return wanted;
        return outputs.FirstOrDefault(o => o.Value.Dimensions.Length is 2 or 3).Key
            ?? throw new LongRagException("unsupported_model", $"The encoder's model gives {string.Join(", ", session.OutputMetadata.Keys)}; needed is last_hidden_state or sentence_embedding, of 32-bit floats.");
    }

    /// <summary>The first line of a message: ONNX Runtime's carry stack traces.</summary>
    public static string FirstLine(string message) => message.AsSpan().Trim().ToString().Split('\n', 2)[0].TrimEnd();
}
