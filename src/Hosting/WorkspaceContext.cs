namespace LongRag.Hosting;

/// <summary>What a workspace is opened with.</summary>
/// <param name="Settings">The configuration.</param>
/// <param name="DataPath">Full path of the data folder.</param>
/// <param name="Note">Told in one line what the user should know but need not act on.</param>
internal record WorkspaceContext(Settings Settings, string DataPath, Action<string> Note)
{
    /// <summary>Tells what changes the result of the present request: at once, and among its notes.</summary>
    public void Tell(string code, string text) => Tell(new AnswerNote(code, text));

    /// <inheritdoc cref="Tell(string, string)"/>
    public void Tell(AnswerNote note)
    {
        Note($"note: {char.ToLowerInvariant(note.Text[0])}{PrintableText.OneLine(note.Text[1..])} [{note.Code}]");
        RequestNotes.Add(note.Code, note.Text);
    }
}
