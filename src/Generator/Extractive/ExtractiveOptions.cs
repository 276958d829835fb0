namespace LongRag.Generator;

/// <summary>Settings of the extractive generator.</summary>
public sealed record ExtractiveOptions
{
    /// <summary>Most sentences quoted, 1 to 10.</summary>
    /// <value>3</value>
    public int MostSentences { get; init; } = 3;

    /// <summary>How far a further sentence's score may lie below the best one's, in natural logarithms of odds; 0 quotes the best alone.</summary>
    /// <value>2: with 3, a sixth more text is quoted for two more questions in a hundred (<c>experiments/extractive.md</c>).</value>
    public double Margin { get; init; } = 2;

    /// <summary>Least chance, 0 to 1, that the evidence carries an answer; below it, no answer is given. 0 always answers.</summary>
    /// <value>0.2: of questions off the subject of a small collection 99 % get no answer, and 2 to 9 % of those with an answer get none either (<c>experiments/extractive.md</c>).</value>
    public double LeastChance { get; init; } = 0.2;
}
