namespace LongRag.Ingest;

/// <summary>
/// What a frame says. On the wire: kind (1 byte), length of the payload (4 bytes, little-endian), payload. A worker says <see cref="Hello"/> once; then for each <see cref="Read"/> it answers
/// <see cref="Started"/>, any number of <see cref="Progress"/>, <see cref="Issue"/> and documents, and at last <see cref="Done"/> or <see cref="Failed"/>.
/// </summary>
internal enum FrameKind : byte
{
    /// <summary>From a worker: the version it speaks.</summary>
    Hello = 1,

    /// <summary>To a worker: what to read.</summary>
    Read = 2,

    /// <summary>From a worker, at once: it has the request. A worker that ends before it says so did not end over the file.</summary>
    Started = 3,

    /// <summary>Pages done and pages in all.</summary>
    Progress = 4,

    /// <summary>An <see cref="IngestIssue"/>.</summary>
    Issue = 5,

    /// <summary>The head of a document, which says how much of the next three kinds follows.</summary>
    Document = 6,

    /// <summary>A stretch of a document's text.</summary>
    Text = 7,

    /// <summary>Some of a document's blocks.</summary>
    Blocks = 8,

    /// <summary>Some of a document's page starts.</summary>
    Pages = 9,

    /// <summary>The file was read to its end.</summary>
    Done = 10,

    /// <summary>The file could not be read: code and message.</summary>
    Failed = 11,
}
