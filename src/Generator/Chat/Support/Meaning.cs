using System.Numerics.Tensors;
using LongRag.Models.Encoders;

namespace LongRag.Generator.Chat;

/// <summary>Which sentence of the evidence is nearest in meaning. Evidence is embedded when it is first needed. Not thread-safe.</summary>
internal sealed class Meaning(Encoder encoder, IReadOnlyList<Unit> units)
{
    private float[][]? _vectors;

    /// <summary>The unit whose vector has the greatest cosine with the text's; null without units.</summary>
    public async Task<Unit?> NearestAsync(string text, CancellationToken cancellationToken)
    {
        if (units.Count == 0) return null;
        _vectors ??= await encoder.EncodePassagesAsync([.. units.Select(unit => unit.Characters.ToString())], cancellationToken);
        var asked = (await encoder.EncodePassagesAsync([text], cancellationToken))[0];
        return units[Enumerable.Range(0, units.Count).MaxBy(i => TensorPrimitives.CosineSimilarity(_vectors[i], asked))];
    }
}
