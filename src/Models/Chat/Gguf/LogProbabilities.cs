using System.Numerics.Tensors;

namespace LongRag.Models.Chat.Gguf;

/// <summary>Natural logarithms of probabilities, from logits.</summary>
internal static class LogProbabilities
{
    /// <summary>What is taken from a logit to make it a log-probability.</summary>
    public static double LogSumExp(ReadOnlySpan<float> logits)
    {
        var most = TensorPrimitives.Max(logits);
        var sum = 0.0;
        foreach (var logit in logits) sum += Math.Exp((double)logit - most);
        return most + Math.Log(sum);
    }

    /// <summary>The most likely tokens, most likely first.</summary>
    public static IReadOnlyList<(int Token, double LogProbability)> Best(ReadOnlySpan<float> logits, int count)
    {
        var best = new PriorityQueue<int, (float, int)>(count + 1);
        for (var token = 0; token < logits.Length; token++)
        {
            if (best.Count < count) best.Enqueue(token, (logits[token], -token));
            else best.EnqueueDequeue(token, (logits[token], -token));
        }

        var all = LogSumExp(logits);
        var found = new (int, double)[best.Count];
        for (var i = found.Length - 1; i >= 0; i--)
        {
            var token = best.Dequeue();
            found[i] = (token, logits[token] - all);
        }

        return found;
    }
}
