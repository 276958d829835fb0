namespace LongRag.Generator.Chat;

/// <summary>Notices that a model goes on in a script or language that neither question nor evidence has.</summary>
internal sealed class LanguageGuard
{
    /// <summary>How much of the end of an answer is looked at, in characters.</summary>
    private const int Window = 300;

    /// <summary>Fewer letters may be a name or a term.</summary>
    private const int FewestLetters = 24;

    /// <summary>Fewer words do not tell a language.</summary>
    private const int FewestWords = 16;

    /// <summary>A language of which a text holds so small a share of small words is not the text's.</summary>
    private const double Foreign = 0.08;

    private readonly HashSet<string> _scripts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _languages = new(StringComparer.Ordinal);

    /// <param name="known">Texts whose languages an answer may be in: question, instruction, evidence.</param>
    public LanguageGuard(IEnumerable<string> known)
    {
        foreach (var text in known)
        {
            var profile = LanguageProfile.Of(text);
            _scripts.UnionWith(profile.Letters.Keys);
            if (profile.Language is { } language) _languages.Add(language);
        }
    }

    /// <summary>The foreign script or language that the answer has gone over to; null where it has not.</summary>
    public string? SwitchOf(string answer)
    {
        var profile = LanguageProfile.Of(answer.Length > Window ? answer[^Window..] : answer);
        if (profile.MainScript is var (script, letters) && letters >= FewestLetters && !_scripts.Contains(script)) return script;
        if (profile.Words < FewestWords || _languages.Count == 0 || profile.Language is not { } language || _languages.Contains(language)) return null;
        return _languages.All(known => profile.SmallWords[known] < Foreign) ? language : null;
    }
}
