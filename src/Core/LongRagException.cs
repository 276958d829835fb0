namespace LongRag;

/// <summary>
/// The world is not as it must be: a file that cannot be read, a store that is full or newer, a question that cannot be asked, a name that names nothing.
/// Misuse of the code throws the framework's own exceptions; a bad document is a result, not an exception.
/// </summary>
public sealed class LongRagException : Exception
{
    /// <param name="code">Short snake_case name of what went wrong; stable, meant for scripts.</param>
    /// <param name="message">One line for a person, with the evidence (path, name, position).</param>
    /// <param name="inner">What caused it.</param>
    public LongRagException(string code, string message, Exception? inner = null) : base(message, inner) => Code = code;

    /// <summary>Short snake_case name of what went wrong; stable, meant for scripts.</summary>
    public string Code { get; }

    /// <summary>How long whoever refused asks to be left alone; null where it did not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
