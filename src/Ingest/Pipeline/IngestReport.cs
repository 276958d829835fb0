namespace LongRag.Ingest;

/// <summary>What an ingest did.</summary>
public sealed record IngestReport
{
    /// <summary>Documents that were not there before.</summary>
    public required int Added { get; init; }

    /// <summary>Documents replaced.</summary>
    public required int Changed { get; init; }

    /// <summary>Documents found as they were stored, or left alone by the mode.</summary>
    public required int Unchanged { get; init; }

    /// <summary>Documents deleted because they vanished from the sources.</summary>
    public required int Deleted { get; init; }

    /// <summary>What could not be read.</summary>
    public required IReadOnlyList<IngestIssue> Failed { get; init; }

    /// <summary>How many failures there were; <see cref="Failed"/> holds the first 10,000.</summary>
    public required int FailedCount { get; init; }

    /// <summary>What was read with a remark.</summary>
    public required IReadOnlyList<IngestIssue> Warnings { get; init; }

    /// <summary>Documents met in all.</summary>
    public int Documents => Added + Changed + Unchanged;

    /// <summary>Passages of the documents added and changed.</summary>
    public required long Passages { get; init; }

    /// <summary>Bytes of the files read.</summary>
    public required long Bytes { get; init; }

    /// <summary>Time taken.</summary>
    public required TimeSpan Elapsed { get; init; }
}

/// <summary>How far an ingest is.</summary>
/// <param name="Documents">Documents done, unchanged ones included.</param>
/// <param name="Pages">Pages of paged documents done.</param>
/// <param name="Bytes">Bytes of the files read to the end.</param>
/// <param name="TotalBytes">Bytes of all files; 0 while they are not yet counted.</param>
/// <param name="Failed">Failures so far.</param>
/// <param name="InHand">The paged file that is being read, the longest of them where there are several; null for none.</param>
public readonly record struct IngestProgress(long Documents, long Pages, long Bytes, long TotalBytes, int Failed, PagesInHand? InHand = null);

/// <summary>How far a file is.</summary>
/// <param name="Source">Its key.</param>
/// <param name="Pages">Pages (slides, sheets) done.</param>
/// <param name="Total">Pages in all.</param>
public readonly record struct PagesInHand(string Source, int Pages, int Total);
