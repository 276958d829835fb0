namespace LongRag.Ingest;

/// <summary>Paths between the parts of a container.</summary>
internal static class PartPath
{
    /// <summary>The path that a part means by a reference, without query and fragment. Percent signs are kept; steps above the top stay at the top.</summary>
    /// <param name="part">The part that refers.</param>
    /// <param name="reference">Relative to the part's folder, or from the top with a slash in front.</param>
    public static string Resolve(string part, string reference)
    {
        var end = reference.AsSpan().IndexOfAny('#', '?');
        var path = (end < 0 ? reference : reference[..end]).Replace('\\', '/');
        var steps = new List<string>();
        if (!path.StartsWith('/')) steps.AddRange(part.Split('/')[..^1]);
        foreach (var step in path.Split('/'))
        {
            if (step == ".." && steps.Count > 0) steps.RemoveAt(steps.Count - 1);
            else if (step is not ("" or "." or "..")) steps.Add(step);
        }

        return string.Join('/', steps);
    }
}
