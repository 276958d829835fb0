namespace LongRag.Models.Chat.OpenAi;

/// <summary>A server refused a request; what it said may name a parameter that it does not know.</summary>
internal sealed class ParameterRefusedException(string said, LongRagException problem) : Exception(problem.Message, problem)
{
    public LongRagException Problem => problem;

    /// <summary>Whether a parameter is named, as a word of its own.</summary>
    public bool Names(string parameter)
    {
        for (var at = said.IndexOf(parameter, StringComparison.Ordinal); at >= 0; at = said.IndexOf(parameter, at + 1, StringComparison.Ordinal))
        {
            var end = at + parameter.Length;
            if ((at == 0 || !IsOfAName(said[at - 1])) && (end == said.Length || !IsOfAName(said[end]))) return true;
        }

        return false;
    }

    private static bool IsOfAName(char letter) => char.IsLetterOrDigit(letter) || letter == '_';
}
