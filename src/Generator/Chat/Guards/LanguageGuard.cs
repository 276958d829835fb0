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

    /// <summary>One letter in so many makes a script a text's own.</summary>
    private const int FewestShare = 10;

    private readonly HashSet<string> _scripts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _languages = new(StringComparer.Ordinal);

    /// <param name="known">Texts whose languages an answer may be in: question, instruction, evidence.</param>
    public LanguageGuard(IEnumerable<string> known)
    {
        foreach (var text in known)
        {
            var profile = LanguageProfile.Of(text);
            // A name in another script is not the text's script.
            var all = profile.Letters.Values.Sum();
            _scripts.UnionWith(profile.Letters.Where(script => script.Value * FewestShare >= all).Select(script => script.Key));
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
