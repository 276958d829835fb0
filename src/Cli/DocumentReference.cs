using System.CommandLine;

namespace LongRag.Cli;

/// <summary>A document as a person names it: its id, a unique prefix of it, or its source.</summary>
internal static class DocumentReference
{
    public static Argument<string> Argument() => new("document") { Description = "A document: its id, a unique prefix of it (4 characters or more), or its source." };

    public static async Task<DocumentSummary> ResolveAsync(Workspace workspace, string reference, CancellationToken cancellationToken) =>
        await ResolveAsync(workspace, (await workspace.CollectionAsync(workspace.Invocation.Collection, cancellationToken)).Name, reference, cancellationToken);

    public static async Task<DocumentSummary> ResolveAsync(Workspace workspace, string collection, string reference, CancellationToken cancellationToken)
    {
        var found = await workspace.Store.ResolveAsync(collection, reference, limit: 4, cancellationToken);
        if (found.Count == 0) throw new LongRagException("no_such_document", $"Collection '{collection}' has no document '{reference}' (longrag list shows them).");
        var first = found[0];
        var exact = string.Equals(first.Source, reference, StringComparison.Ordinal) || string.Equals(first.Id.Value, reference, StringComparison.Ordinal);
        if (found.Count == 1 || exact) return first;
        throw new LongRagException("ambiguous_document", $"'{reference}' may be {string.Join(", ", found.Take(3).Select(d => $"{d.Id} ({d.Source})"))}{(found.Count > 3 ? " or others" : "")}.");
    }

    /// <summary>The whole document; it may have been deleted since it was resolved.</summary>
    public static async Task<Document> ReadAsync(Workspace workspace, DocumentSummary summary, CancellationToken cancellationToken) =>
        await workspace.Store.FindDocumentAsync(summary.Id, cancellationToken) ?? throw Deleted(summary);

    /// <summary>It was there a moment ago.</summary>
    public static LongRagException Deleted(DocumentSummary summary) => new("no_such_document", $"The document '{summary.Source}' has just been deleted.");
}
