namespace LongRag.Hosting;

/// <summary>What is said of documents that a job left out.</summary>
internal static class JobCodes
{
    public const string DocumentDeleted = "document_deleted";
}
