using LongRag.Retrievers.Dense;

namespace LongRag.Retrievers.Instructions;

/// <summary>
/// What words say of a part, or vectors where they say more: 0 where a candidate's cosine with the part lies half a standard deviation above the mean of the candidates', 1 from two and a half on. Thread-safe.
/// How the limits were chosen: experiments/instructions.md.
/// </summary>
/// <remarks>Where vectors cannot be had (no index, the encoder is away), words say all.</remarks>
/// <param name="words">What words say; stays the caller's.</param>
/// <param name="dense">Knows the candidates' vectors by their names.</param>
/// <param name="queries">Embeds the parts, as questions.</param>
public sealed class VectorCoverage(IInstructionScorer words, IDenseSide dense, QueryVectors queries) : IInstructionScorer
{
    private const double Nothing = 0.5;
    private const double All = 2.5;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<double[]>> ScoreAsync(string question, InstructionParts parts, IReadOnlyList<InstructionPart> asked, IReadOnlyList<InstructionCandidate> candidates, CancellationToken cancellationToken = default)
    {
        var byWords = await words.ScoreAsync(question, parts, asked, candidates, cancellationToken);
        try
        {
            PassageId[] names = [.. candidates.Select(candidate => new PassageId(candidate.Name))];
            var shares = new List<double[]>(asked.Count);
            foreach (var (part, said) in asked.Zip(byWords))
            {
                if (dense.Evidence(await queries.OfAsync(part.Text, cancellationToken), names) is not { } evidence) return byWords;
                shares.Add([.. said.Zip(Shares([.. evidence.Passages.Select(passage => passage.Passage)]), Math.Max)]);
            }

            return shares;
        }
        catch (LongRagException)
        {
            // The question itself was answered without vectors, and its caller was told why.
            return byWords;
        }
    }

    // A cosine is NaN where there is no vector.
    private static double[] Shares(double[] cosines)
    {
        var known = Array.FindAll(cosines, double.IsFinite);
        if (known.Length < 2) return new double[cosines.Length];
        var mean = known.Average();
        var deviation = Math.Sqrt(known.Average(cosine => (cosine - mean) * (cosine - mean)));
        return Array.ConvertAll(cosines, cosine => double.IsFinite(cosine) && deviation > 0 ? Math.Clamp((((cosine - mean) / deviation) - Nothing) / (All - Nothing), 0, 1) : 0);
    }
}
