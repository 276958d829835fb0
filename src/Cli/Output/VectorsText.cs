using System.Globalization;

namespace LongRag.Cli;

/// <summary>The dense side in one line.</summary>
internal static class VectorsText
{
    public static string Line(VectorsInfo vectors)
    {
        var pace = vectors is { PassagesPerSecond: { } rate, SecondsLeft: { } left } ? $", {rate.ToString("0", CultureInfo.InvariantCulture)} a second, {Amount.TimeLeft(TimeSpan.FromSeconds(left))} left" : "";
        var next = vectors.Share >= 1 ? "" : pace.Length > 0 ? " being made" : " (longrag index build makes the rest)";
        var others = vectors.OtherEncoders.Count > 0 ? $"; older indexes of {string.Join(", ", vectors.OtherEncoders)} are still there" : "";
        var problem = vectors.Problem is { } said ? $"; {PrintableText.OneLine(said)}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"vectors by {vectors.Encoder} ({vectors.Precision}): {vectors.Passages} passages, {Math.Floor(100 * vectors.Share)} %{next}{pace}, {Places.Bytes(vectors.Bytes)}{others}{problem}");
    }

    public static string Line(DenseComparison vectors) => vectors.Ok
        ? "vectors: the dense index holds exactly the store's passages, and its codes are those of the cached vectors."
        : string.Create(CultureInfo.InvariantCulture, $"vectors: {vectors.Missing} passages are missing and {vectors.Extra} are too many, {vectors.DamagedRows} rows are damaged, {vectors.WrongRows} differ from the cache{(vectors.CacheMissing ? ", the cache is not there" : "")}. Mend it with: longrag index build, or rebuild");
}
