namespace LongRag.Generator.Chat;

/// <summary>A follow-up question that stands alone.</summary>
/// <param name="Text">The question.</param>
/// <param name="By">Who made it so.</param>
public sealed record StandaloneQuestion(string Text, RewrittenBy By);

/// <summary>Who made a question stand alone.</summary>
public enum RewrittenBy
{
    /// <summary>Nobody: it stood alone.</summary>
    Nobody,

    /// <summary>The model.</summary>
    Model,

    /// <summary>A rule: names of the last turns are carried over.</summary>
    CarriedOver,
}
