namespace LongRag.Retrievers.Dense.Scan;

/// <summary>A row that a scan found.</summary>
/// <param name="Row">Its number, from 0.</param>
/// <param name="Score">Inner product of its vector with the query's; the cosine where both have unit length.</param>
internal readonly record struct ScoredRow(int Row, float Score) : IComparable<ScoredRow>
{
    /// <summary>Higher scores first; equal scores by row number.</summary>
    public int CompareTo(ScoredRow other) => other.Score.CompareTo(Score) is not 0 and var order ? order : Row.CompareTo(other.Row);
}
