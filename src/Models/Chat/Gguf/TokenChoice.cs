using System.Numerics.Tensors;
using Microsoft.Extensions.AI;

namespace LongRag.Models.Chat.Gguf;

/// <summary>Chooses the next token from the logits: the most likely, or by chance where a temperature says so; the same chance for the same seed, which is 0 where none is given. Not thread-safe.</summary>
internal sealed class TokenChoice
{
    private readonly float _temperature;
    private readonly float _topP;
    private readonly Random _random;

    public TokenChoice(ChatOptions? options)
    {
        _temperature = options?.Temperature ?? 0;
        _topP = options?.TopP ?? 1;
        _random = new Random(unchecked((int)(options?.Seed ?? 0)));
    }

    public int Next(ReadOnlySpan<float> logits)
    {
        if (_temperature <= 0) return TensorPrimitives.IndexOfMax(logits);
        var scaled = new float[logits.Length];
        TensorPrimitives.Divide(logits, _temperature, scaled);
        TensorPrimitives.SoftMax(scaled, scaled);
        var tokens = new int[scaled.Length];
        for (var i = 0; i < tokens.Length; i++) tokens[i] = i;
        Array.Sort(scaled, tokens, Descending.Instance);
        var count = tokens.Length;
        if (_topP < 1)
        {
            var sum = 0f;
            for (count = 0; count < tokens.Length && sum < _topP; count++) sum += scaled[count];
            count = Math.Max(count, 1);
        }

        var at = _random.NextSingle() * TensorPrimitives.Sum(scaled.AsSpan(0, count));
        for (var i = 0; i < count - 1; i++)
            if ((at -= scaled[i]) < 0) return tokens[i];
        return tokens[count - 1];
    }

    private sealed class Descending : IComparer<float>
    {
        public static Descending Instance { get; } = new();

        public int Compare(float x, float y) => y.CompareTo(x);
    }
}
