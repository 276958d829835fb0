namespace LongRag.Hosting;

/// <summary>The limits of the HTTP service: section <c>LongRag:Server</c>. What a caller exceeds is refused with a code, never cut silently.</summary>
public sealed class ServerOptions
{
    /// <summary>The address under which people reach the service, where a proxy stands before it, such as <c>https://library.example</c>: links in answers begin with it.</summary>
    /// <value>null: the address that a request was sent to</value>
    public string? PublicUrl { get; set; }

    /// <summary>Mebibytes that one upload may have, all its files together.</summary>
    /// <value>100</value>
    public int UploadMegabytes { get; set; } = 100;

    /// <summary>Mebibytes that any other request body may have, a text sent as JSON included.</summary>
    /// <value>16</value>
    public int RequestMegabytes { get; set; } = 16;

    /// <summary>Characters (UTF-16 code units) that a question or an instruction may have.</summary>
    /// <value>8,192</value>
    public int QueryCharacters { get; set; } = 8192;

    /// <summary>Seconds that a request may take; uploads have a limit of their own, and a job may be watched for as long as it takes.</summary>
    /// <value>300</value>
    public int RequestSeconds { get; set; } = 300;

    /// <summary>Seconds that an upload may take.</summary>
    /// <value>3,600</value>
    public int UploadSeconds { get; set; } = 3600;

    /// <summary>Bytes a second that a body must come with, after five seconds.</summary>
    /// <value>240</value>
    public int UploadBytesPerSecond { get; set; } = 240;

    /// <summary>Seconds within which the head of a request must have come; a client that is slower is cut off.</summary>
    /// <value>15</value>
    public int HeaderSeconds { get; set; } = 15;

    /// <summary>Connections at a time; the next ones are closed.</summary>
    /// <value>5,000</value>
    public int Connections { get; set; } = 5000;

    /// <summary>Searches and rerankings that run at a time; more wait.</summary>
    /// <value>0: four a core</value>
    public int ConcurrentSearches { get; set; }

    /// <summary>Lists and parts of documents that are read from the store at a time; more wait. Sending them does not count.</summary>
    /// <value>0: four a core</value>
    public int ConcurrentReads { get; set; }

    /// <summary>Answers that are written at a time; more wait.</summary>
    /// <value>32</value>
    public int ConcurrentAnswers { get; set; } = 32;

    /// <summary>Searches, reads, and answers, that may wait, as many of each; more are refused (<c>busy</c>).</summary>
    /// <value>256</value>
    public int Waiting { get; set; } = 256;

    /// <summary>Requests a minute of a key that names no limit of its own; a sixth of them may come at once.</summary>
    /// <value>6,000</value>
    public int RequestsPerMinute { get; set; } = 6000;

    /// <summary>Requests at a time of a key that names no limit of its own.</summary>
    /// <value>64</value>
    public int ConcurrentRequests { get; set; } = 64;

    /// <summary>Whether <c>/mcp</c> offers <c>save_text</c> and <c>delete_document</c>, to keys that may write.</summary>
    /// <value>false</value>
    public bool McpWriting { get; set; }

    /// <summary>Seconds that requests under way are given when the service stops.</summary>
    /// <value>30</value>
    public int DrainSeconds { get; set; } = 30;
}
