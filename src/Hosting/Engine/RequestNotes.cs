namespace LongRag.Hosting;

/// <summary>Collects what should be told to whoever made the present request: retrievers are shared by all requests and know none.</summary>
internal static class RequestNotes
{
    private static readonly AsyncLocal<List<AnswerNote>?> Current = new();

    /// <summary>Begins to collect for the present request.</summary>
    public static List<AnswerNote> Begin() => Current.Value = [];

    /// <summary>Tells the present request, once; nobody where there is none.</summary>
    public static void Add(string code, string text)
    {
        if (Current.Value is not { } notes) return;
        lock (notes)
            if (!notes.Exists(note => string.Equals(note.Code, code, StringComparison.Ordinal))) notes.Add(new AnswerNote(code, text));
    }
}
